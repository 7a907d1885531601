import { formatFixed, formatLocalDay, type Fixed } from '@tcctv/units'
import { hexToString } from 'viem'
import type { Hex } from '../bytes.ts'
import type { Lane } from '../model/state.ts'
import type { LedgerEvent } from '../records.ts'
import { EXCEPTION_STATES, RECORD_STATUS, wordOf } from '../vocabulary.ts'

/** Calibrations and corrected data of a report, each with its place on the chain; amounts are exact decimal text. */
export type Annex = {
  readonly calibrations: readonly {
    readonly meter: string
    readonly day: string
    readonly error: string
    readonly certificate: Hex
    readonly signer: Hex
    readonly block: number
    readonly tx: Hex
  }[]
  /** What overdue calibrations take from the claim, by series, reason and error. */
  readonly borne: readonly {
    readonly meter: string
    readonly parameter: string
    readonly reason: 'overdue' | 'found-error' | 'found-later' | 'given-back'
    readonly error: string
    readonly days: number
    readonly from: string
    readonly to: string
    readonly amount: string
    readonly unit: string
  }[]
  readonly corrections: readonly {
    readonly day: string
    readonly exception: string
    readonly decidedBy: Hex | null
    readonly decision: Hex | null
    readonly digest: Hex
    readonly block: number
    readonly tx: Hex
    readonly series: readonly {
      readonly parameter: string
      readonly meter: string
      readonly unit: string
      readonly before: string
      readonly after: string
      readonly replaced: readonly Hex[]
    }[]
  }[]
}
/** What is read of a record, and of a lane. */
type Recorded = {
  readonly block: { readonly number: number }
  readonly tx: { readonly hash: Hex }
  readonly events: readonly LedgerEvent[]
}
type NamedLane = Pick<Lane, 'parameter' | 'meter' | 'multiplier'>
type Source = {
  readonly records: readonly Recorded[]
  readonly documents: {
    readonly pdds: readonly { readonly version: { readonly lanes: readonly NamedLane[] } }[]
    readonly methodology: { readonly monitored: Readonly<Record<string, { readonly unit: string }>> }
  }
  /** Local days, [from, to). */
  readonly period: { readonly from: string; readonly to: string }
}
type Named<Name extends LedgerEvent['eventName']> = Extract<LedgerEvent, { readonly eventName: Name }>
type Placed<Name extends LedgerEvent['eventName']> = {
  readonly event: Named<Name>
  readonly block: number
  readonly tx: Hex
}

const REASONS = ['overdue', 'found-error', 'found-later', 'given-back'] as const

/** Calibrations, their effect on the records that count, and corrected data of the days of a period. */
export function annexOf(source: Source): Annex {
  return { calibrations: calibrationsOf(source), borne: borneOf(source), corrections: correctionsOf(source) }
}

function calibrationsOf({ records }: Source): Annex['calibrations'] {
  return placed(records, 'Calibrated').map(({ event: { args }, block, tx }) => ({
    meter: idText(args.meter),
    day: formatLocalDay(args.day),
    error: formatFixed(args.relative as Fixed), // relative errors are at 1e18
    certificate: args.certificate,
    signer: args.signer,
    block,
    tx,
  }))
}

function borneOf({ records, documents, period }: Source): Annex['borne'] {
  const newest = new Map<number, number>()
  for (const { event } of placed(records, 'DayEvaluated'))
    if (wordOf(RECORD_STATUS, event.args.status) !== 'withheld') newest.set(event.args.day, event.args.revision)
  const found = new Map<string, { first: Named<'CalibrationApplied'>['args']; days: number[]; amount: bigint }>()
  for (const { event } of placed(records, 'CalibrationApplied')) {
    const { args } = event
    if (!isIn(period, args.day) || newest.get(args.day) !== args.revision) continue
    const lane = laneOn(records, documents, args.day, args.lane)
    const key = [lane?.parameter, lane?.meter, args.reason, args.relative].join(' ')
    const one = found.get(key) ?? { first: args, days: [], amount: 0n }
    found.set(key, one)
    one.days.push(args.day)
    one.amount += args.adjustment
  }
  return [...found.values()].map(({ first, days, amount }) => {
    const { parameter, meter } = namesOf(laneOn(records, documents, first.day, first.lane))
    return {
      meter,
      parameter,
      reason: REASONS[first.reason - 1] ?? ('overdue' as const),
      error: formatFixed(first.relative as Fixed), // relative errors and amounts are at 1e18
      days: days.length,
      from: formatLocalDay(Math.min(...days)),
      to: formatLocalDay(Math.max(...days)),
      amount: formatFixed(amount as Fixed),
      unit: documents.methodology.monitored[parameter]?.unit ?? '',
    }
  })
}

