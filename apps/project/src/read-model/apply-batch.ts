import {
  decodeFlags,
  decodeColumns,
  projectLedgerAbi,
  FLAG_ANOMALY,
  FLAG_UNSCORED,
  type Column,
  type Flag,
  type LedgerEvent,
} from '@tcctv/contracts'
import { decodeFunctionData, hexToBytes } from 'viem'
import { readModelError } from './errors.ts'
import type { Hex, ProjectedTransaction, ReadingScore } from './projected.ts'
import { removeDay } from './remove-day.ts'
import { addHours, merged, type HourSum } from './roll-up.ts'
import { integerOf, type Statements } from './rows.ts'
import { lanesOf, type ProjectedLane, type Versions } from './versions.ts'
import type { SqliteValue } from '@tcctv/store'

type BatchCommitted = Extract<LedgerEvent, { readonly eventName: 'BatchCommitted' }>
type Place = { readonly block: number; readonly transaction: ProjectedTransaction }
type Scores = readonly (readonly ReadingScore[])[] | undefined
/** Flags of one reading: highest case, reason of its strongest anomaly (0 = none) and that anomaly's score. */
type Marked = { readonly level: number; readonly reason: number; readonly score: number | null }
type Tally = { out: number; anomalies: number; sum: bigint }
type Target = Statements & { readonly versions: Versions }

const COMMIT = projectLedgerAbi.filter((item): item is CommitBatch => 'name' in item && item.name === 'commitBatch')
export const UNMARKED: Marked = { level: 1, reason: 0, score: null }
const ROWS_AT_ONCE = 32
const COLUMNS = 13
const READING = 'INSERT INTO reading VALUES '
const ONE_ROW = `(${Array.from({ length: COLUMNS }, () => '?').join(', ')})`
const MANY_ROWS = Array.from({ length: ROWS_AT_ONCE }, () => ONE_ROW).join(', ')

/** Readings, flags and roll-ups of a committed batch, from its calldata. */
export function applyBatch(target: Target, { args }: BatchCommitted, place: Place, scores: Scores): void {
  const { columns, flags } = contentOf(place.transaction)
  if (isCorrection(place.transaction, args.digest))
    for (const lane of new Set(columns.map((column) => column.lane))) removeDay(target, lane, args.day)
  const isScored = !flags.some(({ code }) => code === FLAG_UNSCORED)
  const batch = insertBatch(target, args, place, isScored)
  const lanes = lanesOf(target.versions.at(Number(args.pddIndex)))
  const hours = new Map<number, Map<number, HourSum>>()
  for (const [position, column] of columns.entries()) {
    const series = seriesOf(target, lanes[column.lane], column)
    const marks = insertFlags(
      target,
      column,
      flags.filter((flag) => flag.column === position),
    )
    const found = { batch, position, series, marks, scores: scores?.[position] ?? [] }
    const tally = insertReadings(target, column, found, hoursOf(hours, series))
    insertColumn(target, column, found, tally)
    addToDay(target, column, { day: args.day, series }, tally)
  }
  for (const [series, sums] of hours) addHours(target, series, sums)
}

/** Whether the batch takes the place of what its lanes had on its day. */
function isCorrection({ events }: ProjectedTransaction, digest: Hex): boolean {
  return events.some((event) => event.eventName === 'Superseded' && event.args.digest === digest)
}

function contentOf({ data, hash }: ProjectedTransaction): { columns: readonly Column[]; flags: readonly Flag[] } {
  try {
    const { args } = decodeFunctionData({ abi: COMMIT, data })
    return { columns: decodeColumns(hexToBytes(args[0])), flags: decodeFlags(hexToBytes(args[5])) }
  } catch (cause) {
    throw readModelError('READ_MODEL_CALLDATA', { tx: hash, event: 'BatchCommitted' }, cause)
  }
}

