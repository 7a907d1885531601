import type { History, Row, SeriesDescription } from '../series.ts'

/** A seeded generator for tests: mulberry32. */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export const HOURLY_LOAD: SeriesDescription = {
  id: 'load',
  granularity: 'hourly',
  stepSeconds: 3600,
  period: 24,
  week: 168,
  kind: 'load',
  unit: 'kWh',
  nameplate: null,
  covariates: [],
}

export const QUARTER_HOUR_SOLAR: SeriesDescription = {
  id: 'solar',
  granularity: '15min',
  stepSeconds: 900,
  period: 96,
  week: 672,
  kind: 'solar',
  unit: 'kW',
  nameplate: 1000,
  covariates: [],
}

/** 2011-04-11, a Monday, as local wall-clock seconds. */
const START_S = 1_302_480_000

/** Readings of a building: higher by day, lower at weekends, with noise. */
export function loadHistory(weeks: number, seed = 1): History {
  const random = seeded(seed)
  return historyOf(weeks * 168, 3600, (hour) => {
    const weekend = Math.floor(hour / 24) % 7 > 4
    const byDay = hour % 24 >= 8 && hour % 24 < 18 ? (weekend ? 20 : 60) : 0
    return 40 + byDay + 6 * (random() + random() - 1)
  })
}

/** Readings of a photovoltaic plant: a parabola between 6 and 18 hours under changing clouds, zero at night. */
export function solarHistory(days: number, seed = 1): History {
  const random = seeded(seed)
  let clear = 1
  return historyOf(days * 96, 900, (quarter) => {
    if (quarter % 96 === 0) clear = 0.4 + 0.5 * random()
    const hour = (quarter % 96) / 4
    const height = Math.max(0, 1 - ((hour - 12) / 6) ** 2)
    return 1000 * height * clear * (0.95 + 0.05 * random())
  })
}

function historyOf(rows: number, stepSeconds: number, reading: (row: number) => number): History {
  const values = Float64Array.from({ length: rows }, (_, row) => Math.round(reading(row) * 1000) / 1000)
  return { timestampsS: Float64Array.from(values, (_, row) => START_S + row * stepSeconds), values }
}

/** The history up to a row, and the rows from there on as a stream. */
export function splitAt(history: History, row: number): { readonly history: History; readonly rows: Row[] } {
  const { timestampsS, values } = history
  return {
    history: { timestampsS: timestampsS.slice(0, row), values: values.slice(0, row) },
    rows: Array.from(values.subarray(row), (reading, k) => ({
      sequence: k + 1,
      timestampS: timestampsS[row + k] ?? 0,
      reading,
    })),
  }
}

/** The rows with the readings of [from, to) replaced; `original` reads the rows as they were. */
export function tamper(
  rows: readonly Row[],
  [from, to]: readonly [number, number],
  reading: (original: number, index: number) => number | null,
): Row[] {
  return rows.map((row, k) => (k >= from && k < to ? { ...row, reading: reading(row.reading ?? 0, k) } : row))
}
