import type { ExceptionCase, Series } from '../api-types.ts'
import { addDays } from '../days.ts'
import { instantOfDay } from '../instant-of-day.ts'

type Drawn = Pick<Series, 't' | 'bucketS' | 'maxCase' | 'nAnomaly'>

/**
 * Buckets of a series with the cases of whole days put in: a day outside its tolerance has no reading that is, so its
 * mark stands at the bucket in the middle of the day, unless a reading there has a worse case.
 */
export function withDays<S extends Drawn>(series: S, cases: readonly ExceptionCase[], zone: string): S {
  const maxCase = [...series.maxCase]
  for (const { day, level } of cases) {
    const noonS = (instantOfDay(day, zone) + instantOfDay(addDays(day, 1), zone)) / 2
    const index = series.t.findIndex((startS) => startS <= noonS && noonS < startS + series.bucketS)
    if (index >= 0) maxCase[index] = Math.max(level, maxCase[index] ?? 0)
  }
  return { ...series, maxCase }
}
