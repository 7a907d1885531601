import { FIXED_ONE, type LocalDay } from '@tcctv/units'
import type { Bound, Limit } from './limit.ts'
import { rowOf } from './profile-rows.ts'

/** 1 in range, 2 within the first margin, 3 within the second, 4 beyond. */
export type ToleranceCase = 1 | 2 | 3 | 4

/**
 * Case of an amount. An end belongs to the lower case: of the range to 1, of the first margin to 2, of the second to 3.
 * The same rule stands in the contract.
 *
 * @example toleranceCase({ low: 0n, high: 100n, first: 5n, second: 15n }, 106n) // 3
 */
export function toleranceCase(bound: Bound, amount: bigint): ToleranceCase {
  return caseOf(bound, amount, 1n)
}

/**
 * Case of the exact quotient of two amounts, with bounds at 1e18; nothing is divided, so nothing is rounded. Nothing of
 * nothing is in range (a plant that stood still); something of nothing is case 4.
 *
 * @example ratioCase({ low: 0n, high: 5n * 10n ** 17n, first: 0n, second: 0n }, 1n, 2n) // 1
 */
export function ratioCase(bound: Bound, numerator: bigint, denominator: bigint): ToleranceCase {
  if (denominator === 0n) return numerator === 0n ? 1 : 4
  const sign = denominator < 0n ? -1n : 1n
  return caseOf(bound, sign * numerator * FIXED_ONE, sign * denominator)
}

/** The case of a batch or a day: the highest of its readings and limits; 1 of none. */
export function highestCase(cases: Iterable<ToleranceCase>): ToleranceCase {
  let highest: ToleranceCase = 1
  for (const one of cases) if (one > highest) highest = one
  return highest
}

/** The bound that holds on a local day, at an hour of it; undefined before the limit takes effect. */
export function boundAt(
  { by, bounds, effectiveFrom }: Pick<Limit, 'by' | 'bounds' | 'effectiveFrom'>,
  day: LocalDay,
  hour = 0,
): Bound | undefined {
  return day < effectiveFrom ? undefined : bounds[rowOf(by, day, hour)]
}

/** The amount is amount / per; `per` above zero. */
function caseOf({ low, high, first, second }: Bound, amount: bigint, per: bigint): ToleranceCase {
  const distance = amount > high * per ? amount - high * per : amount < low * per ? low * per - amount : 0n
  if (distance === 0n) return 1
  if (distance <= first * per) return 2
  return distance <= second * per ? 3 : 4
}
