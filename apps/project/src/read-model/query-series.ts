import type { SqliteRow } from '@tcctv/store'
import { hourOf, merged, type HourSum } from './roll-up.ts'
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
      return gather(isHourly ? hoursIn(statements, series, span) : readingsIn(statements, series, span), span)
    },
  }
}

function hoursIn({ big }: Statements, series: number, { fromS, toS }: Span): readonly SqliteRow[] {
  return big('SELECT * FROM hour WHERE series = ? AND at_s >= ? AND at_s < ? ORDER BY at_s').all(series, fromS, toS)
}

function readingsIn({ big }: Statements, series: number, { fromS, toS }: Span): readonly SqliteRow[] {
  return big(`SELECT start_s AS at_s, 1 AS n, count AS sum, count AS low, count AS high, level > 1 AS out,
    reason > 0 AS anomalies, level, ifnull(expected, 0.0) AS expected, expected IS NOT NULL AS expected_n FROM reading
    WHERE lane = (SELECT lane FROM series WHERE id = ?) AND series = ? AND start_s >= ? AND start_s < ?
    ORDER BY start_s`).all(series, series, fromS, toS)
}

function gather(rows: readonly SqliteRow[], { fromS, bucketS }: Span): readonly Bucket[] {
  const buckets = new Map<number, HourSum>()
  for (const row of rows) {
    const atS = fromS + Math.floor((integerOf(row, 'at_s') - fromS) / bucketS) * bucketS
    const known = buckets.get(atS)
    buckets.set(atS, known === undefined ? hourOf(row) : merged(known, hourOf(row)))
  }
  return [...buckets].map(([atS, sum]) => ({ ...sum, atS }))
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
