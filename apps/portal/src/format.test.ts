import { assert, bigInt, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dayInZone,
  formatBytes,
  formatCount,
  formatDecimalText,
  formatInstant,
  formatPixelNumber,
  formatShare,
  formatStep,
  shortHash,
} from './format.ts'

describe('formatDecimalText', () => {
  it.each([
    ['0', 3, '0.000'],
    ['1234567.8915', 3, '1,234,567.892'],
    ['-0.0004', 3, '0.000'],
    ['-0.0005', 3, '−0.001'],
    ['0.9995', 3, '1.000'],
    ['12', 0, '12'],
    ['1499.5', 0, '1,500'],
    ['9007199254740993.001', 3, '9,007,199,254,740,993.001'],
    ['n/a', 3, 'n/a'],
  ])('writes %s with %i places as %s', (text, places, shown) => {
    expect(formatDecimalText(text, places)).toBe(shown)
  })

  it('never moves further than half of the last place', () => {
    assert(
      property(bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (count) => {
        const digits = (count < 0n ? -count : count).toString().padStart(7, '0')
        const text = `${count < 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`
        const shown = BigInt(formatDecimalText(text, 3).replace(/[,.]/g, '').replace('−', '-'))
        const off = shown * 1000n - count
        return off <= 500n && off >= -500n
      }),
    )
  })
})

describe('times', () => {
  it.each([
    ['2012-03-11T09:59:00Z', 'America/Los_Angeles', '2012-03-11 01:59'],
    ['2012-03-11T10:00:00Z', 'America/Los_Angeles', '2012-03-11 03:00'],
    ['2024-01-01T16:00:00Z', 'Asia/Hong_Kong', '2024-01-02 00:00'],
  ])('shows %s in %s as %s', (instant, zone, shown) => {
    expect(formatInstant(instant, zone)).toBe(shown)
    expect(dayInZone(instant, zone)).toBe(shown.slice(0, 10))
  })

  it('leaves a text that is no time as it is', () => {
    expect(formatInstant('soon', 'UTC')).toBe('soon')
  })
})

it.each([
  [900, '15 min'],
  [3600, '1 h'],
  [604_800, '7 d'],
  [90, '90 s'],
])('names a step of %i s', (seconds, text) => {
  expect(formatStep(seconds)).toBe(text)
})

it('never shows an incomplete share as complete', () => {
  expect(formatShare(99_999, 100_000)).toBe('99.9 %')
  expect(formatShare(5, 5)).toBe('100.0 %')
  expect(formatShare(0, 0)).toBe('–')
})

it('shortens what the hover text holds in full', () => {
  expect(shortHash(`0x${'ab'.repeat(32)}`)).toBe('0xababab…ababab')
  expect(formatCount(35_040)).toBe('35,040')
  expect(formatBytes(1_500_000)).toBe('1.5 MB')
  expect([0, 0.5, 1234.5678, 0.000_12].map(formatPixelNumber)).toEqual(['0', '0.5', '1235', '0.00012'])
})
