import { methodologyError } from '../errors.ts'
import { isAtLeastZero, isAtMostZero, type Range, type Typed } from './analyse.ts'
import type { Place } from './parse-expression.ts'
import { isFixed, type Rational } from './rational.ts'

/** The side of the exact number on which a rounded part must stay; exact: nothing may be rounded. */
export type Sense = 'down' | 'up' | 'exact'

/** An expression with a side for every rounding in it: what is compiled and what the reference evaluates. */
export type Plan =
  | { readonly kind: 'constant'; readonly amount: Rational; readonly sense: Sense }
  | { readonly kind: 'variable' | 'register'; readonly index: number }
  | { readonly kind: 'add' | 'subtract' | 'min' | 'max'; readonly left: Plan; readonly right: Plan }
  | { readonly kind: 'negate'; readonly of: Plan }
  | { readonly kind: 'multiply' | 'divide'; readonly left: Plan; readonly right: Plan; readonly sense: Sense }
  | {
      readonly kind: 'multiply-divide'
      readonly left: Plan
      readonly right: Plan
      readonly by: Plan
      readonly sense: Sense
    }

/**
 * Gives every rounding its side (methodology.md section 4, Direction): the side flips on the right of a minus and on
 * a divisor; a factor keeps it only if the other one's sign is known.
 *
 * @throws {TcctvError} E_SIGN, E_ROUND
 */
export function planOf(typed: Typed, sense: Sense, place: Place): Plan {
  switch (typed.kind) {
    case 'constant':
      if (sense === 'exact' && !isFixed(typed.amount)) throw inexact(typed, place)
      return { kind: 'constant', amount: typed.amount, sense }
    case 'variable':
      return { kind: 'variable', index: typed.meaning.index }
    case 'register':
      checkOwnSense(typed, sense, place)
      return { kind: 'register', index: typed.meaning.index }
    case 'negate':
      return { kind: 'negate', of: planOf(typed.of, flip(sense), place) }
    case 'subtract':
      return {
        kind: 'subtract',
        left: planOf(typed.left, sense, place),
        right: planOf(typed.right, flip(sense), place),
      }
    case 'add':
    case 'min':
    case 'max':
      return { kind: typed.kind, left: planOf(typed.left, sense, place), right: planOf(typed.right, sense, place) }
    case 'multiply':
      return product(typed.left, typed.right, sense, place)
    case 'divide':
      return fraction(typed.left, typed.right, sense, place)
  }
}

function product(left: Typed, right: Typed, sense: Sense, place: Place): Plan {
  const whole = [left, right].some((side) => side.kind === 'constant' && side.amount.d === 1n)
  if (sense === 'exact' && !whole) throw inexact({ text: `${left.text} * ${right.text}` }, place)
  const [first, second] = [factor(left, right, sense, place), factor(right, left, sense, place)]
  return { kind: 'multiply', left: first, right: second, sense }
}

/** a·b/c is fused, so that only the quotient is rounded. */
function fraction(left: Typed, right: Typed, sense: Sense, place: Place): Plan {
  if (sense === 'exact') throw inexact({ text: `${left.text} / ${right.text}` }, place)
  const by = factor(right, left, flip(sense), place)
  if (left.kind !== 'multiply' || !isAtLeastZero(right))
    return { kind: 'divide', left: planOf(left, sense, place), right: by, sense }
  const [first, second] = [factor(left.left, left.right, sense, place), factor(left.right, left.left, sense, place)]
  return { kind: 'multiply-divide', left: first, right: second, by, sense }
}

/** One operand of a product: its sense depends on the sign of the other. */
function factor(of: Typed, other: Typed & Range, sense: Sense, place: Place): Plan {
  if (isAtLeastZero(other)) return planOf(of, sense, place)
  if (isAtMostZero(other)) return planOf(of, flip(sense), place)
  try {
    return planOf(of, 'exact', place)
  } catch (cause) {
    throw methodologyError('E_SIGN', { ...place, found: other.text }, cause)
  }
}

/** A rounded intermediate may be used only on its own side: a floored factor in a floored product. */
function checkOwnSense(typed: Typed & { kind: 'variable' | 'register' }, sense: Sense, place: Place): void {
  const round = typed.meaning.kind === 'register' ? typed.meaning.round : undefined
  if (sense === 'exact' || round === undefined) return
  if ((sense === 'down' && round === 'floor') || (sense === 'up' && round === 'ceil')) return
  const expected = sense === 'down' ? 'an intermediate rounded by floor' : 'an intermediate rounded by ceil'
  throw methodologyError('E_ROUND', { ...place, found: `${typed.text}, rounded by ${round},`, expected })
}

function inexact({ text }: { readonly text: string }, place: Place): Error {
  return methodologyError('E_ROUND', {
    ...place,
    found: text,
    expected: 'an equation with `round`, or exact operations only',
  })
}

function flip(sense: Sense): Sense {
  return sense === 'exact' ? 'exact' : sense === 'down' ? 'up' : 'down'
}