function insertBatch({ sql }: Statements, args: BatchCommitted['args'], place: Place, isScored: boolean): number {
  const { lastInsertRowid } = sql(`INSERT INTO batch (digest, signer, day, sequence, readings, columns_root, evidence,
    source, stage, pdd, scored, block, tx) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
    args.digest,
    args.signer,
    args.day,
    String(args.sequence),
    args.readings,
    args.columnsRoot,
    args.evidence,
    args.source,
    args.stage,
    Number(args.pddIndex),
    isScored ? 1 : 0,
    place.block,
    place.transaction.hash,
  )
  return Number(lastInsertRowid)
}

function seriesOf(
  { sql }: Statements,
  lane: ProjectedLane | undefined,
  { lane: number, startS, stepS }: Column,
): number {
  const key = [number, lane?.parameter ?? '', lane?.meter ?? '', lane?.places ?? 0, stepS] as const
  const found = sql(
    'SELECT id FROM series WHERE lane = ? AND parameter = ? AND meter = ? AND places = ? AND step_s = ?',
  )
  const row = found.get(...key)
  if (row !== undefined) return integerOf(row, 'id')
  const insert = sql(`INSERT INTO series (lane, parameter, meter, places, step_s, first_s, end_s, readings, flagged,
    anomalies) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0)`)
  return Number(insert.run(...key, startS, startS).lastInsertRowid)
}

function insertFlags({ sql }: Statements, column: Column, flags: readonly Flag[]): ReadonlyMap<number, Marked> {
  const marks = new Map<number, Marked>()
  for (const { position, code, detail, scoreMillionths } of flags) {
    if (code === FLAG_UNSCORED) continue
    const startS = column.startS + position * column.stepS
    sql('INSERT INTO flag VALUES (?, ?, ?, ?, ?)').run(startS, column.lane, code, detail, scoreMillionths)
    const known = marks.get(position) ?? UNMARKED
    const score = scoreMillionths / 1e6
    if (code !== FLAG_ANOMALY) marks.set(position, { ...known, level: Math.max(known.level, code) })
    else if (score >= (known.score ?? 0)) marks.set(position, { ...known, reason: detail, score })
  }
  return marks
}

type Found = {
  readonly batch: number
  readonly position: number
  readonly series: number
  readonly marks: ReadonlyMap<number, Marked>
  readonly scores: readonly ReadingScore[]
}

function insertReadings({ sql }: Statements, column: Column, found: Found, hours: Map<number, HourSum>): Tally {
  const tally: Tally = { out: 0, anomalies: 0, sum: 0n }
  const rows: SqliteValue[] = []
  for (const [position, count] of column.counts.entries()) {
    const startS = column.startS + position * column.stepS
    const mark = found.marks.get(position) ?? UNMARKED
    const band = found.scores[position]
    const { expected = null, low = null, high = null } = band ?? {}
    const score = band?.score ?? mark.score
    rows.push(column.lane, startS, count, found.series, found.batch, found.position, position)
    rows.push(mark.level, mark.reason, score, expected, low, high)
    tally.sum += count
    if (mark.level > 1) tally.out += 1
    if (mark.reason > 0) tally.anomalies += 1
    addReading(hours, Math.floor(startS / 3600) * 3600, count, mark, expected)
  }
  const atOnce = ROWS_AT_ONCE * COLUMNS
  const rest = rows.length % atOnce
  for (let at = 0; at + atOnce <= rows.length; at += atOnce)
    sql(READING + MANY_ROWS).run(...rows.slice(at, at + atOnce))
  for (let at = rows.length - rest; at < rows.length; at += COLUMNS)
    sql(READING + ONE_ROW).run(...rows.slice(at, at + COLUMNS))
  return tally
}

/** Adds a reading to its hour's sum. */
export function addReading(
  hours: Map<number, HourSum>,
  atS: number,
  count: bigint,
  mark: Marked,
  expected: number | null,
): void {
  const sum = hours.get(atS)
  const one = {
    n: 1,
    sum: count,
    low: count,
    high: count,
    out: mark.level > 1 ? 1 : 0,
    anomalies: mark.reason > 0 ? 1 : 0,
    level: mark.level,
    expected: expected ?? 0,
    expectedN: expected === null ? 0 : 1,
  }
  hours.set(atS, sum === undefined ? one : merged(sum, one))
}

function hoursOf(hours: Map<number, Map<number, HourSum>>, series: number): Map<number, HourSum> {
  const found = hours.get(series) ?? new Map<number, HourSum>()
  hours.set(series, found)
  return found
}

function insertColumn({ sql }: Statements, column: Column, found: Found, tally: Tally): void {
  const { lane: _lane, startS, stepS, counts } = column
  const values = [found.batch, found.position, found.series, startS, stepS, counts.length, String(tally.sum)]
  sql('INSERT INTO column_ VALUES (?, ?, ?, ?, ?, ?, ?)').run(...values)
  const endS = startS + stepS * counts.length
  sql(`UPDATE series SET first_s = min(first_s, ?), end_s = max(end_s, ?), readings = readings + ?, flagged = flagged + ?,
    anomalies = anomalies + ? WHERE id = ?`).run(startS, endS, counts.length, tally.out, tally.anomalies, found.series)
}

function addToDay(
  { sql }: Statements,
  { lane, startS, stepS, counts }: Column,
  { day, series }: { readonly day: number; readonly series: number },
  tally: Tally,
): void {
  const known = sql('SELECT sum FROM day_lane WHERE lane = ? AND day = ?').get(lane, day)
  const sum = (known === undefined ? 0n : BigInt(String(known['sum']))) + tally.sum
  const endS = startS + stepS * counts.length
  sql(`INSERT INTO day_lane VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (lane, day) DO UPDATE SET sum = excluded.sum,
    readings = readings + excluded.readings, out = out + excluded.out, anomalies = anomalies + excluded.anomalies,
    end_s = max(end_s, excluded.end_s)`).run(
    lane,
    day,
    series,
    String(sum),
    counts.length,
    tally.out,
    tally.anomalies,
    endS,
  )
}

type CommitBatch = Extract<(typeof projectLedgerAbi)[number], { readonly name: 'commitBatch' }>
