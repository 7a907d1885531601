import { anomalyError } from './errors.ts'
import { wallClock } from './explain.ts'
import type { Score } from './score.ts'
import type { History, Row, SeriesDescription } from './series.ts'

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/

/**
 * A history or data file: `timestamp,value` and the declared covariates, columns in any order, others ignored.
 * Times are local wall clock, YYYY-MM-DDTHH:MM; empty cells are missing. The format has no quoted cells.
 *
 * @throws {TcctvError} ANOMALY_CSV with the line of the first fault
 */
export function parseSeriesCsv(text: string, series: SeriesDescription): History {
  const [header = '', ...lines] = text.split(/\r?\n/)
  const columns = header.split(',')
  const at = (name: string) => columnOf(columns, name)
  const timeAt = at('timestamp')
  const numbersAt = ['value', ...series.covariates].map((name) => [name, at(name)] as const)
  const rows = lines.at(-1) === '' ? lines.slice(0, -1) : lines
  const cells = rows.map((line) => line.split(','))
  const numbers = numbersAt.map(([name, column]) =>
    Float64Array.from(cells, (row, k) => numberIn(row[column], k + 2, name)),
  )
  return {
    timestampsS: Float64Array.from(cells, (row, k) => timeIn(row[timeAt], k + 2)),
    values: numbers[0] ?? new Float64Array(),
    covariates: Object.fromEntries(series.covariates.map((name, k) => [name, numbers[k + 1] ?? new Float64Array()])),
  }
}

function columnOf(columns: readonly string[], name: string): number {
  const column = columns.indexOf(name)
  if (column < 0)
    throw anomalyError('ANOMALY_CSV', {
      line: 1,
      field: 'header',
      found: columns.join(','),
      expected: `column ${name}`,
    })
  return column
}

function numberIn(cell: string | undefined, line: number, field: string): number {
  if (cell === undefined || cell === '') return Number.NaN
  const number = Number(cell)
  if (!Number.isFinite(number)) throw anomalyError('ANOMALY_CSV', { line, field, found: cell, expected: 'a number' })
  return number
}

function timeIn(cell = '', line: number): number {
  const timeMs = TIMESTAMP.test(cell) ? Date.parse(`${cell}Z`) : Number.NaN
  // Date.parse turns 31 February into 3 March.
  if (Number.isNaN(timeMs) || wallClock(timeMs / 1000) !== cell)
    throw anomalyError('ANOMALY_CSV', { line, field: 'timestamp', found: cell, expected: 'YYYY-MM-DDTHH:MM' })
  return timeMs / 1000
}

/** The rows of a parsed file, numbered from `firstSequence`. */
export function rowsOf({ timestampsS, values, covariates = {} }: History, firstSequence = 0): Row[] {
  const names = Object.keys(covariates)
  return Array.from(timestampsS, (timestampS, k) => ({
    sequence: firstSequence + k,
    timestampS,
    reading: readingOf(values[k]),
    covariates: Object.fromEntries(names.map((name) => [name, readingOf(covariates[name]?.[k])])),
  }))
}

function readingOf(number: number | undefined): number | null {
  return number === undefined || Number.isNaN(number) ? null : number
}

/** `timestamp,score,alert,reason,expected`, one line per row in input order. */
export function scoresToCsv(rows: readonly Row[], results: readonly Score[]): string {
  const lines = results.map(({ score, alert, reason, expected }, k) =>
    [wallClock(rows[k]?.timestampS ?? 0), score, alert ? 1 : 0, reason, expected ?? ''].join(','),
  )
  return `${['timestamp,score,alert,reason,expected', ...lines].join('\n')}\n`
}
