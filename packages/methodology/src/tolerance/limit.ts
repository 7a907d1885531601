import type { LocalDay } from '@tcctv/units'

/**
 * A compiled tolerance. Limits of a parameter are counts of its lanes' quantum, limits of an equation 1e-18 of its unit;
 * `unit` and `places` say how to show them.
 */
export type Limit = {
  readonly id: string
  readonly applies: 'reading' | 'day'
  readonly subject:
    | { readonly kind: 'parameter'; readonly variable: number }
    | { readonly kind: 'equation'; readonly equation: number }
  readonly effectiveFrom: LocalDay
  /** One, or twelve by the month of the local day. */
  readonly bounds: readonly Bound[]
  readonly unit: string
  readonly places: number
}

/** A range, both ends inside, with two margins beyond either end. */
export type Bound = { readonly low: bigint; readonly high: bigint; readonly first: bigint; readonly second: bigint }
