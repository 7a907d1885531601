import type { LocalDay } from '@tcctv/units'

/**
 * A compiled tolerance. Limits of a parameter are counts of its lanes' quantum, limits of an equation 1e-18 of its unit,
 * limits of a ratio 1e-18 of the subject's unit over the divisor's; `unit` and `places` say how to show them.
 */
export type Limit = {
  readonly id: string
  readonly applies: 'reading' | 'day'
  readonly subject:
    | { readonly kind: 'parameter'; readonly variable: number }
    | { readonly kind: 'equation'; readonly equation: number }
  /**
   * Variable that the subject, a parameter too, is divided by. Both are quantities of the day in the units of their
   * variables (counts × multiplier), so `applies` is `day`. Compared exactly; 0/0 is in range, x/0 is case 4.
   */
  readonly divisor?: number
  readonly effectiveFrom: LocalDay
  /** What the rows of `bounds` go by: local time of the day, or of the reading's start. Hours only for readings. */
  readonly by: LimitPattern
  /** One row, 12 by month, 7 by weekday from Monday, 24 by hour, or 288 at (month − 1) × 24 + hour. */
  readonly bounds: readonly Bound[]
  readonly unit: string
  readonly places: number
}

/** Rows of a limit by pattern. */
export const LIMIT_ROWS = { none: 1, month: 12, weekday: 7, hour: 24, 'month-hour': 288 } as const
export type LimitPattern = keyof typeof LIMIT_ROWS

/** A range, both ends inside, with two margins beyond either end. */
export type Bound = { readonly low: bigint; readonly high: bigint; readonly first: bigint; readonly second: bigint }
