import { encodeBounds } from '@tcctv/contracts'
import { parseLocalDay } from '@tcctv/units'
import { describe, expect, it } from 'vitest'
import type { Limit } from './state.ts'
import { boundOf, judgeRatio } from './tolerance.ts'

const ONE = 10n ** 18n
const limit = (by: number, rows: number): Limit => {
  const bounds = Array.from({ length: rows }, (_, row) => ({
    low: BigInt(-row),
    high: BigInt(row),
    first: 1n,
    second: 2n,
  }))
  const [subject, zero] = [{ applies: 1, subjectKind: 1, subject: 0 }, `0x${'00'.repeat(32)}` as const]
  return { id: zero, ...subject, divisor: 0xffff, by, effectiveFrom: 0, bounds: encodeBounds(bounds) }
}

describe('the row of a limit', () => {
  it.each([
    ['one range', 0, 1, '2024-03-10', 5, 0n],
    ['by month', 1, 12, '2024-03-10', 5, 2n],
    ['by weekday, a Sunday', 2, 7, '2024-03-10', 5, 6n],
    ['by weekday, a Monday', 2, 7, '2024-03-11', 5, 0n],
    ['by hour', 3, 24, '2024-03-10', 5, 5n],
    ['by month and hour', 4, 288, '2024-12-31', 23, 287n],
  ] as const)('%s', (_, by, rows, day, hour, high) => {
    expect(boundOf(limit(by, rows), parseLocalDay(day), hour)).toEqual({ low: -high, high, first: 1n, second: 2n })
  })
})

describe('a ratio', () => {
  const bound = { low: ONE, high: 2n * ONE, first: ONE / 2n, second: ONE }
  it.each([
    ['inside', 3n, 2n, 1, (3n * ONE) / 2n],
    ['at an end', 4n, 2n, 1, 2n * ONE],
    ['above, rounded up', 7n, 3n, 2, (7n * ONE) / 3n + 1n],
    ['below, rounded down', 1n, 3n, 3, ONE / 3n],
    ['with both signs turned', -7n, -3n, 2, (7n * ONE) / 3n + 1n],
    ['far below', -1n, 3n, 4, -ONE / 3n - 1n],
    ['of nothing to nothing', 0n, 0n, 1, 0n],
    ['of something to nothing', 1n, 0n, 4, 2n ** 255n - 1n],
    ['of less than nothing to nothing', -1n, 0n, 4, -(2n ** 255n)],
  ] as const)('%s', (_, amount, divisor, level, stated) => {
    expect(judgeRatio(bound, amount, divisor)).toEqual({ level, amount: stated })
  })
})
