import type { SqliteRow } from '@tcctv/store'
import { hourOf, type HourSum } from './roll-up.ts'
import { integerOf, textOf, type Statements } from './rows.ts'

/** One lane's run as PDD versions describe it; readings of [firstS, endS) exist, with gaps. */
export type SeriesRow = {
  readonly id: number
  readonly lane: number
  readonly parameter: string
  readonly meter: string
  readonly places: number
  readonly stepS: number
  readonly firstS: number
  readonly endS: number
}
/** Sums of a bucket [atS, atS + bucketS) of one series. */
export type Bucket = HourSum & { readonly atS: number }

export type SeriesQueries = {
  readonly seriesOf: (parameter: string) => readonly SeriesRow[]
  /**
   * Buckets that hold readings, in order. Spans that are whole hours are read from the hourly roll-up, so `fromS` must
   * be a whole hour then.
   */
  readonly bucketsOf: (series: number, span: Span) => readonly Bucket[]
}
export type Span = { readonly fromS: number; readonly toS: number; readonly bucketS: number }

export function createSeriesQueries(statements: Statements): SeriesQueries {
  return {
    seriesOf: (parameter) =>
      statements.sql('SELECT * FROM series WHERE parameter = ? ORDER BY lane, id').all(parameter).map(seriesOf),
    bucketsOf: (series, span) => {
      const isHourly = span.bucketS % 3600 === 0 && span.fromS % 3600 === 0
      const rows = isHourly ? hoursIn(statements, series, span) : readingsIn(statements, series, span)
      return rows.map((row) => ({ ...hourOf(row), atS: span.fromS + integerOf(row, 'k') * span.bucketS }))
    },
  }
}

/** The driver binds every number as REAL: without the casts the division would not be one of integers. */
function hoursIn({ big }: Statements, series: number, { fromS, toS, bucketS }: Span): readonly SqliteRow[] {
  return big(`SELECT (at_s - CAST(? AS INTEGER)) / CAST(? AS INTEGER) AS k, sum(n) AS n, sum(sum_e9) AS sum_e9, sum(sum_rest) AS sum_rest, min(low) AS low,
    max(high) AS high, sum(out) AS out, sum(anomalies) AS anomalies, max(level) AS level, sum(expected) AS expected,
    sum(expected_n) AS expected_n FROM hour WHERE series = ? AND at_s >= ? AND at_s < ? GROUP BY k ORDER BY k`).all(
    fromS,
    bucketS,
    series,
    fromS,
    toS,
  )
}

function readingsIn({ big }: Statements, series: number, { fromS, toS, bucketS }: Span): readonly SqliteRow[] {
  return big(`SELECT (start_s - CAST(? AS INTEGER)) / CAST(? AS INTEGER) AS k, count(*) AS n, sum(count / 1000000000) AS sum_e9,
    sum(count % 1000000000) AS sum_rest, min(count) AS low, max(count) AS high, sum(level > 1) AS out,
    sum(reason > 0) AS anomalies, max(level) AS level, total(expected) AS expected, count(expected) AS expected_n
    FROM reading WHERE lane = (SELECT lane FROM series WHERE id = ?) AND series = ? AND start_s >= ? AND start_s < ?
    GROUP BY k ORDER BY k`).all(fromS, bucketS, series, series, fromS, toS)
}

function seriesOf(row: SqliteRow): SeriesRow {
  return {
    id: integerOf(row, 'id'),
    lane: integerOf(row, 'lane'),
    parameter: textOf(row, 'parameter'),
    meter: textOf(row, 'meter'),
    places: integerOf(row, 'places'),
    stepS: integerOf(row, 'step_s'),
    firstS: integerOf(row, 'first_s'),
    endS: integerOf(row, 'end_s'),
  }
}
