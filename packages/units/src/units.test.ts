import { describe, expect, it } from 'vitest'
import {
  compileOffsetTable,
  existsOnWallClock,
  formatDecimal,
  formatTime,
  instantOfWallClock,
  localDayOf,
  parseDecimal,
  parseLocalDay,
  parseTime,
  periodOfDay,
  roundToQuantum,
  divide,
} from './index.ts'

const denver = compileOffsetTable('America/Denver', {
  fromS: parseTime('2011-04-15T06:00:00Z'),
  toS: parseTime('2014-01-01T07:00:00Z'),
})

describe('rounding', () => {
  it.each([
    [-7n, 2n, 'floor', -4n],
    [-7n, 2n, 'ceil', -3n],
    [7n, 2n, 'floor', 3n],
    [7n, 2n, 'ceil', 4n],
  ] as const)('divides %s by %s with %s', (a, b, direction, expected) => {
    expect(divide(a, b, direction)).toBe(expected)
  })
  it.each([
    [25n, 'half-even', 20n],
    [35n, 'half-even', 40n],
    [-25n, 'half-even', -20n],
    [-25n, 'half-up', -30n],
    [25n, 'half-up', 30n],
    [-24n, 'half-up', -20n],
    [-29n, 'trunc', -20n],
    [29n, 'trunc', 20n],
    [-21n, 'floor', -30n],
    [21n, 'ceil', 30n],
    [30n, 'ceil', 30n],
  ] as const)('rounds %s to tens with %s', (quantity, mode, expected) => {
    expect(roundToQuantum(quantity, 10n, mode)).toBe(expected)
  })
})

describe('decimals', () => {
  it.each(['1,5', '1e3', '', '.5', '5.', 'NaN', ' 1', '٣'])('refuses %j', (text) => {
    expect(() => parseDecimal(text, 3)).toThrow(expect.objectContaining({ code: 'DECIMAL_SYNTAX' }))
  })
  it('never rounds', () => {
    expect(() => parseDecimal('0.1234', 3)).toThrow(expect.objectContaining({ code: 'DECIMAL_PLACES' }))
    expect(parseDecimal('0.12300', 3)).toBe(123n)
  })
  it('prints the shortest text', () => {
    expect(formatDecimal(-12_500n, 3)).toBe('-12.5')
    expect(formatDecimal(-5n, 3)).toBe('-0.005')
    expect(formatDecimal(0n, 18)).toBe('0')
  })
})

describe('time', () => {
  it.each([
    '2011-02-31T00:00:00Z',
    '2011-01-01T24:00:00Z',
    '2011-01-01T00:00:60Z',
    '2011-01-01T00:00:00',
    '2011-01-01',
    '2011-01-01T00:00:00.5Z',
  ])('refuses %s', (text) => {
    expect(() => parseTime(text)).toThrow(expect.objectContaining({ code: 'TIME_SYNTAX' }))
  })
  it('reads offsets', () => {
    expect(formatTime(parseTime('2011-04-15T00:00:00-06:00'))).toBe('2011-04-15T06:00:00Z')
  })
  it('knows days of 23 and 25 hours', () => {
    const hours = (date: string) => {
      const { fromS, toS } = periodOfDay(denver, parseLocalDay(date))
      return (toS - fromS) / 3600
    }
    expect([hours('2012-03-11'), hours('2012-11-04'), hours('2012-07-01')]).toEqual([23, 25, 24])
  })
  it('reads a repeated wall clock with its first offset and marks one that never existed', () => {
    const wall = (text: string) => parseTime(`${text}Z`)
    expect(formatTime(instantOfWallClock(denver, wall('2012-11-04T01:30:00')))).toBe('2012-11-04T07:30:00Z')
    expect(existsOnWallClock(denver, wall('2012-03-11T02:15:00'))).toBe(false)
    expect(existsOnWallClock(denver, wall('2012-03-11T03:15:00'))).toBe(true)
  })
  it('gives local days', () => {
    expect(localDayOf(denver, parseTime('2011-04-15T05:59:59Z'))).toBe(parseLocalDay('2011-04-14'))
    expect(localDayOf(denver, parseTime('2011-04-15T06:00:00Z'))).toBe(15_079)
  })
})
