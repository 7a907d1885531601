import { describe, expect, it } from 'vitest'
import { isCorroborated } from './corroboration.ts'

const HOUR_S = 3600
const GAP = { fromS: 10 * HOUR_S, toS: 12 * HOUR_S }
const hours = (counts: (hour: number) => bigint) =>
  Array.from({ length: 24 }, (_, hour) => ({ startS: hour * HOUR_S, count: counts(hour) }))
const during = (count: bigint) => (hour: number) => (hour === 10 || hour === 11 ? count : 100n)

describe('a corroborating parameter', () => {
  it.each([
    ['alike', during(100n), true],
    ['20 % below', during(80n), true],
    ['20 % above', during(120n), true],
    ['just below that', during(79n), false],
    ['just above that', during(121n), false],
    ['at a standstill', during(0n), false],
    ['always at a standstill', () => 0n, true],
  ])('%s', (_what, counts, expected) => {
    expect(isCorroborated(hours(counts), HOUR_S, GAP)).toBe(expected)
  })

  it('must itself be measured in gap and windows', () => {
    const whole = hours(during(100n))
    for (const hour of [6, 9, 10, 11, 12, 15])
      expect(
        isCorroborated(
          whole.filter(({ startS }) => startS !== hour * HOUR_S),
          HOUR_S,
          GAP,
        ),
        `${hour}`,
      ).toBe(false)
    expect(
      isCorroborated(
        whole.filter(({ startS }) => startS !== 5 * HOUR_S),
        HOUR_S,
        GAP,
      ),
    ).toBe(true)
  })

  it('shows nothing of a gap above 7 days', () => {
    expect(isCorroborated(hours(during(100n)), HOUR_S, { fromS: 0, toS: 8 * 24 * HOUR_S })).toBe(false)
  })
})
