import type { Column } from '@tcctv/contracts'
import type { LaneDay } from '@tcctv/proof'
import type { SqliteRow } from '@tcctv/store'
import type { Hex } from './projected.ts'
import { bigOf, hexOf, integerOf, realOf, textOf, type Statements } from './rows.ts'

/** A committed reading and what was said about it. `count` in 10^-places of the lane's unit. */
export type ReadingRow = {
  readonly lane: number
  readonly parameter: string
  readonly meter: string
  readonly places: number
  readonly startS: number
  readonly stepS: number
  readonly count: bigint
  /** Case of the tolerance rules, 1 = none. */
  readonly level: number
  /** Number of the strongest anomaly's reason, 0 = none. */
  readonly reason: number
  readonly score: number | null
  readonly expected: number | null
  readonly low: number | null
  readonly high: number | null
  readonly isScored: boolean
  readonly column: number
  readonly position: number
  readonly batch: Hex
  readonly evidence: number
  readonly source: Hex
  readonly pdd: number
  readonly block: number
  readonly tx: Hex
}
/** One flag of one reading: `code` 2, 3, 4 with the limit's number, or 16 with the reason's number. */
export type FlagRow = ReadingRow & { readonly code: number; readonly detail: number; readonly flagScore: number }
/** Place in the order of flags: those behind it are (time, lane, code, detail). */
export type FlagCursor = readonly [number, number, number, number]
type BatchRow = {
  readonly digest: Hex
  readonly block: number
  readonly tx: Hex
  /** Sum and number of readings by column. */
  readonly columns: readonly {
    readonly parameter: string
    readonly meter: string
    readonly places: number
    readonly readings: number
    readonly sum: bigint
  }[]
}

export type ReadingQueries = {
  /** The committed count of a lane at an interval start. */
  readonly countAt: (lane: number, startS: number) => bigint | undefined
  /** End of a lane's last committed interval within a local day. */
  readonly endOf: (lane: number, day: number) => number | undefined
  /** End of a lane's last committed interval. */
  readonly lastEndOf: (lane: number) => number | undefined
  /** End of the last committed interval of a parameter's meter, whatever its lane was in each version. */
  readonly lastEndOfMeter: (lane: LaneName) => number | undefined
  /** Committed readings by evidence class, without those that corrected data replaced. */
  readonly readingsByEvidence: () => readonly { readonly evidence: number; readonly readings: number }[]
  /**
   * Committed readings within [fromDay, toDay] by local day, lane and evidence class, with the exact sum of their counts;
   * without those that corrected data replaced.
   */
  readonly laneDays: (fromDay: number, toDay: number) => readonly LaneDay[]
  /** Columns of a day's lanes as they were committed and still count, by lane and start. */
  readonly columnsOf: (day: number, lanes: readonly number[]) => readonly Column[]
  readonly reading: (tx: Hex, column: number, position: number) => ReadingRow | undefined
  readonly readings: (range: ReadingsAsked) => readonly ReadingRow[]
  readonly flags: (range: Range & { readonly after: FlagCursor; readonly limit: number }) => readonly FlagRow[]
  readonly batchesOf: (day: number) => readonly BatchRow[]
}
type LaneName = { readonly parameter: string; readonly meter: string }
type ReadingsAsked = Range & {
  readonly parameter: string | null
  readonly limit: number
  /** Those behind this start and lane. */
  readonly after?: readonly [number, number]
}
type Range = { readonly fromS: number; readonly toS: number }

/** The readings of a lane that count on a day, in the columns of their batches: a corrected one has no readings left. */
function committedColumns({ big }: Statements, day: number, lane: number): Column[] {
  const columns = new Map<string, { startS: number; stepS: number; counts: bigint[] }>()
  const rows = big(`SELECT reading.start_s, reading.count, reading.batch, reading.column_, series.step_s FROM reading
    JOIN series ON series.id = reading.series JOIN batch ON batch.id = reading.batch
    WHERE reading.lane = ? AND batch.day = ? ORDER BY reading.start_s`).all(lane, day)
  for (const row of rows) {
    const key = `${integerOf(row, 'batch')}/${integerOf(row, 'column_')}`
    const begun = { startS: integerOf(row, 'start_s'), stepS: integerOf(row, 'step_s'), counts: [] }
    const column = columns.get(key) ?? begun
    column.counts.push(bigOf(row, 'count'))
    columns.set(key, column)
  }
  return [...columns.values()].map((column) => ({ lane, ...column }))
}

