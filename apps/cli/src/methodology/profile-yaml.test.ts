import { parseStatistic, type ProfileReader, type ProfileTable, type Statistic } from '@tcctv/methodology'
import { parseLocalDay } from '@tcctv/units'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { emptyRows, profileJson, profileYaml } from './profile-yaml.ts'

const reader: ProfileReader = {
  parameter: 'EXP',
  lanes: [
    { parameter: 'EXP', meter: 'M', unit: 'kWh', quantum: '0.1', places: 1, stepS: 3600, low: 0n, high: 10n ** 9n },
  ],
  offsets: [{ fromS: 0, offsetS: 0 }],
  window: { startDay: parseLocalDay('2023-01-01'), endDay: parseLocalDay('2023-02-01') },
  format: 'csv',
  csv: () => ({ readings: [], faults: [] }),
  json: () => ({ readings: [], faults: [] }),
}
const FILE = { name: 'data.csv', sha256: 'ab' }
const named = (name: string): Statistic => {
  const statistic = parseStatistic(name)
  if (statistic === undefined) throw new Error(name)
  return statistic
}
const asked = { by: 'month-hour', applies: 'reading', low: named('p5'), high: named('p95'), days: 'all' } as const
const two = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => String(at + from).padStart(2, '0'))

/** January with 31 readings in every hour but the fourth, nothing in other months. */
const table: ProfileTable = {
  rows: two(1, 12).flatMap((month) =>
    two(0, 24).map((hour) =>
      month === '01' && hour !== '03'
        ? { keys: [month, hour], values: 31, low: BigInt(hour), high: BigInt(hour) * 11n }
        : { keys: [month, hour], values: 0 },
    ),
  ),
  readings: 31 * 23,
  days: { complete: 0, partial: 31, empty: 0 },
}

describe('a profile as YAML', () => {
  it('holds the rows that have data and names the others', () => {
    const text = profileYaml(reader, table, asked, FILE)
    const { basis } = parse(text) as { basis: { low: Record<string, Record<string, string>>; high: unknown } }
    expect(Object.keys(basis.low)).toEqual(['01'])
    expect(basis.low['01']).toEqual(
      Object.fromEntries(two(0, 24).flatMap((hour) => (hour === '03' ? [] : [[hour, String(Number(hour) / 10)]]))),
    )
    expect(basis).toMatchObject({
      kind: 'profile',
      by: 'month-hour',
      statistic: 'low p5, high p95',
      window: { start: '2023-01-01', end: '2023-02-01' },
      unit: 'kWh',
      high: { '01': { '23': '25.3' } },
    })
    expect(text).toContain('# NO DATA, so no limit: 01 at 03, 02, 03, 04, 05, 06, 07, 08, 09, 10, 11, 12; decide')
    expect(text).toContain('#   month 02: 0 in each hour\n')
    expect(text).toContain('02: 31, 03: 0, 04: 31')
  })

  it('names a whole month once', () => {
    expect(emptyRows(table.rows).slice(0, 3)).toEqual(['01 at 03', '02', '03'])
  })

  it('writes a constant as one, and no amount where there are no data', () => {
    const constant = { ...asked, low: named('0') }
    expect(profileYaml(reader, table, constant, FILE)).toContain('      low: {constant: "0"}\n')
    const { rows } = profileJson(reader, table, constant, FILE) as { rows: Record<string, unknown>[] }
    expect(rows.slice(2, 4)).toEqual([
      { row: '01 02', values: 31, low: '0', high: '2.2' },
      { row: '01 03', values: 0, low: undefined, high: undefined },
    ])
  })
})
