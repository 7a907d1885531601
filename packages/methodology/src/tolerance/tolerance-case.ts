import { formatLocalDay, type LocalDay } from '@tcctv/units'
import type { Bound, Limit } from './limit.ts'

/**
 * Case of an amount: 1 in range, 2 within the first margin, 3 within the second, 4 beyond. The margin's end belongs to
 * the lower case. The same rule stands in the contract.
 *
 * @example toleranceCase({ low: 0n, high: 100n, first: 5n, second: 15n }, 106n) // 3
 */
export function toleranceCase({ low, high, first, second }: Bound, amount: bigint): 1 | 2 | 3 | 4 {
  const distance = amount > high ? amount - high : amount < low ? low - amount : 0n
  if (distance === 0n) return 1
  if (distance <= first) return 2
  return distance <= second ? 3 : 4
}

/** The bound that holds on a local day; undefined before the limit takes effect. */
export function boundAt(
  { bounds, effectiveFrom }: Pick<Limit, 'bounds' | 'effectiveFrom'>,
  day: LocalDay,
): Bound | undefined {
  if (day < effectiveFrom) return undefined
  return bounds.length === 1 ? bounds[0] : bounds[Number(formatLocalDay(day).slice(5, 7)) - 1]
}