type Held = { readonly digest: Hex; readonly sum: bigint }

function correctionsOf({ records, documents, period }: Source): Annex['corrections'] {
  const held = new Map<string, Held[]>() // what a lane has on a day, by day and lane
  const decisions = new Map<bigint, Named<'ExceptionMoved'>['args']>()
  const corrections: Annex['corrections'][number][] = []
  for (const { block, tx, events } of records) {
    const superseded = named(events, 'Superseded')[0]
    const committed = named(events, 'BatchCommitted')[0]
    const sums = new Map<number, bigint>()
    for (const { args } of named(events, 'ColumnCommitted')) sums.set(args.lane, (sums.get(args.lane) ?? 0n) + args.sum)
    for (const { args } of named(events, 'ExceptionMoved'))
      if (wordOf(EXCEPTION_STATES, args.to) === 'awaiting corrected data') decisions.set(args.id, args)
    if (committed === undefined) continue
    const { day, digest } = committed.args
    if (superseded !== undefined && isIn(period, day)) {
      const decision = decisions.get(superseded.args.exception)
      corrections.push({
        day: formatLocalDay(day),
        exception: String(superseded.args.exception),
        decidedBy: decision?.signer ?? null,
        decision: decision?.content ?? null,
        digest,
        block: block.number,
        tx: tx.hash,
        series: [...sums].map(([number, after]) => {
          const lane = laneOn(records, documents, day, number)
          const before = held.get(`${day}/${number}`) ?? []
          const { parameter, meter } = namesOf(lane)
          const amount = (count: bigint): string => formatFixed((count * (lane?.multiplier ?? 0n)) as Fixed) // to 1e18
          return {
            parameter,
            meter,
            unit: documents.methodology.monitored[parameter]?.unit ?? '',
            before: amount(before.reduce((sum, one) => sum + one.sum, 0n)),
            after: amount(after),
            replaced: before.map((one) => one.digest),
          }
        }),
      })
    }
    for (const [number, sum] of sums) {
      const known = superseded === undefined ? (held.get(`${day}/${number}`) ?? []) : []
      held.set(`${day}/${number}`, [...known, { digest, sum }])
    }
  }
  return corrections
}

function laneOn(
  records: readonly Recorded[],
  { pdds }: Source['documents'],
  day: number,
  number: number,
): NamedLane | undefined {
  const approval = placed(records, 'PddApproved').findLast(({ event }) => event.args.fromDay <= day)
  return approval === undefined ? undefined : pdds[Number(approval.event.args.index)]?.version.lanes[number]
}

function namesOf(lane: NamedLane | undefined): { parameter: string; meter: string } {
  return lane === undefined
    ? { parameter: '', meter: '' }
    : { parameter: idText(lane.parameter), meter: idText(lane.meter) }
}

function isIn({ from, to }: Source['period'], day: number): boolean {
  const text = formatLocalDay(day)
  return text >= from && text < to
}

function placed<Name extends LedgerEvent['eventName']>(records: readonly Recorded[], name: Name): Placed<Name>[] {
  return records.flatMap(({ block, tx, events }) =>
    named(events, name).map((event) => ({ event, block: block.number, tx: tx.hash })),
  )
}

function named<Name extends LedgerEvent['eventName']>(events: readonly LedgerEvent[], name: Name): Named<Name>[] {
  return events.filter((event): event is Named<Name> => event.eventName === name)
}

function idText(id: string): string {
  return hexToString(id as Hex, { size: 32 })
}
