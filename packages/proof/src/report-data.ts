import { formatLocalDay } from '@tcctv/units'
import type { Hex } from './bytes.ts'
import type { MethodologyDocument, PddDocument } from './report/documents.ts'
import { proofError } from './errors.ts'
import type { BlockFacts, ChainRecord } from './records.ts'
import { annexOf, type Annex } from './report/annex.ts'
import { eventsOf, lastOf } from './report/events.ts'
import { accountOfDays, dayDataOf } from './report/day-data.ts'
import { estimateOf } from './report/estimates.ts'
import { daysOf, monthsOf, totalsOf, type ReportDay, type ReportMonth, type ReportTotals } from './report/days.ts'
import { vintagesOf, type ReportVintage } from './report/vintages.ts'
import { exceptionsOf, type ReportException } from './report/exceptions.ts'
import { completenessOf, type ReportCompleteness } from './report/completeness.ts'
import {
  checkpointsOf,
  modelOf,
  partiesOf,
  type ReportCheckpoint,
  type ReportModel,
  type ReportParty,
} from './report/parties.ts'
import { pddHistoryOf, type PddHistory, type PddOnChain } from './report/pdd-history.ts'
import { STAGES, wordOf } from './vocabulary.ts'

/** What a report says comes from these and from nothing else. */
export type ReportSource = {
  readonly slug: string
  readonly chainId: number
  readonly genesisHash: Hex
  readonly ledger: Hex
  /** The block the report looks at; later records are left out. */
  readonly snapshot: BlockFacts
  /** Local days, [from, to). */
  readonly period: { readonly from: string; readonly to: string }
  readonly methodology: MethodologyDocument
  readonly methodologyHash: Hex
  /** Position = index of the PDD version on the chain. */
  readonly pdds: readonly PddOnChain[]
  /** Explanations of significant increases; only those whose hash a period's move carries are shown. */
  readonly explanations?: readonly string[]
  /** All records of the chain from block 1 on. */
  readonly records: readonly ChainRecord[]
}

/** Content of a report. Every quantity is decimal text in the unit beside it; JSON numbers only count things. */
export type ReportData = {
  readonly schema: 'tcctv-report-data/1'
  readonly label: string | null
  readonly purpose: string
  readonly stage: string
  readonly unit: 'tCO2e'
  readonly project: {
    readonly slug: string
    readonly id: string
    readonly title: string
    readonly parties: unknown
    readonly location: unknown
    readonly activity: unknown
    readonly crediting: { readonly start: string; readonly end: string; readonly zone: string }
  }
  readonly chain: {
    readonly chainId: number
    readonly genesisHash: Hex
    readonly ledger: Hex
    readonly fromBlock: number
    readonly snapshotBlock: number
    readonly blockHash: Hex
    readonly stateRoot: Hex
    readonly timestampS: number
  }
  readonly methodology: {
    readonly id: string
    readonly version: string
    readonly title: string
    readonly hash: Hex
    readonly basis: unknown
  }
  readonly pdd: {
    readonly id: string
    readonly version: string
    readonly documentHash: Hex
    readonly index: number
    readonly history: readonly PddHistory[]
  }
  readonly fixed: unknown
  readonly constants: unknown
  readonly document: ReportDocument
  readonly period: { readonly from: string; readonly to: string }
  readonly totals: ReportTotals
  readonly vintages: readonly ReportVintage[]
  readonly months: readonly ReportMonth[]
  readonly days: readonly ReportDay[]
  readonly exceptions: readonly ReportException[]
  readonly completeness: ReportCompleteness
  readonly annex: Annex
  readonly model: ReportModel | null
  readonly parties: readonly ReportParty[]
  readonly checkpoints: readonly ReportCheckpoint[]
}

/** What the project document declares beside its figures: recorded and shown, not assessed by the platform. */
export type ReportDocument = {
  readonly visibility: unknown
  readonly meters: unknown
  readonly monitoringPlan: unknown
  readonly applicability: unknown
  readonly documents: unknown
  readonly materiality: unknown
  readonly estimates: unknown
  readonly significantIncrease: unknown
  readonly gwp: unknown
  readonly samples: unknown
  readonly renewals: unknown
}

