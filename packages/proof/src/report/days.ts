import { formatLocalDay, formatFixed, parseFixed, type Fixed } from '@tcctv/units'
import type { ChainRecord } from '../records.ts'
import type { Hex } from '../bytes.ts'
import { RECORD_STATUS, wordOf } from '../vocabulary.ts'
import type { Heads } from '../model/state.ts'
import { eventsOf } from './events.ts'
import { SUBSTITUTED, type LaneDay } from './streams.ts'

/** Newest revision of a day's record; quantities are the day's own, in tCO2e. A withheld day counts zero. */
export type ReportDay = {
  readonly day: string
  readonly revision: number
  readonly baseline: string
  readonly project: string
  readonly leakage: string
  readonly reduction: string
  readonly status: string
  readonly level: number
  readonly readings: number
  readonly expected: number
  /** Readings that a declared rule gave, among `readings`, and the reduction that they carry. */
  readonly substituted: number
  readonly substitutedReduction: string
  readonly block: number
  readonly tx: Hex
}
export type ReportTotals = {
  readonly baseline: string
  readonly project: string
  readonly leakage: string
  readonly reduction: string
  readonly days: number
  readonly readings: number
  readonly expected: number
  /** Among `readings`. */
  readonly substituted: number
}
export type ReportMonth = ReportTotals & { readonly month: string }

const WITHHELD = 3
/** Readings by day, lane and class, and what substituted ones carry. */
export type DayData = {
  readonly laneDays: ReadonlyMap<number, readonly LaneDay[]>
  readonly carried: ReadonlyMap<number, Heads>
}

/** Newest revision of every evaluated day, ascending. */
export function daysOf(records: readonly ChainRecord[], data: DayData): ReportDay[] {
  const footprints = new Map(eventsOf(records, 'Footprint').map(({ args }) => [revisionKey(args), args]))
  const reductions = new Map(eventsOf(records, 'Reduction').map(({ args }) => [revisionKey(args), args]))
  const newest = new Map<number, ReportDay>()
  for (const { args, place } of eventsOf(records, 'DayEvaluated')) {
    const counts = args.status !== WITHHELD
    const footprint = counts ? footprints.get(revisionKey(args)) : undefined
    const reduction = counts ? reductions.get(revisionKey(args)) : undefined
    newest.set(args.day, {
      day: formatLocalDay(args.day),
      revision: args.revision,
      baseline: text(footprint?.baseline),
      project: text(footprint?.project),
      leakage: text(footprint?.leakage),
      reduction: text(reduction?.reduction),
      status: wordOf(RECORD_STATUS, args.status),
      level: args.level,
      readings: args.readings,
      expected: args.expected,
      substituted: substitutedIn(data.laneDays.get(args.day) ?? []),
      substitutedReduction: text(data.carried.get(args.day)?.[3]),
      ...place,
    })
  }
  return [...newest].toSorted(([a], [b]) => a - b).map(([, day]) => day)
}

/** Sums by calendar month, of the days given. */
export function monthsOf(days: readonly ReportDay[]): ReportMonth[] {
  return [...byMonth(days)].map(([month, members]) => ({ month, ...totalsOf(members) }))
}

export function totalsOf(days: readonly ReportDay[]): ReportTotals {
  return {
    baseline: sum(days, 'baseline'),
    project: sum(days, 'project'),
    leakage: sum(days, 'leakage'),
    reduction: sum(days, 'reduction'),
    days: days.length,
    readings: days.reduce((total, { readings }) => total + readings, 0),
    expected: days.reduce((total, { expected }) => total + expected, 0),
    substituted: days.reduce((total, { substituted }) => total + substituted, 0),
  }
}

function sum(days: readonly ReportDay[], column: 'baseline' | 'project' | 'leakage' | 'reduction'): string {
  return text(days.reduce((total, day) => total + parseFixed(day[column]), 0n))
}

function substitutedIn(laneDays: readonly LaneDay[]): number {
  return laneDays.reduce((sum, { evidence, readings }) => sum + (evidence === SUBSTITUTED ? readings : 0), 0)
}

function text(quantity: bigint | undefined): string {
  return formatFixed((quantity ?? 0n) as Fixed) // the chain's quantities count 1e-18 tCO2e
}

function revisionKey({ day, revision }: { readonly day: number; readonly revision: number }): string {
  return `${day}/${revision}`
}

function byMonth(days: readonly ReportDay[]): Map<string, ReportDay[]> {
  const months = new Map<string, ReportDay[]>()
  for (const day of days) {
    const month = day.day.slice(0, 7)
    months.set(month, [...(months.get(month) ?? []), day])
  }
  return months
}
