import type { LocalDay } from '@tcctv/units'

/**
 * A compiled tolerance. Limits of a parameter are counts of its lanes' quantum, limits of an equation or a quotient 1e-18
 * of its unit; `unit` and `places` say how to show them.
 */
export type Limit = {
  readonly id: string
  readonly applies: 'reading' | 'day'
  readonly subject:
    | { readonly kind: 'parameter'; readonly variable: number }
    | { readonly kind: 'equation'; readonly equation: number }
  /**
   * Variable by which the subject's day is divided; null for a limit of one quantity. Day-level limits only. The exact
   * quotient of the two day quantities is judged against bounds at 1e18; 0 / 0 is case 1, anything else / 0 case 4.
   */
  readonly divisor: number | null
  readonly effectiveFrom: LocalDay
  /** What a row of `bounds` stands for: 1, 12, 7 (Monday first), 24, or 288 (month * 24 + hour) rows of local time. */
  readonly by: 'none' | 'month' | 'weekday' | 'hour' | 'month-hour'
  readonly bounds: readonly Bound[]
  readonly unit: string
  readonly places: number
}

/** A range, both ends inside, with two margins beyond either end. */
export type Bound = { readonly low: bigint; readonly high: bigint; readonly first: bigint; readonly second: bigint }
