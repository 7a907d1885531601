import { carriedByDay, dataAccount, type CarryingVersion, type DataAccount, type LaneDay } from '@tcctv/proof'
import { EVIDENCE_CLASSES, STAGES } from '@tcctv/contracts'
import type { RecordRow } from '../read-model/query-records.ts'
import { lanesOf, type Version } from '../read-model/versions.ts'
import type { ReadSide } from './read-side.ts'

/** Substituted readings of a day, and what they carry at 1e18: baseline, project, leakage, reduction. */
export type CarriedDay = { readonly readings: number; readonly heads: readonly [bigint, bigint, bigint, bigint] }
export type DataAccounts = {
  /** Substituted readings of each day that has any. */
  readonly carried: () => ReadonlyMap<number, CarriedDay>
  /** Data availability, completeness, evidence classes and substitutions of the days with these records. */
  readonly accountOf: (records: readonly RecordRow[]) => DataAccount
}

const ALL_DAYS = 2 ** 32
const NOTHING = [0n, 0n, 0n, 0n] as const

/** Accounts of the read model's data; what substituted readings carry is computed once per head of the chain. */
export function createDataAccounts(project: ReadSide): DataAccounts {
  const { readModel } = project
  let known: { readonly head: number; readonly carried: ReadonlyMap<number, CarriedDay> } = {
    head: -1,
    carried: new Map(),
  }
  const carried = (): ReadonlyMap<number, CarriedDay> => {
    const head = readModel.headBlock()
    if (known.head !== head) known = { head, carried: carriedOf(project) }
    return known.carried
  }
  return { carried, accountOf: (records) => accountOf(project, records, carried()) }
}

function carriedOf({ readModel, words }: ReadSide): Map<number, CarriedDay> {
  const substituted = byDay(
    readModel.laneDays(0, ALL_DAYS).filter(({ evidence }) => evidence === EVIDENCE_CLASSES.substituted),
  )
  if (substituted.size === 0) return new Map()
  const evaluators = new Map<number, CarryingVersion['evaluate']>()
  const days = readModel.records(0, ALL_DAYS).flatMap(({ day, status, stage, inputs, rounded }) => {
    const version = readModel.versions.inForce(day)
    if (version === undefined) return []
    const sums = new Map((substituted.get(day) ?? []).map(({ lane, sum }) => [lane, sum]))
    const isLive = stage === STAGES.live
    const evaluate = evaluators.get(version.index) ?? words(day).evaluate
    evaluators.set(version.index, evaluate)
    const carrying = carryingOf(version, evaluate)
    return [{ day, status, isLive, inputs, rounded, substituted: sums, version: carrying }]
  })
  const heads = carriedByDay(days)
  return new Map(
    [...substituted].map(([day, of]) => [
      day,
      { readings: of.reduce((sum, { readings }) => sum + readings, 0), heads: heads.get(day) ?? NOTHING },
    ]),
  )
}

function carryingOf({ index, chain }: Version, evaluate: CarryingVersion['evaluate']): CarryingVersion {
  const { lanes, heads, variables, interval } = chain
  return { index, lanes, heads, variables, interval, evaluate }
}

function accountOf(
  { readModel, words }: ReadSide,
  records: readonly RecordRow[],
  carried: ReadonlyMap<number, CarriedDay>,
): DataAccount {
  const { constants } = words()
  const days = records.flatMap(({ day }) => {
    const version = readModel.versions.inForce(day)
    if (version === undefined) return []
    const { offsets, lanes } = version.chain
    return [
      {
        day,
        version: { offsets, lanes, names: lanesOf(version), constants },
        carried: carried.get(day)?.heads ?? NOTHING,
      },
    ]
  })
  const [first, last] = [days.at(0)?.day ?? 1, days.at(-1)?.day ?? 0]
  return dataAccount(days, readModel.laneDays(first, last))
}

function byDay(laneDays: readonly LaneDay[]): Map<number, LaneDay[]> {
  const found = new Map<number, LaneDay[]>()
  for (const one of laneDays) found.set(one.day, [...(found.get(one.day) ?? []), one])
  return found
}
