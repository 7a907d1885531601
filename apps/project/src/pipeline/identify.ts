import { formatDecimal, formatLocalDay, formatTime, type LocalDay, type UnixS } from '@tcctv/units'
import { MAX_READINGS, type Column } from '@tcctv/contracts'
import type { Lane, Reading, RowFault } from '@tcctv/methodology'
import type { ParsedRows } from './parse-rows.ts'

/** What the project already holds, as far as identify needs it. */
export type ReadingIndex = {
  /** The committed count of a lane at an interval start, in quanta, or undefined. */
  readonly countAt: (lane: number, startS: number) => bigint | undefined
  /** End of the last committed interval of a lane inside a local day, or undefined. */
  readonly endOf: (lane: number, day: LocalDay) => number | undefined
  /** The last local day whose record is final; readings of it and of earlier days need a correction. */
  readonly lastFinalDay: LocalDay | undefined
}

/**
 * Readings of one local day that are new, as columns; each column is one regular run of one lane. A day with more
 * readings than a batch can hold gives several.
 */
export type DayBatch = {
  readonly day: LocalDay
  readonly columns: readonly Column[]
  readonly readings: number
  /** Values computed by a declared rule have batches of their own. */
  readonly isSubstituted: boolean
}

/** New readings by local day, readings already committed with the same count, and faults. */
export type Identified = {
  readonly batches: readonly DayBatch[]
  readonly known: readonly Reading[]
  readonly faults: readonly RowFault[]
}

type Lanes = { readonly lanes: readonly Lane[] }
type Context = {
  /** Local day of an instant, and the project document in force on it. */
  readonly of: (atS: UnixS) => { readonly day: LocalDay; readonly documents: { readonly version: Lanes } }
  readonly index: ReadingIndex
  readonly substituted?: ReadonlySet<Reading>
}

/**
 * Sorts the readings of an import into new ones (by local day) and known ones. A reading that was committed with
 * the same count is known, so sending a file twice commits nothing twice; with another count it is a fault.
 * Order inside a lane is part of the promise: out-of-order and repeated rows are faults.
 */
export function identify(parsed: Pick<ParsedRows, 'readings'>, context: Context): Identified {
  const faults: RowFault[] = []
  const known: Reading[] = []
  const fresh = new Map<LocalDay, Reading[]>()
  const lastStart = new Map<string, number>()
  for (const reading of parsed.readings) {
    const { day, documents } = context.of(reading.startS)
    const lane = documents.version.lanes[reading.lane]
    const key = lane === undefined ? String(reading.lane) : `${lane.parameter} ${lane.meter}`
    const last = lastStart.get(key)
    const fault = orderFault(reading, last, lane) ?? conflictFault(reading, day, lane, context.index)
    lastStart.set(key, Math.max(reading.startS, last ?? 0))
    if (fault !== undefined) faults.push(fault)
    else if (context.index.countAt(reading.lane, reading.startS) !== undefined) known.push(reading)
    else append(fresh, day, reading)
  }
  const days = [...fresh].toSorted(([left], [right]) => left - right)
  return {
    batches: days.flatMap(([day, readings]) => toBatches(day, readings, context.substituted ?? NONE)),
    known,
    faults,
  }
}

function orderFault(reading: Reading, lastStartS: number | undefined, lane: Lane | undefined): RowFault | undefined {
  if (lastStartS === undefined || reading.startS > lastStartS) return undefined
  const repeated = reading.startS === lastStartS
  return {
    row: reading.row,
    field: 'start',
    code: repeated ? 'READING_REPEATED' : 'READING_OUT_OF_ORDER',
    found: formatTime(reading.startS),
    expected: `a time after ${formatTime(lastStartS)}`,
    advice: `Give each interval of ${lane?.parameter ?? 'the parameter'} once, in order of time.`,
  }
}

function conflictFault(
  reading: Reading,
  day: LocalDay,
  lane: Lane | undefined,
  index: ReadingIndex,
): RowFault | undefined {
  const committed = index.countAt(reading.lane, reading.startS)
  if (committed === reading.count) return undefined
  if (committed !== undefined)
    return {
      row: reading.row,
      field: 'value',
      code: 'READING_CONFLICT',
      found: formatDecimal(reading.count, lane?.places ?? 0),
      expected: `${formatDecimal(committed, lane?.places ?? 0)} ${lane?.unit ?? ''}, as committed`,
      advice: 'A committed reading is never overwritten. A wrong one is corrected by a declared correction.',
    }
  const endS = index.endOf(reading.lane, day)
  const isLate = (endS !== undefined && reading.startS < endS) || day <= (index.lastFinalDay ?? -Infinity)
  if (!isLate) return undefined
  return {
    row: reading.row,
    field: 'start',
    code: 'READING_LATE',
    found: formatTime(reading.startS),
    expected: `a time after the last committed reading of ${formatLocalDay(day)}, on a day without a record`,
    advice: 'The day is closed on the chain. Late readings need a declared correction.',
  }
}

function append(fresh: Map<LocalDay, Reading[]>, day: LocalDay, reading: Reading) {
  const readings = fresh.get(day)
  if (readings === undefined) fresh.set(day, [reading])
  else readings.push(reading)
}

const NONE: ReadonlySet<Reading> = new Set()

/**
 * The chain takes the readings of a lane in order of time. So a day with substituted values has batches in turns:
 * measured, substituted, measured …; turn n of a lane is in turn n of the day.
 */
function toBatches(day: LocalDay, readings: readonly Reading[], substituted: ReadonlySet<Reading>): DayBatch[] {
  const turns: Reading[][] = []
  const turnOf = new Map<number, number>()
  for (const reading of readings.toSorted((left, right) => left.startS - right.startS)) {
    const turn = turnOf.get(reading.lane) ?? 0
    const next = (turn % 2 === 1) === substituted.has(reading) ? turn : turn + 1
    turnOf.set(reading.lane, next)
    while (turns.length <= next) turns.push([])
    turns[next]?.push(reading)
  }
  return turns.flatMap((turn, index) => turnBatches(day, turn, index % 2 === 1))
}

function turnBatches(day: LocalDay, readings: readonly Reading[], isSubstituted: boolean): DayBatch[] {
  const sorted = readings.toSorted((left, right) => left.lane - right.lane || left.startS - right.startS)
  return Array.from({ length: Math.ceil(sorted.length / MAX_READINGS) }, (_, part) =>
    toBatch(day, sorted.slice(part * MAX_READINGS, (part + 1) * MAX_READINGS), isSubstituted),
  )
}

function toBatch(day: LocalDay, sorted: readonly Reading[], isSubstituted: boolean): DayBatch {
  const runs: Reading[][] = []
  for (const reading of sorted) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    const continues = last?.lane === reading.lane && last.startS + last.stepS === reading.startS
    if (continues) run?.push(reading)
    else runs.push([reading])
  }
  return { day, columns: runs.flatMap(toColumn), readings: sorted.length, isSubstituted }
}

function toColumn(run: readonly Reading[]): Column[] {
  const [first] = run
  if (first === undefined) return []
  return [{ lane: first.lane, startS: first.startS, stepS: first.stepS, counts: run.map(({ count }) => count) }]
}
