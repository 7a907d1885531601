import { formatTime, parseLocalDay, parseTime } from '@tcctv/units'
import { describe, expect, it } from 'vitest'
import { plantPdd } from './bases.test-support.ts'
import { profileReader } from './profile-reader.ts'
import { profileTable } from './profile-table.ts'
import { parseStatistic, type Statistic } from './statistic.ts'

const PDD = plantPdd([])
const NOW_S = parseTime('2026-01-01T00:00:00Z')
const named = (name: string): Statistic =>
  parseStatistic(name) ?? { kind: 'constant', text: name, share: { n: 0n, d: 1n } }
const readerOf = (from: string, to: string, parameter = 'EXP', pdd = PDD) =>
  profileReader(pdd, {
    parameter,
    source: undefined,
    startDay: parseLocalDay(from),
    endDay: parseLocalDay(to),
    nowS: NOW_S,
  })

/** Quarters of an hour from one instant to another, each with an amount in kWh. */
function quarters(from: string, to: string, amountOf: (index: number) => string) {
  const [fromS, toS] = [parseTime(from), parseTime(to)]
  return Array.from({ length: (toS - fromS) / 900 }, (_, index) => ({
    at: formatTime(fromS + index * 900),
    out: amountOf(index),
    in: '1',
  }))
}

function tableOf(
  reader: ReturnType<typeof readerOf>,
  records: readonly Readonly<Record<string, string>>[],
  ask: { by: 'month' | 'weekday' | 'hour' | 'month-hour'; applies: 'day' | 'reading'; days?: 'complete' | 'all' },
) {
  const results = records.map((record, index) => reader.csv(record, index + 1))
  expect(results.flatMap(({ faults }) => faults)).toEqual([])
  const readings = results.flatMap((result) => result.readings)
  const table = profileTable(reader, readings, { days: 'complete', low: named('min'), high: named('max'), ...ask })
  const rows = table.rows.flatMap(({ keys, values, low, high }) =>
    values > 0 ? [[keys.join(' '), values, low, high]] : [],
  )
  return { ...table, rows, count: table.rows.length }
}

describe('a profile', () => {
  // Saturday of 24 hours and Sunday of 23, before the crediting period; in Berlin clocks go forward on 2023-03-26.
  const reader = readerOf('2023-03-25', '2023-03-27')
  const both = quarters('2023-03-24T23:00:00Z', '2023-03-26T22:00:00Z', (index) => (index < 96 ? '1' : '2'))

  it('by weekday sums each complete day, one of 23 hours too', () => {
    const { rows, days } = tableOf(reader, both, { by: 'weekday', applies: 'day' })
    expect(rows).toEqual([
      ['sat', 1, 960n, 960n],
      ['sun', 1, 1840n, 1840n],
    ])
    expect(days).toEqual({ complete: 2, partial: 0, empty: 0 })
  })

  it('leaves out a day that is not complete, or counts it when asked to', () => {
    const gap = both.map((record, index) => (index === 5 ? { ...record, out: '' } : record))
    expect(tableOf(reader, gap, { by: 'weekday', applies: 'day' })).toMatchObject({
      rows: [['sun', 1, 1840n, 1840n]],
      days: { complete: 1, partial: 1, empty: 0 },
    })
    const all = tableOf(reader, gap, { by: 'weekday', applies: 'day', days: 'all' })
    expect(all.rows[0]).toEqual(['sat', 1, 950n, 950n])
  })

  it('by hour takes each reading by the local clock', () => {
    const { rows, count, readings } = tableOf(reader, both, { by: 'hour', applies: 'reading' })
    expect([count, readings]).toEqual([24, 188])
    // the hour that was jumped over is there once, on Saturday
    expect([rows[1], rows[2], rows[3]]).toEqual([
      ['01', 8, 10n, 20n],
      ['02', 4, 10n, 10n],
      ['03', 8, 10n, 20n],
    ])
  })

  it('passes over what lies outside of the window, and gives no row without data', () => {
    const more = [...quarters('2023-03-01T00:00:00Z', '2023-03-01T01:00:00Z', () => '9'), ...both]
    const { rows, count } = tableOf(reader, more, { by: 'month', applies: 'reading' })
    expect([count, rows]).toEqual([12, [['03', 188, 10n, 20n]]])
    expect(tableOf(readerOf('2023-03-25', '2023-04-01'), both, { by: 'month', applies: 'day' }).days).toEqual({
      complete: 2,
      partial: 0,
      empty: 5,
    })
  })

  it('is of one parameter of the source', () => {
    const { rows } = tableOf(readerOf('2023-03-25', '2023-03-27', 'IMP'), both, { by: 'weekday', applies: 'day' })
    expect(rows).toEqual([
      ['sat', 1, 960n, 960n],
      ['sun', 1, 920n, 920n],
    ])
  })

  it('reads JSON readings alike', () => {
    const json = { parameter: 'EXP', meter: 'M1', unit: 'kWh', value: '12.5' }
    const inside = { ...json, start: '2023-03-25T10:00:00Z', end: '2023-03-25T10:15:00Z' }
    expect(reader.json(inside, 1).readings.map(({ count }) => count)).toEqual([125n])
    expect(reader.json({ ...inside, unit: 'MWh' }, 1).faults).toHaveLength(1)
    expect(reader.json({ ...json, start: '2023-03-20T10:00:00Z', end: '' }, 1)).toEqual({ readings: [], faults: [] })
  })

  it('says what a row inside of the window is faulty in', () => {
    const faulty = { at: '2023-03-25T10:05:00Z', out: 'x', in: '1' }
    expect(reader.csv(faulty, 7).faults.map(({ row, code }) => `${row} ${code}`)).toEqual(['7 OFF_GRID', '7 NUMBER'])
  })

  it('needs a known source and parameter, and names those that there are', () => {
    const code = (run: () => unknown) => {
      try {
        run()
      } catch (error) {
        return error instanceof Error && 'code' in error ? error.code : error
      }
      return 'nothing'
    }
    expect(code(() => readerOf('2023-03-25', '2023-03-27', 'XXX'))).toBe('SOURCE_UNKNOWN')
    expect(
      code(() => profileReader(PDD, { parameter: undefined, source: 'power', startDay: 0, endDay: 1, nowS: 0 })),
    ).toBe('SOURCE_UNKNOWN')
    expect(code(() => readerOf('2023-03-25', '2023-03-27', 'EXP', PDD.replace('meter: M1', 'meter: M9')))).toBe(
      'DOCUMENT_INVALID',
    )
  })
})
