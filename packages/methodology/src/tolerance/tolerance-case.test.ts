import { FIXED_ONE, parseLocalDay } from '@tcctv/units'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIMIT_ROWS, type Bound, type LimitPattern } from './limit.ts'
import { ratioCase, rowAt, toleranceCase } from './tolerance-case.ts'

const BOUND: Bound = { low: 10n, high: 20n, first: 2n, second: 5n }

describe('the case of an amount', () => {
  it.each([
    [10n, 1],
    [20n, 1],
    [21n, 2],
    [22n, 2],
    [8n, 2],
    [7n, 3],
    [25n, 3],
    [5n, 3],
    [26n, 4],
    [4n, 4],
  ] as const)('%s is case %s', (amount, expected) => {
    expect(toleranceCase(BOUND, amount)).toBe(expected)
  })

  it('never falls as the distance grows', () => {
    const ends = fc.tuple(fc.bigInt(-50n, 50n), fc.bigInt(0n, 50n), fc.bigInt(0n, 20n), fc.bigInt(0n, 20n))
    fc.assert(
      fc.property(ends, fc.bigInt(0n, 99n), fc.bigInt(0n, 99n), ([low, span, first, more], near, further) => {
        const bound = { low, high: low + span, first, second: first + more }
        for (const at of [(d: bigint) => bound.high + d, (d: bigint) => bound.low - d])
          expect(toleranceCase(bound, at(near + further))).toBeGreaterThanOrEqual(toleranceCase(bound, at(near)))
      }),
    )
  })
})

describe('the case of a ratio', () => {
  const bound: Bound = { low: FIXED_ONE, high: 2n * FIXED_ONE, first: FIXED_ONE, second: 2n * FIXED_ONE }
  it.each([
    [0n, 0n, 1],
    [1n, 0n, 4],
    [-1n, 0n, 4],
    [2n, 1n, 1],
    [3n, 1n, 2],
    [-3n, -1n, 2],
    [10n ** 30n * 4n + 1n, 10n ** 30n, 4],
    [10n ** 30n * 4n, 10n ** 30n, 3],
    [-1n, 3n, 3],
  ] as const)('%s over %s is case %s', (amount, divisor, expected) => {
    expect(ratioCase(bound, amount, divisor)).toBe(expected)
  })
})

describe('the row of a limit', () => {
  it.each([
    ['none', '2024-03-10', 7, 0],
    ['month', '2024-03-10', 7, 2],
    ['weekday', '2024-03-10', 7, 6],
    ['weekday', '2024-03-11', 7, 0],
    ['hour', '2024-03-10', 7, 7],
    ['month-hour', '2024-12-31', 23, 287],
  ] as const)('%s on %s at %s is %s', (by: LimitPattern, day, hour, row) => {
    expect(rowAt(by, parseLocalDay(day), hour)).toBe(row)
    expect(row).toBeLessThan(LIMIT_ROWS[by])
  })
})
