import { describe, expect, it } from 'vitest'
import { spanOf } from './series-buckets.ts'

const DAY_S = 86_400
const MIDNIGHT_S = 1_302_847_200

describe('span of buckets', () => {
  it.each([
    ['a day of quarter hours', 1, 900, 1200, 900],
    ['a month', 31, 900, 1200, 3600],
    ['a year', 365, 900, 1200, 28_800],
    ['three years, where 22 h would be least', 1096, 900, 1200, DAY_S],
    ['thirty years', 10_958, 900, 1200, 10 * DAY_S],
    ['intervals of ten minutes', 9, 600, 1000, 1200],
    ['intervals that do not divide an hour', 1, 420, 1000, 3600],
    ['a lane of days', 30, DAY_S, 1000, DAY_S],
  ])('takes steps that a day holds: %s', (_, days, stepS, buckets, bucketS) => {
    const span = spanOf({ fromS: MIDNIGHT_S, toS: MIDNIGHT_S + days * DAY_S }, stepS, buckets)
    expect(span.bucketS).toBe(bucketS)
    expect((span.toS - span.fromS) / span.bucketS).toBeLessThanOrEqual(buckets)
    expect(span.fromS).toBeLessThanOrEqual(MIDNIGHT_S)
  })
})
