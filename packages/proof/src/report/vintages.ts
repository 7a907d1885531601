import { formatFixed, formatLocalDay, type Fixed } from '@tcctv/units'
import type { DataAccount } from './data-account.ts'
import type { MethodologyDocument } from './documents.ts'
import type { ReportEstimate } from './estimates.ts'
import type { Hex } from '../bytes.ts'
import type { ChainRecord } from '../records.ts'
import { PERIOD_STATES, STAGES, wordOf } from '../vocabulary.ts'
import { totalsOf, type ReportDay } from './days.ts'
import { eventsOf, lastOf } from './events.ts'

/** One equation of a vintage, cumulative to its last evaluated day. */
export type ReportEquation = {
  readonly id: string
  readonly expression: string
  readonly unit: string
  readonly round: string | null
  readonly quantum: string | null
  readonly unrounded: string
  readonly rounded: string
}
/** `isFinal` when the last day of the vintage was recorded; before that the sums of its days to date, eligible null. */
export type ReportVintage = {
  readonly vintage: number
  readonly isFinal: boolean
  readonly revision: number
  readonly baseline: string
  readonly project: string
  readonly leakage: string
  readonly reduction: string
  readonly eligible: string | null
  readonly carried: string | null
  readonly stage: string
  /** State of the monitoring period: `open` … `issued`. */
  readonly state: string
  readonly days: number
  readonly readings: number
  readonly block: number | null
  readonly tx: Hex | null
  readonly equations: readonly ReportEquation[]
  readonly data: DataAccount
  readonly estimate: ReportEstimate | null
}

const WITHHELD = 3

/** Vintages that the days given touch, ascending. A final vintage's figures are those of its record. */
export function vintagesOf(
  records: readonly ChainRecord[],
  methodology: MethodologyDocument,
  days: readonly ReportDay[],
  parts: VintageParts,
): ReportVintage[] {
  const years = [...new Set(days.map(({ day }) => Number(day.slice(0, 4))))]
  return years.map((vintage) => {
    const figures = vintageOf(vintage, records, methodology, days)
    return { ...figures, data: parts.accountOf(vintage), estimate: parts.estimateOf(figures) }
  })
}

/** What of a vintage comes from its readings and from the project document. */
export type VintageParts = {
  readonly accountOf: (vintage: number) => DataAccount
  readonly estimateOf: (figures: { readonly vintage: number; readonly reduction: string }) => ReportEstimate | null
}

function vintageOf(
  vintage: number,
  records: readonly ChainRecord[],
  methodology: MethodologyDocument,
  days: readonly ReportDay[],
): Omit<ReportVintage, 'data' | 'estimate'> {
  const totals = totalsOf(days.filter(({ day }) => Number(day.slice(0, 4)) === vintage))
  const recorded = lastOf(eventsOf(records, 'VintageRecorded').filter(({ args }) => args.vintage === vintage))
  const moved = lastOf(eventsOf(records, 'PeriodMoved').filter(({ args }) => args.vintage === vintage))
  const figures = recorded === undefined ? undefined : figuresOf(recorded.args)
  return {
    vintage,
    isFinal: recorded !== undefined,
    revision: recorded?.args.revision ?? 0,
    baseline: figures?.baseline ?? totals.baseline,
    project: figures?.project ?? totals.project,
    leakage: figures?.leakage ?? totals.leakage,
    reduction: figures?.reduction ?? totals.reduction,
    eligible: figures?.eligible ?? null,
    carried: figures?.carried ?? null,
    stage: wordOf(STAGES, recorded?.args.stage ?? lastOf(eventsOf(records, 'StageSet'))?.args.stage ?? 1),
    state: wordOf(PERIOD_STATES, moved?.args.to ?? 0),
    days: totals.days,
    readings: totals.readings,
    block: recorded?.place.block ?? null,
    tx: recorded?.place.tx ?? null,
    equations: equationsOf(vintage, records, methodology),
  }
}

type Figures = Record<'baseline' | 'project' | 'leakage' | 'reduction' | 'eligible' | 'carried', bigint>

function figuresOf(args: Figures): Record<keyof Figures, string> {
  return {
    baseline: text(args.baseline),
    project: text(args.project),
    leakage: text(args.leakage),
    reduction: text(args.reduction),
    eligible: text(args.eligible),
    carried: text(args.carried),
  }
}

function equationsOf(
  vintage: number,
  records: readonly ChainRecord[],
  methodology: MethodologyDocument,
): ReportEquation[] {
  const evaluated = lastOf(
    eventsOf(records, 'DayEvaluated').filter(
      ({ args }) => args.status !== WITHHELD && Number(formatLocalDay(args.day).slice(0, 4)) === vintage,
    ),
  )
  if (evaluated === undefined) return []
  return Object.entries(methodology.equations).map(([id, { expr, unit, round, quantum }], index) => ({
    id,
    expression: expr,
    unit,
    round: round ?? null,
    quantum: quantum ?? null,
    unrounded: text(evaluated.args.unrounded[index] ?? 0n),
    rounded: text(evaluated.args.rounded[index] ?? 0n),
  }))
}

function text(quantity: bigint): string {
  return formatFixed(quantity as Fixed) // the chain's quantities count 1e-18 of the equation's unit
}
