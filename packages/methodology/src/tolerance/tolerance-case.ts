import { FIXED_ONE, formatLocalDay, type LocalDay } from '@tcctv/units'
import type { Bound, Limit, LimitPattern } from './limit.ts'

/** 1 in range, 2 within the first margin, 3 within the second, 4 beyond. */
export type ToleranceCase = 1 | 2 | 3 | 4

/**
 * Case of an amount: 1 in range, 2 within the first margin, 3 within the second, 4 beyond. The margin's end belongs to
 * the lower case. The same rule stands in the contract.
 *
 * @example toleranceCase({ low: 0n, high: 100n, first: 5n, second: 15n }, 106n) // 3
 */
export function toleranceCase({ low, high, first, second }: Bound, amount: bigint): ToleranceCase {
  const distance = amount > high ? amount - high : amount < low ? low - amount : 0n
  if (distance === 0n) return 1
  if (distance <= first) return 2
  return distance <= second ? 3 : 4
}

/**
 * Case of a quotient of two quantities at one scale, for a bound at 1e18. Exact: the bound is multiplied by the divisor
 * instead of dividing. 0/0 is case 1, anything else over 0 is case 4.
 *
 * @example ratioCase({ low: 0n, high: FIXED_ONE, first: 0n, second: 0n }, 3n, 2n) // 4
 */
export function ratioCase({ low, high, first, second }: Bound, amount: bigint, divisor: bigint): ToleranceCase {
  if (divisor === 0n) return amount === 0n ? 1 : 4
  const [over, under] = divisor < 0n ? [-amount, -divisor] : [amount, divisor]
  const scaled = { low: low * under, high: high * under, first: first * under, second: second * under }
  return toleranceCase(scaled, over * FIXED_ONE)
}

/** The bound that holds on a local day, in an hour (0 to 23) of it; undefined before the limit takes effect. */
export function boundAt(
  { bounds, by, effectiveFrom }: Pick<Limit, 'bounds' | 'by' | 'effectiveFrom'>,
  day: LocalDay,
  hour = 0,
): Bound | undefined {
  return day < effectiveFrom ? undefined : bounds[rowAt(by, day, hour)]
}

/**
 * Row of a pattern on a local day in an hour. Day 0 was a Thursday; weeks begin on Monday.
 *
 * @example rowAt('weekday', 0, 0) // 3
 */
export function rowAt(by: LimitPattern, day: LocalDay, hour: number): number {
  const month = Number(formatLocalDay(day).slice(5, 7)) - 1
  switch (by) {
    case 'none':
      return 0
    case 'month':
      return month
    case 'weekday':
      return (day + 3) % 7
    case 'hour':
      return hour
    case 'month-hour':
      return month * 24 + hour
  }
}

/** The case of a batch or a day: the highest of its readings and limits; 1 of none. */
export function highestCase(cases: Iterable<ToleranceCase>): ToleranceCase {
  let highest: ToleranceCase = 1
  for (const one of cases) if (one > highest) highest = one
  return highest
}
