import { nameOfCode, RECORD_STATUS, STAGES } from '@tcctv/contracts'
import { formatLocalDay } from '@tcctv/units'
import type { Hex } from '../read-model/projected.ts'
import type { CarriedDay } from './data-accounts.ts'
import type { RecordRow } from '../read-model/query-records.ts'

/** Heads of a day, month or vintage at 1e18; block and transaction are those of its last record. */
export type CarbonPeriod = {
  readonly period: string
  readonly baseline: bigint
  readonly project: bigint
  readonly leakage: bigint
  readonly reduction: bigint
  readonly cumulative: bigint
  readonly status: string
  /** Whether all of it is of the trial, which counts in no live vintage. */
  readonly isTrial: boolean
  readonly level: number
  readonly revision: number
  readonly readings: number
  readonly expected: number
  /** Readings that a declared rule gave, among `readings`, and the reduction that they carry at 1e18. */
  readonly substituted: number
  readonly substitutedReduction: bigint
  readonly block: number
  readonly tx: Hex
}

const WITHHELD = 3
const LENGTHS = { day: 10, month: 7, vintage: 4 } as const
/** The status that asks for most attention stands for a month or a vintage. */
const ATTENTION = [1, 5, 2, 4, 6, WITHHELD]

/** Days gathered to periods, in order. A withheld day keeps its own figures but is in no sum. */
export function periodsOf(
  records: readonly RecordRow[],
  by: keyof typeof LENGTHS,
  carried: ReadonlyMap<number, CarriedDay> = new Map(),
): readonly CarbonPeriod[] {
  const groups = new Map<string, RecordRow[]>()
  for (const record of records) {
    const period = formatLocalDay(record.day).slice(0, LENGTHS[by])
    const group = groups.get(period)
    if (group === undefined) groups.set(period, [record])
    else group.push(record)
  }
  return [...groups].flatMap(([period, group]) => gathered(period, group, by === 'day', carried) ?? [])
}

/** Name of a record's status. */
export function statusName(status: number): string {
  return nameOfCode(RECORD_STATUS, status) ?? String(status)
}

function gathered(
  period: string,
  group: readonly RecordRow[],
  isDay: boolean,
  carried: ReadonlyMap<number, CarriedDay>,
): CarbonPeriod | undefined {
  const last = group.at(-1)
  if (last === undefined) return undefined
  const counted = isDay ? group : group.filter(({ status }) => status !== WITHHELD)
  const total = (of: (record: RecordRow) => bigint): bigint => counted.reduce((sum, record) => sum + of(record), 0n)
  const most = Math.max(...group.map(({ status }) => ATTENTION.indexOf(status)))
  return {
    period,
    baseline: total(({ baseline }) => baseline),
    project: total(({ project }) => project),
    leakage: total(({ leakage }) => leakage),
    reduction: total(({ reduction }) => reduction),
    cumulative: last.cumulative,
    status: statusName(ATTENTION[most] ?? last.status),
    isTrial: group.every(({ stage }) => stage !== STAGES.live),
    level: Math.max(...group.map(({ level }) => level)),
    revision: Math.max(...group.map(({ revision }) => revision)),
    readings: group.reduce((sum, { readings }) => sum + readings, 0),
    expected: group.reduce((sum, { expected }) => sum + expected, 0),
    substituted: group.reduce((sum, { day }) => sum + (carried.get(day)?.readings ?? 0), 0),
    substitutedReduction: total(({ day }) => carried.get(day)?.heads[3] ?? 0n),
    block: last.block,
    tx: last.tx,
  }
}