const FIELDS = `reading.*, series.parameter, series.meter, series.places, series.step_s, batch.digest, batch.evidence,
  batch.source, batch.pdd, batch.scored, batch.block, batch.tx`
/** A column whose readings were not replaced by corrected data. */
const COUNTS = `EXISTS (SELECT 1 FROM reading WHERE reading.lane = series.lane AND reading.start_s = column_.start_s
  AND reading.batch = column_.batch)`
const JOINED = 'JOIN series ON series.id = reading.series JOIN batch ON batch.id = reading.batch'

export function createReadingQueries({ sql, big }: Statements): ReadingQueries {
  return {
    countAt: (lane, startS) => {
      const row = big('SELECT count FROM reading WHERE lane = ? AND start_s = ?').get(lane, startS)
      return row === undefined ? undefined : bigOf(row, 'count')
    },
    endOf: (lane, day) => {
      const row = sql('SELECT end_s FROM day_lane WHERE lane = ? AND day = ?').get(lane, day)
      return row === undefined ? undefined : integerOf(row, 'end_s')
    },
    lastEndOf: (lane) => {
      const row = sql('SELECT end_s FROM day_lane WHERE lane = ? ORDER BY day DESC LIMIT 1').get(lane)
      return row === undefined ? undefined : integerOf(row, 'end_s')
    },
    lastEndOfMeter: ({ parameter, meter }) => {
      const rows = sql('SELECT end_s FROM series WHERE parameter = ? AND meter = ?').all(parameter, meter)
      return rows.length === 0 ? undefined : Math.max(...rows.map((row) => integerOf(row, 'end_s')))
    },
    readingsByEvidence: () =>
      sql(`SELECT batch.evidence, sum(column_.count) AS readings FROM column_ JOIN batch ON batch.id = column_.batch
        JOIN series ON series.id = column_.series WHERE ${COUNTS} GROUP BY batch.evidence ORDER BY batch.evidence`)
        .all()
        .map((row) => ({ evidence: integerOf(row, 'evidence'), readings: integerOf(row, 'readings') })),
    laneDays: (fromDay, toDay) =>
      summed(
        sql(`SELECT batch.day, batch.pdd, batch.evidence, series.lane, column_.count, column_.sum FROM column_
          JOIN batch ON batch.id = column_.batch JOIN series ON series.id = column_.series
          WHERE batch.day BETWEEN ? AND ? AND ${COUNTS} ORDER BY batch.day, series.lane, batch.evidence`)
          .all(fromDay, toDay)
          .map((row) => ({
            day: integerOf(row, 'day'),
            lane: integerOf(row, 'lane'),
            pddIndex: integerOf(row, 'pdd'),
            evidence: integerOf(row, 'evidence'),
            readings: integerOf(row, 'count'),
            sum: bigOf(row, 'sum'),
          })),
      ),
    columnsOf: (day, lanes) =>
      lanes.toSorted((one, other) => one - other).flatMap((lane) => committedColumns({ sql, big }, day, lane)),
    reading: (tx, column, position) =>
      big(`SELECT ${FIELDS} FROM batch JOIN column_ ON column_.batch = batch.id JOIN series ON series.id = column_.series
        JOIN reading ON reading.lane = series.lane AND reading.start_s = column_.start_s + ? * column_.step_s
        WHERE batch.tx = ? AND column_.position = ? AND ? < column_.count`)
        .all(position, tx, column, position)
        .map(readingOf)[0],
    readings: (asked) =>
      lanesOf({ sql, big }, asked.parameter)
        .flatMap((lane) => readingsOf({ sql, big }, lane, asked))
        .toSorted((left, right) => left.startS - right.startS || left.lane - right.lane)
        .slice(0, asked.limit),
    flags: ({ fromS, toS, after, limit }) =>
      big(`SELECT ${FIELDS}, flag.code, flag.detail, flag.score AS flag_score FROM flag
        JOIN reading ON reading.lane = flag.lane AND reading.start_s = flag.start_s ${JOINED}
        WHERE flag.start_s >= ? AND flag.start_s < ? AND (flag.start_s, flag.lane, flag.code, flag.detail) > (?, ?, ?, ?)
        ORDER BY flag.start_s, flag.lane, flag.code, flag.detail LIMIT ?`)
        .all(fromS, toS, ...after, limit)
        .map((row) => ({
          ...readingOf(row),
          code: integerOf(row, 'code'),
          detail: integerOf(row, 'detail'),
          flagScore: integerOf(row, 'flag_score') / 1e6,
        })),
    batchesOf: (day) =>
      sql('SELECT id, digest, block, tx FROM batch WHERE day = ? ORDER BY id')
        .all(day)
        .map((row) => ({
          digest: hexOf(row, 'digest'),
          block: integerOf(row, 'block'),
          tx: hexOf(row, 'tx'),
          columns: columnsOf({ sql, big }, integerOf(row, 'id')),
        })),
  }
}

