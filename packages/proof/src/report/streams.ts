import type { ChainRecord, EventOf, LedgerEvent } from '../records.ts'

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

/**
 * Committed readings of every day that count, by lane and evidence class: corrected data takes the place of what its lanes
 * had on that day.
 */
export function laneDaysOf(records: readonly ChainRecord[]): Map<number, LaneDay[]> {
  const found = new Map<string, LaneDay>()
  for (const { events } of records)
    for (const event of events) if (event.eventName === 'BatchCommitted') addBatch(found, event, events)
  const byDay = new Map<number, LaneDay[]>()
  for (const one of found.values()) byDay.set(one.day, [...(byDay.get(one.day) ?? []), one])
  return byDay
}

function addBatch(
  found: Map<string, LaneDay>,
  { args: { digest, day, evidence, pddIndex } }: EventOf<'BatchCommitted'>,
  events: readonly LedgerEvent[],
): void {
  const columns = events.filter(
    (event): event is EventOf<'ColumnCommitted'> =>
      event.eventName === 'ColumnCommitted' && event.args.digest === digest,
  )
  if (events.some((event) => event.eventName === 'Superseded' && event.args.digest === digest)) {
    const lanes = new Set(columns.map(({ args }) => args.lane))
    for (const [key, one] of found) if (one.day === day && lanes.has(one.lane)) found.delete(key)
  }
  for (const { args } of columns) {
    const key = [day, args.lane, pddIndex, evidence].join('/')
    const known = found.get(key)
    found.set(key, {
      day,
      evidence,
      pddIndex: Number(pddIndex),
      lane: args.lane,
      readings: (known?.readings ?? 0) + args.count,
      sum: (known?.sum ?? 0n) + args.sum,
    })
  }
}
