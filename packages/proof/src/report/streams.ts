import type { Hex } from '../bytes.ts'
import type { ChainRecord } from '../records.ts'
import { eventsOf } from './events.ts'

/** Readings of one lane on one local day by evidence class. */
export type LaneDay = {
  readonly day: number
  readonly lane: number
  readonly pddIndex: number
  readonly evidence: number
  readonly readings: number
  readonly sum: bigint
}

/** Evidence class of values that a declared rule gave. */
export const SUBSTITUTED = 5

/** Committed readings of every day, by lane and evidence class. */
export function laneDaysOf(records: readonly ChainRecord[]): Map<number, LaneDay[]> {
  const batches = new Map<Hex, { day: number; evidence: number; pddIndex: number }>()
  for (const { args } of eventsOf(records, 'BatchCommitted')) {
    const { digest, day, evidence, pddIndex } = args
    batches.set(digest, { day, evidence, pddIndex: Number(pddIndex) })
  }
  const found = new Map<string, LaneDay>()
  for (const { args } of eventsOf(records, 'ColumnCommitted')) {
    const batch = batches.get(args.digest)
    if (batch === undefined) continue
    const key = [batch.day, args.lane, batch.pddIndex, batch.evidence].join('/')
    const known = found.get(key)
    found.set(key, {
      ...batch,
      lane: args.lane,
      readings: (known?.readings ?? 0) + args.count,
      sum: (known?.sum ?? 0n) + args.sum,
    })
  }
  const byDay = new Map<number, LaneDay[]>()
  for (const one of found.values()) byDay.set(one.day, [...(byDay.get(one.day) ?? []), one])
  return byDay
}
