import { array, assert, constantFrom, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { axisTimes } from './axis-time.ts'
import { markOf } from './mark-kind.ts'
import { railMarks } from './rail-marks.ts'
import { withDays } from './rail-series.ts'
import { valueRange } from './value-range.ts'

const day = (count: number) => Array.from({ length: count }, (_, i) => i * 3600)

describe('violation rail', () => {
  it.each([
    [4, 0, 'case4'],
    [3, 9, 'case3'],
    [2, 1, 'case2'],
    [1, 1, 'anomaly'],
    [null, 1, 'anomaly'],
    [1, 0, null],
    [undefined, 0, null],
  ] as const)('shows case %s with %i anomalies as %s', (maxCase, anomalies, kind) => {
    expect(markOf(maxCase, anomalies)).toBe(kind)
  })

  it('marks a day outside tolerance in its middle, in the time zone', () => {
    const t = Array.from({ length: 48 }, (_, hour) => Date.parse('2012-10-17T06:00:00Z') / 1000 + hour * 3600)
    const series = { t, bucketS: 3600, maxCase: t.map(() => null), nAnomaly: t.map(() => 0) }
    const found = { id: '1', limit: 'EG.day', state: 'noted', amount: '1', low: '0', high: '1', unit: 'kWh' }
    const rest = { openedBlock: 1, moves: [], whoCanAct: [], actions: [] }
    const cases = [
      { ...found, ...rest, day: '2012-10-17', level: 3 },
      { ...found, ...rest, day: '2013-01-01', level: 2 },
    ]
    const { maxCase } = withDays(series, cases, 'America/Denver')
    expect(maxCase.flatMap((level, index) => (level === null ? [] : [[index, level]]))).toEqual([[12, 3]])
  })

  it('loses no flagged bucket, however narrow the plot', () => {
    assert(
      property(
        array(constantFrom(null, 1, 2, 3, 4), { minLength: 1, maxLength: 400 }),
        integer({ min: 50, max: 1200 }),
        (cases, widthPx) => {
          const t = day(cases.length)
          const series = { t, bucketS: 3600, maxCase: cases, nAnomaly: cases.map(() => 0) }
          const marks = railMarks(series, { fromS: 0, toS: cases.length * 3600, widthPx, spacePx: 12 })
          const flagged = cases.filter((level) => (level ?? 0) > 1)
          const worst = Math.max(0, ...flagged.map((level) => level ?? 0))
          expect(marks.reduce((sum, { count }) => sum + count, 0)).toBe(flagged.length)
          expect(marks.some(({ kind }) => kind === `case${worst}`)).toBe(flagged.length > 0)
          for (const { kind, index } of marks) expect(kind).toBe(`case${cases[index]}`)
        },
      ),
    )
  })
})

describe('value axis', () => {
  const columns = { min: [0, 1], max: [2, 10], expected: [null, 5] }

  it('holds a band that is near', () => {
    const [low, high] = valueRange({ ...columns, lo: [-1, -1], hi: [12, 12] })
    expect(low).toBeLessThan(-1)
    expect(high).toBeGreaterThan(12)
  })

  it('does not let a far band flatten the series', () => {
    expect(valueRange({ ...columns, lo: [0, 0], hi: [9000, 9000] })[1]).toBeLessThan(12)
  })

  it('has a size without readings or with one value', () => {
    expect(valueRange({ min: [null], max: [null], expected: [null], lo: [null], hi: [null] })).toEqual([0, 1])
    const [low, high] = valueRange({ min: [7], max: [7], expected: [7], lo: [null], hi: [null] })
    expect(high).toBeGreaterThan(low)
  })
})

it('names a day where it begins', () => {
  const start = Date.parse('2012-03-10T22:00:00Z') / 1000
  expect(axisTimes([start, start + 7200, start + 14_400], 7200, 'UTC')).toEqual([
    '03-10\n22:00',
    '03-11\n00:00',
    '02:00',
  ])
  expect(axisTimes([start], 86_400, 'UTC')).toEqual(['03-10'])
  expect(axisTimes([start], 28 * 86_400, 'UTC')).toEqual(['2012-03'])
})
