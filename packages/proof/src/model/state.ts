import type { LedgerCall } from '../records.ts'
import type { LedgerDomain } from '@tcctv/contracts'
import type { Hex } from '../bytes.ts'
import type { Sum } from './aggregates.ts'

/** A PDD version as its proposal states it. */
export type PddVersion = Extract<LedgerCall, { functionName: 'proposePdd' }>['args'][0]
export type Limit = PddVersion['limits'][number]
export type Lane = PddVersion['lanes'][number]

/** Results of all equations, in order, at 1e18. */
export type Results = { readonly unrounded: readonly bigint[]; readonly rounded: readonly bigint[] }
/** Evaluates the program that a PDD version has in a year, compiled from the documents of the bundle. */
export type Evaluate = (pddIndex: number, year: number, inputs: readonly bigint[]) => Results

/** Inputs with the period coefficients of a PDD version computed from the others, in a year. */
export type Fill = (pddIndex: number, year: number, inputs: readonly bigint[]) => readonly bigint[]

/** Rounded results of the equations of an interval, by the program of a PDD version in a year. */
export type EvaluateInterval = (pddIndex: number, year: number, inputs: readonly bigint[]) => readonly bigint[]

export type Party = { role: number; validFromS: number; validToS: number; nonce: bigint; sequence: bigint }
type Slot = { sum: bigint; count: number; flagged: number; endS: number }
export type ExceptionRecord = {
  readonly day: number
  readonly limit: number
  readonly level: number
  readonly amount: bigint
  state: number
  /** Hash of the report that was filed, zero before. */
  report: Hex
}
/** Exceptions up to `voidTo` cover nothing any more: the day's data was corrected since. */
export type DayState = { level: number; unresolved: number; revision: number; outcomes: number; voidTo: number }
/** What a lane measured and bore on overdue days that wait for a calibration, of which the days have seen so many. */
export type Overdue = {
  readonly calibrations: number
  readonly days: readonly { readonly day: number; readonly measured: bigint; readonly borne: bigint }[]
}
export type Heads = readonly [baseline: bigint, project: bigint, leakage: bigint, reduction: bigint]
export type Vintage = {
  firstDay: number
  pddIndex: number
  base: Heads
  sums: Sum[]
  rounded: readonly bigint[]
  isRecorded: boolean
  /** More than one when a renewed crediting period goes on in the same year. */
  records: number
  /** Reduction that the records have counted. */
  counted: bigint
  eligible: bigint
}

/**
 * What the ledger must hold after the transactions so far, computed without the contract: from calldata alone. It
 * is the second opinion that every event of the chain is compared with.
 */
export type Model = {
  readonly domain: LedgerDomain
  readonly evaluate: Evaluate
  readonly fill: Fill
  readonly evaluateInterval: EvaluateInterval
  readonly parties: Map<string, Party>
  readonly versions: PddVersion[]
  readonly approvals: { readonly index: number; readonly fromDay: number }[]
  readonly slots: Map<string, Slot>
  readonly batches: Map<string, { isCommitted: boolean; isAbandoned: boolean; announcedS: number; day: number }>
  /** Readings by `day/lane`, of lanes that are evaluated reading by reading. */
  readonly readings: Map<string, readonly { readonly startS: number; readonly count: bigint }[]>
  /** Announced batches of a day that are not there yet. */
  readonly withheldOn: Map<number, number>
  /** End of the last interval of a lane, by `parameter/meter`. */
  readonly laneEndS: Map<string, number>
  /** Exception whose decision expects the batch. */
  readonly corrections: Map<string, number>
  readonly exceptions: ExceptionRecord[]
  readonly latestException: Map<string, number>
  readonly days: Map<number, DayState>
  readonly vintages: Map<number, Vintage>
  /** Calibrations of a meter, by day; errors relative, at 1e18. */
  readonly calibrations: Map<string, { readonly day: number; readonly found: bigint }[]>
  /** Open overdue days by lane, `parameter/meter`. */
  readonly overdue: Map<string, Overdue>
  /** Amounts of complete vintages by series and year, `series/year`. */
  readonly recorded: Map<string, bigint>
  readonly periods: Map<number, { state: number; statement: bigint }>
  readonly findings: { readonly kind: number; readonly vintage: number; readonly raisedBy: number; state: number }[]
  /** Indexes of versions that a verifier gave its opinion on. */
  readonly opined: Set<number>
  stage: number
  closing: number
  nextDay: number
  lastBatchDay: number
  closedThrough: number
  carried: bigint
}

/** Where a call stands: its time decides what is in force, its place names a failure. */
export type CallContext = { readonly timestampS: number; readonly number: number; readonly where: string }

export function newModel(
  domain: LedgerDomain,
  evaluate: Evaluate,
  fill: Fill,
  evaluateInterval: EvaluateInterval,
): Model {
  return {
    domain,
    evaluate,
    fill,
    evaluateInterval,
    readings: new Map(),
    parties: new Map(),
    versions: [],
    approvals: [],
    slots: new Map(),
    batches: new Map(),
    withheldOn: new Map(),
    laneEndS: new Map(),
    corrections: new Map(),
    exceptions: [],
    latestException: new Map(),
    days: new Map(),
    vintages: new Map(),
    calibrations: new Map(),
    overdue: new Map(),
    recorded: new Map(),
    periods: new Map(),
    findings: [],
    opined: new Set(),
    stage: 1,
    closing: 0,
    nextDay: 0,
    lastBatchDay: 0,
    closedThrough: 0,
    carried: 0n,
  }
}

/** State of a day; kept once asked for. */
export function dayStateOf(model: Model, day: number): DayState {
  const known = model.days.get(day) ?? { level: 0, unresolved: 0, revision: 0, outcomes: 0, voidTo: 0 }
  model.days.set(day, known)
  return known
}

/** What a lane is known by in every version. */
export function laneKey({ parameter, meter }: Lane): string {
  return `${parameter}/${meter}`
}
