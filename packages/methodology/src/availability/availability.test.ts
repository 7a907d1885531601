import { compileOffsetTable, parseLocalDay, parseTime } from '@tcctv/units'
import { describe, expect, it } from 'vitest'
import { availability, completeness, expectedReadings } from './availability.ts'

const offsets = compileOffsetTable('America/Denver', {
  fromS: parseTime('2012-01-01T00:00:00Z'),
  toS: parseTime('2013-02-01T00:00:00Z'),
})

describe('expected readings', () => {
  it.each([
    ['an ordinary day', '2012-06-10', '2012-06-11', 96],
    ['the day that loses an hour', '2012-03-11', '2012-03-12', 92],
    ['the day that gains an hour', '2012-11-04', '2012-11-05', 100],
    ['a leap year', '2012-01-01', '2013-01-01', 366 * 96],
    ['no day', '2012-06-10', '2012-06-10', 0],
  ])('of %s', (_what, from, to, count) => {
    expect(expectedReadings(offsets, parseLocalDay(from), parseLocalDay(to), 900)).toBe(count)
  })
})

describe('availability and completeness', () => {
  it('are different things', () => {
    expect(availability(91, 92)).toEqual({ present: 91, expected: 92, basisPoints: 9891 })
    expect(completeness({ export: 92, import: 0, diesel: 1 })).toEqual({
      present: 2,
      expected: 3,
      basisPoints: 6666,
      missing: ['import'],
    })
  })

  it('are nothing where nothing is expected, and never above all', () => {
    expect(availability(0, 0).basisPoints).toBe(0)
    expect(availability(101, 100).basisPoints).toBe(10_000)
  })
})
