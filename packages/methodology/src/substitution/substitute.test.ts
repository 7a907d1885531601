import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { substitute, type GapRule } from './substitute.ts'

const HOUR_S = 3600
const RULE: GapRule = { kind: 'tool08', role: 'baseline', stepS: HOUR_S, low: 0n, high: 1000n }
/** Hourly readings of 300 hours with a gap of some hours at hour 100. */
function hoursWithout(gapHours: number, count: (hour: number) => bigint) {
  const gap = { fromS: 100 * HOUR_S, toS: (100 + gapHours) * HOUR_S }
  const measured = Array.from({ length: 400 }, (_, hour) => ({ startS: hour * HOUR_S, count: count(hour) }))
  return { gap, measured: measured.filter(({ startS }) => startS < gap.fromS || startS >= gap.toS) }
}
const filledBy = (gapHours: number, rule: Partial<GapRule>, count: (hour: number) => bigint) => {
  const { gap, measured } = hoursWithout(gapHours, count)
  const found = substitute(measured, gap, { ...RULE, ...rule })
  return found.kind === 'none' ? found.reason : [found.rule, found.readings.length, found.readings[0]?.count]
}
const alternating = (hour: number): bigint => (hour % 2 === 0 ? 10n : 21n)

describe('a gap', () => {
  it.each([
    ['of an hour: mean of 4 hours on either side, down', 2, {}, ['mean-4h', 2, 15n]],
    ['of an hour in project emissions: up', 2, { role: 'project' as const }, ['mean-4h', 2, 16n]],
    // n = 48, mean 15.5, s = 5.558, t(47) taken from 40 degrees = 2.021: 15.5 ± 1.62
    ['of 6 hours: lower bound of 24 hours', 6, {}, ['bound95-24h', 6, 13n]],
    ['of a day in leakage: upper bound of 24 hours', 24, { role: 'leakage' as const }, ['bound95-24h', 24, 18n]],
    // n = 144, t(143) taken from 120 degrees = 1.980: 15.5 ± 0.91
    ['above a day: lower bound of 72 hours', 25, {}, ['bound95-72h', 25, 14n]],
    ['of 7 days: upper bound of 72 hours', 168, { role: 'project' as const }, ['bound95-72h', 168, 17n]],
    ['above 7 days: none', 169, {}, 'too-long'],
    ['with zero', 169, { kind: 'zero' as const }, ['zero', 169, 0n]],
    ['with zero where that favours the claim', 2, { kind: 'zero' as const, role: 'project' as const }, 'wrong-side'],
    ['with the rating', 2, { kind: 'rated' as const, role: 'project' as const, ratedCount: 50n }, ['rated', 2, 50n]],
    ['with a rating that is not known', 2, { kind: 'rated' as const, role: 'project' as const }, 'no-rating'],
    ['with the rating where that favours the claim', 2, { kind: 'rated' as const, ratedCount: 5n }, 'wrong-side'],
    ['for review', 2, { kind: 'review' as const }, 'review'],
  ])('%s', (_what, hours, rule, expected) => {
    expect(filledBy(hours, rule, alternating)).toEqual(expected)
  })

  it('is not filled from an incomplete window', () => {
    const { gap, measured } = hoursWithout(2, alternating)
    const holed = measured.filter(({ startS }) => startS !== 98 * HOUR_S)
    expect(substitute(holed, gap, RULE)).toEqual({ kind: 'none', reason: 'window-incomplete' })
    expect(
      substitute(
        measured.filter(({ startS }) => startS < gap.toS),
        gap,
        RULE,
      ).kind,
    ).toBe('none')
  })

  it('takes the constant itself where nothing varies', () => {
    expect(filledBy(12, {}, () => 7n)).toEqual(['bound95-24h', 12, 7n])
  })

  it('never gets a baseline above, or project emissions below, the mean of its window', () => {
    const counts = fc.array(fc.bigInt({ min: 0n, max: 1000n }), { minLength: 400, maxLength: 400 })
    fc.assert(
      fc.property(counts, fc.integer({ min: 6, max: 24 }), (values, hours) => {
        const { gap, measured } = hoursWithout(hours, (hour) => values[hour] ?? 0n)
        const window = measured.filter(
          ({ startS }) => startS >= gap.fromS - 24 * HOUR_S && startS < gap.toS + 24 * HOUR_S,
        )
        const sum = window.reduce((total, { count }) => total + count, 0n)
        const countOf = (role: GapRule['role']): bigint => {
          const found = substitute(measured, gap, { ...RULE, role })
          return found.kind === 'none' ? -1n : (found.readings[0]?.count ?? -1n)
        }
        expect(countOf('baseline') * 48n <= sum).toBe(true)
        expect(countOf('project') * 48n >= sum).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})
