import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseStatistic, statisticOf } from './statistic.ts'

const of = (name: string, values: readonly bigint[], side: 'floor' | 'ceil' = 'floor') => {
  const statistic = parseStatistic(name)
  return statistic && statisticOf(statistic, values, side)
}

describe('a statistic', () => {
  it.each([
    ['min', 1n],
    ['p25', 1n],
    ['p25.1', 2n],
    ['p50', 2n],
    ['p75', 3n],
    ['p99', 10n],
    ['max', 10n],
    ['mean', 4n],
  ])('%s of 1, 2, 3, 10', (name, value) => {
    expect(of(name, [1n, 2n, 3n, 10n])).toBe(value)
  })

  it('rounds a mean to the side that is asked for', () => {
    expect([of('mean', [1n, 2n], 'floor'), of('mean', [1n, 2n], 'ceil')]).toEqual([1n, 2n])
  })

  it('has no other names', () => {
    expect(['p100', 'p', 'p-5', 'median', 'P95', '1e3', ''].map(parseStatistic)).toEqual(Array(7).fill(undefined))
  })

  it('of a percentile is the least value that so many do not exceed', () => {
    const values = fc.array(fc.bigInt({ min: -50n, max: 50n }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 99 }), (unsorted, percent) => {
        const ascending = unsorted.toSorted((left, right) => Number(left - right))
        const found = of(`p${percent}`, ascending) ?? 0n
        const upTo = (most: bigint) => ascending.filter((value) => value <= most).length
        expect(ascending).toContain(found)
        expect(upTo(found) * 100).toBeGreaterThanOrEqual(percent * ascending.length)
        expect(upTo(found - 1n) * 100).toBeLessThan(percent * ascending.length)
      }),
    )
  })
})