/** Neighbours of one day, lane and class as one. */
function summed(ordered: readonly LaneDay[]): LaneDay[] {
  const found: LaneDay[] = []
  for (const one of ordered) {
    const last = found.at(-1)
    const isSame = last?.day === one.day && last.lane === one.lane && last.evidence === one.evidence
    if (isSame) found[found.length - 1] = { ...last, readings: last.readings + one.readings, sum: last.sum + one.sum }
    else found.push(one)
  }
  return found
}

function lanesOf({ sql }: Statements, parameter: string | null): readonly number[] {
  const all = sql('SELECT DISTINCT lane, parameter FROM series ORDER BY lane').all()
  const wanted = parameter === null ? all : all.filter((row) => row['parameter'] === parameter)
  return [...new Set(wanted.map((row) => integerOf(row, 'lane')))]
}

/** Lane by lane, so that the key's order is the result's order and nothing is sorted but one page. */
function readingsOf({ big }: Statements, lane: number, asked: ReadingsAsked): readonly ReadingRow[] {
  const { fromS, toS, parameter, limit, after } = asked
  const [afterS, afterLane] = after ?? [-1, -1]
  const firstS = Math.max(fromS, lane > afterLane ? afterS : afterS + 1)
  return big(`SELECT ${FIELDS} FROM reading ${JOINED} WHERE reading.lane = ? AND reading.start_s >= ?
    AND reading.start_s < ? AND series.parameter = ifnull(?, series.parameter) ORDER BY reading.start_s LIMIT ?`)
    .all(lane, firstS, toS, parameter, limit)
    .map(readingOf)
}

function columnsOf({ sql }: Statements, batch: number): BatchRow['columns'] {
  return sql(`SELECT series.parameter, series.meter, series.places, column_.count, column_.sum FROM column_
    JOIN series ON series.id = column_.series WHERE column_.batch = ? ORDER BY column_.position`)
    .all(batch)
    .map((row) => ({
      parameter: textOf(row, 'parameter'),
      meter: textOf(row, 'meter'),
      places: integerOf(row, 'places'),
      readings: integerOf(row, 'count'),
      sum: bigOf(row, 'sum'),
    }))
}

function readingOf(row: SqliteRow): ReadingRow {
  return {
    lane: integerOf(row, 'lane'),
    parameter: textOf(row, 'parameter'),
    meter: textOf(row, 'meter'),
    places: integerOf(row, 'places'),
    startS: integerOf(row, 'start_s'),
    stepS: integerOf(row, 'step_s'),
    count: bigOf(row, 'count'),
    level: integerOf(row, 'level'),
    reason: integerOf(row, 'reason'),
    score: realOf(row, 'score'),
    expected: realOf(row, 'expected'),
    low: realOf(row, 'low'),
    high: realOf(row, 'high'),
    isScored: integerOf(row, 'scored') === 1,
    column: integerOf(row, 'column_'),
    position: integerOf(row, 'position'),
    batch: hexOf(row, 'digest'),
    evidence: integerOf(row, 'evidence'),
    source: hexOf(row, 'source'),
    pdd: integerOf(row, 'pdd'),
    block: integerOf(row, 'block'),
    tx: hexOf(row, 'tx'),
  }
}
