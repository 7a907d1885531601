import { RECORD_STATUS, type ChainPddVersion, type Column, type Flag, type LedgerEvent } from '@tcctv/contracts'
import type { LocalDay } from '@tcctv/units'
import { hexToString } from 'viem'

/** Numbers of readings or days in case 1, 2, 3, 4. */
export type Cases = readonly [number, number, number, number]

/** How often each limit was kept or broken; `applies` says what is counted. */
export type LimitCases = { readonly id: string; readonly applies: 'reading' | 'day'; readonly cases: Cases }

/** A day that waited, or would wait, for a decision, with the limits that were broken. Reduction in tCO2e at 1e18. */
export type HeldDay = {
  readonly day: LocalDay
  readonly level: number
  readonly limits: readonly string[]
  readonly reduction: bigint
}

/** Counts what a ledger says of the days from `fromDay` on; the same for what happened and for what would have. */
export type Tally = {
  /** A committed batch: every reading is judged by the reading limits of its version. */
  readonly batch: (batch: {
    readonly day: LocalDay
    readonly columns: readonly Column[]
    readonly flags: readonly Flag[]
    readonly version: ChainPddVersion
  }) => void
  /** Events of the ledger in order; `versionOn` gives the version in force on a day. */
  readonly events: (events: readonly LedgerEvent[], versionOn: (day: LocalDay) => ChainPddVersion) => void
  readonly limits: () => readonly LimitCases[]
  readonly held: () => readonly HeldDay[]
  /** Last day with a record that is not withheld. */
  readonly lastDay: () => LocalDay | undefined
}

type Counted = { readonly applies: 'reading' | 'day'; readonly cases: [number, number, number, number] }
type Evaluated = { reduction: bigint; isFinal: boolean; version: ChainPddVersion }

export function createTally(fromDay: LocalDay): Tally {
  const readings = new Map<string, Counted>()
  const levels = new Map<LocalDay, Map<string, number>>()
  const days = new Map<LocalDay, Evaluated>()
  return {
    batch: (batch) => {
      if (batch.day >= fromDay) countReadings(readings, batch)
    },
    events: (events, versionOn) => {
      for (const event of events) noteEvent(event, { fromDay, levels, days, versionOn })
    },
    limits: () => [...readings, ...countDays(days, levels)].map(([id, counted]) => ({ id, ...counted })),
    held: () => heldDays(days, levels),
    lastDay: () => [...days].findLast(([, { isFinal }]) => isFinal)?.[0],
  }
}

/** Text of an identifier on the chain. */
export function limitId({ id }: ChainPddVersion['limits'][number]): string {
  return hexToString(id, { size: 32 })
}

function countReadings(into: Map<string, Counted>, batch: Parameters<Tally['batch']>[0]): void {
  const { day, columns, flags, version } = batch
  version.limits.forEach((limit, index) => {
    if (limit.applies !== 1 || limit.effectiveFrom > day) return
    const counted = into.get(limitId(limit)) ?? { applies: 'reading' as const, cases: [0, 0, 0, 0] }
    into.set(limitId(limit), counted)
    const judged = columns.filter(({ lane }) => version.lanes[lane]?.variableIndex === limit.subject)
    counted.cases[0] += judged.reduce((sum, { counts }) => sum + counts.length, 0)
    for (const { code, detail } of flags) {
      if (detail !== index || code > 4) continue
      counted.cases[0] -= 1
      counted.cases[code === 2 ? 1 : code === 3 ? 2 : 3] += 1
    }
  })
}

type Noting = {
  readonly fromDay: LocalDay
  readonly levels: Map<LocalDay, Map<string, number>>
  readonly days: Map<LocalDay, Evaluated>
  readonly versionOn: (day: LocalDay) => ChainPddVersion
}

function noteEvent(event: LedgerEvent, { fromDay, levels, days, versionOn }: Noting): void {
  if (event.eventName !== 'ExceptionOpened' && event.eventName !== 'Reduction') return
  const { day } = event.args
  if (day < fromDay) return
  if (event.eventName === 'Reduction') {
    const isFinal = event.args.status !== RECORD_STATUS.withheld
    days.set(day, { reduction: event.args.reduction, isFinal, version: versionOn(day) })
    return
  }
  const limit = versionOn(day).limits[event.args.limit]
  if (limit === undefined) return
  const ofDay = levels.get(day) ?? new Map<string, number>()
  levels.set(day, ofDay.set(limitId(limit), Math.max(event.args.level, ofDay.get(limitId(limit)) ?? 0)))
}

function countDays(
  days: ReadonlyMap<LocalDay, Evaluated>,
  levels: ReadonlyMap<LocalDay, ReadonlyMap<string, number>>,
): Map<string, Counted> {
  const into = new Map<string, Counted>()
  for (const [day, { version, isFinal }] of days) {
    if (!isFinal) continue
    for (const limit of version.limits) {
      if (limit.applies !== 2 || limit.effectiveFrom > day) continue
      const id = limitId(limit)
      const counted = into.get(id) ?? { applies: 'day' as const, cases: [0, 0, 0, 0] }
      into.set(id, counted)
      const level = levels.get(day)?.get(id) ?? 1
      counted.cases[level === 2 ? 1 : level === 3 ? 2 : level === 4 ? 3 : 0] += 1
    }
  }
  return into
}

function heldDays(
  days: ReadonlyMap<LocalDay, Evaluated>,
  levels: ReadonlyMap<LocalDay, ReadonlyMap<string, number>>,
): HeldDay[] {
  return [...levels]
    .flatMap(([day, limits]) => {
      const broken = [...limits].filter(([, level]) => level > 2)
      if (broken.length === 0) return []
      const level = Math.max(...broken.map(([, found]) => found))
      return [{ day, level, limits: broken.map(([id]) => id), reduction: days.get(day)?.reduction ?? 0n }]
    })
    .toSorted((left, right) => left.day - right.day)
}