/**
 * The content of a report as a function of the chain's records and of the documents they name: report/data.json is
 * its canonical JSON, and the verifier computes it again. Reads no clock and no zone database. Does not check the
 * records: see {@link verifyBundle}.
 *
 * @throws {TcctvError} RECORD_MISSING when the chain names no PDD version that was given
 * @example canonicalJson(reportData(source)) // bytes of report/data.json
 */
export function reportData(source: ReportSource): ReportData {
  const records = source.records.filter(({ block }) => block.number <= source.snapshot.number)
  const history = pddHistoryOf(records, source.pdds)
  const index = history.findLastIndex(({ approvals }) => approvals.length > 0)
  const inForce = source.pdds[Math.max(index, 0)]
  if (inForce === undefined) throw proofError('RECORD_MISSING', { what: 'a PDD version' })
  const { pdd } = inForce
  const data = dayDataOf(records, source.pdds, history)
  const days = daysOf(records, data).filter(({ day }) => day >= source.period.from && day < source.period.to)
  const accountOf = (of: readonly ReportDay[]) => accountOfDays(of, data, source.pdds, history)
  return {
    schema: 'tcctv-report-data/1',
    label: pdd.purpose === 'demonstration' ? 'illustrative, not a claim' : null,
    purpose: pdd.purpose,
    stage: wordOf(STAGES, lastOf(eventsOf(records, 'StageSet'))?.args.stage ?? 1),
    unit: 'tCO2e',
    project: {
      slug: source.slug,
      id: pdd.id,
      title: pdd.title,
      parties: pdd.parties,
      location: pdd.location ?? null,
      activity: pdd.activity ?? null,
      crediting: { start: pdd.crediting.start, end: pdd.crediting.end, zone: pdd.crediting.zone },
    },
    chain: chainOf(source),
    methodology: {
      id: source.methodology.id,
      version: source.methodology.version,
      title: source.methodology.title,
      hash: source.methodologyHash,
      basis: source.methodology.basis,
    },
    pdd: { id: pdd.id, version: pdd.version, documentHash: inForce.documentHash, index: Math.max(index, 0), history },
    fixed: pdd.fixed ?? {},
    constants: pdd.constants ?? {},
    document: documentOf(pdd),
    period: source.period,
    totals: totalsOf(days),
    vintages: vintagesOf(records, source.methodology, days, {
      accountOf: (vintage) => accountOf(days.filter(({ day }) => Number(day.slice(0, 4)) === vintage)),
      estimateOf: (figures) => estimateOf(pdd, figures, records, source.explanations ?? []),
    }),
    months: monthsOf(days),
    days,
    exceptions: exceptionsOf(records, source, history).filter(
      ({ day }) => day >= source.period.from && day < source.period.to,
    ),
    completeness: completenessOf(records, days, source.period, accountOf(days)),
    annex: annexOf({ records, documents: source, period: source.period }),
    model: modelOf(records),
    parties: partiesOf(records),
    checkpoints: checkpointsOf(records),
  }
}

function documentOf(pdd: PddDocument): ReportDocument {
  return {
    visibility: pdd.visibility ?? 'parties',
    meters: pdd.meters ?? {},
    monitoringPlan: pdd.monitoring_plan ?? {},
    applicability: pdd.applicability ?? [],
    documents: pdd.documents ?? [],
    materiality: pdd.materiality ?? null,
    estimates: pdd.estimates ?? {},
    significantIncrease: pdd.significant_increase ?? null,
    gwp: pdd.gwp ?? null,
    samples: pdd.samples ?? {},
    renewals: pdd.crediting.renewals ?? [],
  }
}

/** The whole span of the days that a chain has evaluated, as a period for a report. */
export function wholePeriod(records: readonly ChainRecord[]): { readonly from: string; readonly to: string } {
  const days = eventsOf(records, 'DayEvaluated').map(({ args }) => args.day)
  const [first, last] = [Math.min(...days), Math.max(...days)]
  if (days.length === 0) throw proofError('RECORD_MISSING', { what: 'an evaluated day' })
  return { from: formatLocalDay(first), to: formatLocalDay(last + 1) }
}

function chainOf({ chainId, genesisHash, ledger, snapshot }: ReportSource): ReportData['chain'] {
  return {
    chainId,
    genesisHash,
    ledger,
    fromBlock: 1,
    snapshotBlock: snapshot.number,
    blockHash: snapshot.hash,
    stateRoot: snapshot.stateRoot,
    timestampS: snapshot.timestampS,
  }
}
