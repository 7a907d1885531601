import { formatLocalDay, parseLocalDay } from '@tcctv/units'
import type { EventOf, ChainRecord } from '../records.ts'
import { carriedByDay, type CarryingDay } from './carried.ts'
import { dataAccount, type DataAccount } from './data-account.ts'
import type { DayData, ReportDay } from './days.ts'
import { eventsOf } from './events.ts'
import { indexOn, type PddHistory, type PddOnChain } from './pdd-history.ts'
import { laneDaysOf, SUBSTITUTED, type LaneDay } from './streams.ts'

const LIVE = 4
const NOTHING = [0n, 0n, 0n, 0n] as const

/** Readings of every day by lane and class, and the tonnes that substituted ones carry. */
export function dayDataOf(
  records: readonly ChainRecord[],
  documents: readonly PddOnChain[],
  history: readonly PddHistory[],
): DayData {
  const laneDays = laneDaysOf(records)
  const hasAny = [...laneDays.values()].some((of) => of.some(({ evidence }) => evidence === SUBSTITUTED))
  if (!hasAny) return { laneDays, carried: new Map() }
  const newest = new Map(eventsOf(records, 'DayEvaluated').map(({ args }) => [args.day, args]))
  const days = [...newest.values()].toSorted((left, right) => left.day - right.day)
  return {
    laneDays,
    carried: carriedByDay(days.flatMap((day) => carrying(day, laneDays.get(day.day) ?? [], documents, history) ?? [])),
  }
}

/** Data availability, completeness, classes and substitutions of the days given. */
export function accountOfDays(
  days: readonly ReportDay[],
  { laneDays, carried }: DayData,
  documents: readonly PddOnChain[],
  history: readonly PddHistory[],
): DataAccount {
  const known = days.flatMap(({ day: text }) => {
    const [day, document] = [parseLocalDay(text), documents[indexOn(text, history)]]
    if (document === undefined) return []
    const { version, gaps, pdd } = document
    const constants = Object.keys(Object(pdd.constants ?? {}))
    const { offsets, lanes } = version
    return [{ day, version: { offsets, lanes, names: gaps, constants }, carried: carried.get(day) ?? NOTHING }]
  })
  return dataAccount(
    known,
    known.flatMap(({ day }) => laneDays.get(day) ?? []),
  )
}

function carrying(
  { day, status, stage, inputs, rounded }: EventOf<'DayEvaluated'>['args'],
  laneDays: readonly LaneDay[],
  documents: readonly PddOnChain[],
  history: readonly PddHistory[],
): CarryingDay | undefined {
  const index = indexOn(formatLocalDay(day), history)
  const document = documents[index]
  if (document === undefined) return undefined
  const substituted = new Map<number, bigint>()
  for (const one of laneDays)
    if (one.evidence === SUBSTITUTED) substituted.set(one.lane, (substituted.get(one.lane) ?? 0n) + one.sum)
  const { version, evaluate, fill } = document
  const exactly = (of: readonly bigint[], year: number) => evaluate(fill(of, year), year)
  return {
    day,
    status,
    isLive: stage === LIVE,
    inputs,
    rounded,
    substituted,
    version: { ...version, index, evaluate: exactly },
  }
}
