import type { SqliteRow } from '@tcctv/store'
import type { Hex } from './projected.ts'
import { bigOf, hexOf, integerOf, textOf, type Statements } from './rows.ts'

/** A day's record; heads in tCO2e at 1e18, the day's difference; the lists are cumulative over the segment. */
export type RecordRow = {
  readonly day: number
  readonly revision: number
  readonly level: number
  readonly status: number
  readonly stage: number
  readonly program: Hex
  readonly readings: number
  readonly expected: number
  readonly inputs: readonly bigint[]
  readonly unrounded: readonly bigint[]
  readonly rounded: readonly bigint[]
  readonly baseline: bigint
  readonly project: bigint
  readonly leakage: bigint
  readonly reduction: bigint
  /** Reduction of the vintage up to and with this day; a withheld day is not in it. */
  readonly cumulative: bigint
  readonly block: number
  readonly tx: Hex
}
/** A complete vintage as the chain recorded it, at 1e18. */
type VintageRow = {
  readonly vintage: number
  readonly baseline: bigint
  readonly project: bigint
  readonly leakage: bigint
  readonly reduction: bigint
  readonly eligible: bigint
  readonly carried: bigint
  readonly block: number
  readonly tx: Hex
}

export type RecordQueries = {
  /** Latest revision of each day within [fromDay, toDay]. */
  readonly records: (fromDay: number, toDay: number) => readonly RecordRow[]
  /** All revisions of a day, oldest first. */
  readonly revisionsOf: (day: number) => readonly RecordRow[]
  readonly vintages: () => readonly VintageRow[]
  /** The last local day with a record that is not withheld. */
  readonly lastFinalDay: () => number | undefined
}

export function createRecordQueries({ sql }: Statements): RecordQueries {
  return {
    records: (fromDay, toDay) =>
      sql(`SELECT * FROM record AS one WHERE day BETWEEN ? AND ?
        AND revision = (SELECT max(revision) FROM record WHERE day = one.day) ORDER BY day`)
        .all(fromDay, toDay)
        .map(recordOf),
    revisionsOf: (day) => sql('SELECT * FROM record WHERE day = ? ORDER BY revision').all(day).map(recordOf),
    vintages: () => sql('SELECT * FROM vintage ORDER BY vintage').all().map(vintageOf),
    lastFinalDay: () => {
      const row = sql('SELECT day FROM record WHERE status <> 3 ORDER BY day DESC LIMIT 1').get()
      return row === undefined ? undefined : integerOf(row, 'day')
    },
  }
}

function recordOf(row: SqliteRow): RecordRow {
  return {
    day: integerOf(row, 'day'),
    revision: integerOf(row, 'revision'),
    level: integerOf(row, 'level'),
    status: integerOf(row, 'status'),
    stage: integerOf(row, 'stage'),
    program: hexOf(row, 'program'),
    readings: integerOf(row, 'readings'),
    expected: integerOf(row, 'expected'),
    inputs: listOf(row, 'inputs'),
    unrounded: listOf(row, 'unrounded'),
    rounded: listOf(row, 'rounded'),
    ...headsOf(row),
    cumulative: bigOf(row, 'cumulative'),
    block: integerOf(row, 'block'),
    tx: hexOf(row, 'tx'),
  }
}

function headsOf(row: SqliteRow): Pick<RecordRow, 'baseline' | 'project' | 'leakage' | 'reduction'> {
  return {
    baseline: bigOf(row, 'baseline'),
    project: bigOf(row, 'project'),
    leakage: bigOf(row, 'leakage'),
    reduction: bigOf(row, 'reduction'),
  }
}

function vintageOf(row: SqliteRow): VintageRow {
  return {
    vintage: integerOf(row, 'vintage'),
    ...headsOf(row),
    eligible: bigOf(row, 'eligible'),
    carried: bigOf(row, 'carried'),
    block: integerOf(row, 'block'),
    tx: hexOf(row, 'tx'),
  }
}

function listOf(row: SqliteRow, column: string): bigint[] {
  const list: unknown = JSON.parse(textOf(row, column))
  return Array.isArray(list) ? list.map((amount) => BigInt(String(amount))) : []
}
