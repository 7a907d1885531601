import type { Summary } from '../api-types.ts'
import { dayInZone } from '../format.ts'

/** First day of the crediting period, and the day the last reading stands in; without readings the first day again. */
export function daysOfProject({
  lastReadingAt,
  zone,
  crediting,
}: Pick<Summary, 'lastReadingAt' | 'zone' | 'crediting'>): {
  readonly first: string
  readonly last: string
} {
  const first = crediting.from.slice(0, 10)
  if (lastReadingAt === null) return { first, last: first }
  // The instant is the end of the last interval: at midnight that is the day after.
  return { first, last: dayInZone(Math.floor(Date.parse(lastReadingAt) / 1000) - 1, zone) }
}
