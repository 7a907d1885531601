import { divide, periodOfDay, type LocalDay, type OffsetTable } from '@tcctv/units'

/** Whole readings present and expected, and their share in basis points (10,000 = all), rounded down. */
export type Availability = { readonly present: number; readonly expected: number; readonly basisPoints: number }

/**
 * Intervals that a lane has in local days [fromDay, toDay): a day on which the clocks change has 23 or 25 hours.
 *
 * @example expectedReadings(denver, parseLocalDay('2012-03-11'), parseLocalDay('2012-03-12'), 900) // 92
 */
export function expectedReadings(offsets: OffsetTable, fromDay: LocalDay, toDay: LocalDay, stepS: number): number {
  if (toDay <= fromDay) return 0
  return Math.floor((periodOfDay(offsets, toDay - 1).toS - periodOfDay(offsets, fromDay).fromS) / stepS)
}

/** Data availability: the share of expected readings that are present. Says nothing of sources that are left out. */
export function availability(present: number, expected: number): Availability {
  return { present, expected, basisPoints: shareOf(present, expected) }
}

/**
 * Completeness: the share of declared sources that have any reading in the period, and those that have none. Not
 * availability: one reading makes a source included, and full availability of one meter does not include another.
 */
export function completeness(readingsBySource: Readonly<Record<string, number>>): Availability & {
  readonly missing: readonly string[]
} {
  const sources = Object.entries(readingsBySource)
  const missing = sources.filter(([, readings]) => readings === 0).map(([source]) => source)
  return { ...availability(sources.length - missing.length, sources.length), missing }
}

function shareOf(present: number, expected: number): number {
  return expected <= 0 ? 0 : Math.min(10_000, Number(divide(BigInt(present) * 10_000n, BigInt(expected), 'floor')))
}
