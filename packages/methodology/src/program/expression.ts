/**
 * An expression of a methodology as written: decimals, names, + - * /, min, max, and the indexed parts. Total by
 * construction. exp, ln and pow stand in coefficients only.
 */
export type SourceExpression =
  | { readonly kind: 'number'; readonly text: string }
  | Reference
  | {
      readonly kind: 'binary'
      readonly operator: Operator
      readonly left: SourceExpression
      readonly right: SourceExpression
    }
  | { readonly kind: 'negate'; readonly of: SourceExpression }
  | { readonly kind: 'call'; readonly callee: Callee; readonly parts: readonly SourceExpression[] }
  | { readonly kind: 'lookup'; readonly table: string; readonly mode: LookupMode; readonly at: SourceExpression }
  | { readonly kind: 'sum'; readonly set: string; readonly of: SourceExpression }
  | { readonly kind: 'conv'; readonly history: Reference; readonly kernel: Reference }

/** A name, with what stands in its brackets: a set or a member. */
export type Reference = { readonly kind: 'name'; readonly id: string; readonly by?: string }

/** An expression without sets, sums and convolutions: every name is that of one program variable, constant or equation. */
export type Expression =
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'name'; readonly id: string }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'negate'; readonly of: Expression }
  | { readonly kind: 'call'; readonly callee: Callee; readonly parts: readonly Expression[] }
  | { readonly kind: 'lookup'; readonly table: string; readonly mode: LookupMode; readonly at: Expression }

export type Operator = '+' | '-' | '*' | '/'
export type Callee = 'min' | 'max' | Transcendental
export type Transcendental = 'exp' | 'ln' | 'pow'
/** down: the row of the highest key that is not above the argument; up: that of the lowest key not below it. */
export type LookupMode = 'up' | 'down'

/** Where an expression stands, for errors. */
export type Place = { readonly path: string; readonly expression: string }
