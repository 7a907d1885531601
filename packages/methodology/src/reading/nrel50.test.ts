import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { formatDecimal, formatLocalDay, localDayOf, parseDecimal, parseLocalDay, parseTime } from '@tcctv/units'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseMethodology } from '../documents/methodology.ts'
import { parsePdd } from '../documents/pdd.ts'
import { compilePdd } from '../pdd-version/compile-pdd.ts'
import { boundAt, toleranceCase } from '../tolerance/tolerance-case.ts'
import { compileSource } from './compile-source.ts'
import { readRecord } from './read-record.ts'
import type { Reading } from './reading.ts'

const root = join(import.meta.dirname, '../../../..')
const text = (path: string): string => readFileSync(join(root, path), 'utf8')
const pdd = parsePdd(text('examples/nrel50/pdd.yaml'))
const version = compilePdd(pdd, parseMethodology(text('methodologies/acm0002-solar.yaml')))
const NOW_S = parseTime('2026-01-01T00:00:00Z')
const HOUR_S = 3600

type Expected = {
  readings: { rows: number; values: number; empty: number; empty_in_hours_that_do_not_exist: number; max_kWh: string }
  energy_kWh_by_month: Record<string, string>
  vintages: { id: string; monitored: { EG_EXP: string }; gaps: number }[]
  tolerance_cases: Record<
    'EG_EXP.reading' | 'EG_EXP.day',
    {
      counts?: Record<string, number>
      days?: number
      above_case_1?: { date: string; case: number; kWh: string; limit_kWh: string }[]
    }
  >
}
const expected = JSON.parse(text('examples/nrel50/expected.json')) as Expected

describe('the photovoltaic example', () => {
  const readings: Reading[] = []
  const gapsOfYear: Record<string, number> = {}
  const days = new Map<number, bigint>()
  let [rows, gaps, faults, never] = [0, 0, 0, 0]

  beforeAll(() => {
    const records = parse(text('examples/nrel50/data/system_50_ac_power_15min.csv'), { columns: true }) as Record<
      string,
      string
    >[]
    const mapping = compileSource(pdd, version, 'ac_power')
    const results = records.map((record, index) => readRecord(mapping, record, index + 2, NOW_S))
    for (const [index, result] of results.entries()) {
      rows += 1
      gaps += result.gaps
      faults += result.faults.length
      readings.push(...result.readings)
      if (result.readings.length > 0) continue
      never += 1 - result.gaps
      const wallClockS = parseTime(records[index]?.['measured_on'] ?? '') - 7 * HOUR_S
      const year = new Date(wallClockS * 1000).toISOString().slice(0, 4)
      gapsOfYear[year] = (gapsOfYear[year] ?? 0) + 1
    }
    for (const { startS, count } of readings) {
      const day = localDayOf(version.offsets, startS)
      days.set(day, (days.get(day) ?? 0n) + count)
    }
  })

  const sumOf = (prefix: string): bigint =>
    [...days].reduce((sum, [day, count]) => (formatLocalDay(day).startsWith(prefix) ? sum + count : sum), 0n)

  it('reads every row without a fault', () => {
    expect({ rows, faults, values: readings.length, never }).toEqual({
      rows: expected.readings.rows,
      faults: 0,
      values: expected.readings.values,
      never: expected.readings.empty_in_hours_that_do_not_exist,
    })
    expect(gaps + never).toBe(expected.readings.empty)
    const most = readings.reduce((high, { count }) => (count > high ? count : high), 0n)
    expect(formatDecimal(most, 3)).toBe(expected.readings.max_kWh)
  })

  it('gives each quarter of an hour once', () => {
    expect(new Set(readings.map(({ startS }) => startS)).size).toBe(readings.length)
  })

  it.each(Object.entries(expected.energy_kWh_by_month))('energy of %s', (month, energyKwh) => {
    expect(sumOf(month)).toBe(BigInt(energyKwh.replace('.', '')))
  })

  it.each(expected.vintages)('energy and gaps of $id', ({ id, monitored, gaps: gapsExpected }) => {
    const multiplier = version.lanes[0]?.multiplier ?? 0n
    expect(formatDecimal(sumOf(id) * multiplier, 18)).toBe(monitored.EG_EXP)
    expect(gapsOfYear[id]).toBe(gapsExpected)
  })

  it('judges the days as the independent computation does', () => {
    const limit = version.limits.find(({ id }) => id === 'EG_EXP.day')
    const counts: Record<number, number> = { 1: 0, 2: 0, 3: 0, 4: 0 }
    const above: unknown[] = []
    for (let day = parseLocalDay('2011-04-15'); day < parseLocalDay('2014-01-01'); day += 1) {
      const bound = limit && boundAt(limit, day)
      if (bound === undefined) continue
      const energy = days.get(day) ?? 0n
      const level = toleranceCase(bound, energy)
      counts[level] = (counts[level] ?? 0) + 1
      if (level > 1)
        above.push({
          date: formatLocalDay(day),
          case: level,
          energy,
          high: bound.high,
        })
    }
    const { 'EG_EXP.day': listed } = expected.tolerance_cases
    expect(counts).toEqual(listed.counts)
    expect(above).toEqual(
      listed.above_case_1?.map((day) => ({
        date: day.date,
        case: day.case,
        energy: parseDecimal(day.kWh, 3),
        high: parseDecimal(day.limit_kWh, 3),
      })),
    )
    expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(626)
  })

  it('judges every reading as in range', () => {
    const bound = version.limits.find(({ id }) => id === 'EG_EXP.reading')?.bounds[0]
    expect(readings.every(({ count }) => bound !== undefined && toleranceCase(bound, count) === 1)).toBe(true)
  })
})
