import type { Hex } from '@tcctv/ledger'
import {
  BUNDLE_PATHS,
  buildBundle,
  canonicalJson,
  increasePath,
  pddPath,
  reportData,
  unexplained,
  wholePeriod,
  type Json,
  type ReportData,
} from '@tcctv/proof'
import { keccak256 } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { anchorManifest, reportNonce } from './chain/anchor-manifest.ts'
import { blockFacts } from './chain/block-facts.ts'
import { checkDocuments, type CheckedDocuments } from './chain/check-documents.ts'
import type { ProjectConnection } from './chain/connect-project.ts'
import { readBlocks, readChain, type ReadChain } from './chain/read-chain.ts'
import { STAGES } from '@tcctv/contracts'
import { formatLocalDay } from '@tcctv/units'
import { explanationsOf } from './chain/explanations.ts'
import { reportError } from './errors.ts'
import { listed, reportManifest } from './manifest.ts'
import type { ReportStore } from './store/report-store.ts'
import { reportId, visibilityOf, type StoredReport } from './store/stored-report.ts'
import { typesetReport } from './typeset/typeset-report.ts'

export type Progress =
  | { readonly step: 'snapshot'; readonly block: number; readonly records: number }
  | { readonly step: 'data.json' | 'pdf' | 'manifest' | 'bundle'; readonly bytes: number; readonly sha256: string }
  | { readonly step: 'anchor'; readonly block: number; readonly tx: string }
  | { readonly step: 'done'; readonly report: StoredReport }

export type ReportJob = {
  readonly slug: string
  readonly period: { readonly from?: string | undefined; readonly to?: string | undefined }
  readonly project: ProjectConnection
  readonly account: PrivateKeyAccount
  readonly store: ReportStore
}

/**
 * Makes a report of the chain's newest block and anchors it: snapshot, data.json, PDF, manifest, transaction, bundle.
 * Every file follows from the snapshot; no clock is read. What was written stays when a later step fails.
 *
 * @throws {TcctvError} REPORT_KEY_UNKNOWN, PERIOD_INVALID, INCREASE_UNEXPLAINED, DOCUMENT_MISSING, DOCUMENT_MISMATCH,
 *   TYPESETTING_FAILED, ANCHOR_FAILED, RECORD_MISSING when no day is evaluated
 */
export async function* makeReport(job: ReportJob): AsyncGenerator<Progress, void> {
  const { slug, project, account, store } = job
  const chain = await readChain(project.reader)
  await reportNonce({ slug, project, ledger: chain.ledger, account })
  const documents = await checkDocuments(project.reader, chain.ledger, project.documents)
  const explanations = await explanationsOf(project, chain.records)
  const period = periodOf(job, chain)
  const data = dataOf({ slug, period, explanations: [...explanations.values()] }, chain, documents)
  checkIncreases(slug, data)
  yield { step: 'snapshot', block: chain.snapshot.number, records: chain.records.length }

  const id = reportId(period, chain.snapshot.number)
  const dataJson = canonicalJson(data as unknown as Json) // holds only JSON; the type of its open parts does not know it
  await store.write(slug, id, 'data.json', dataJson)
  yield { step: 'data.json', ...sizeOf(dataJson) }

  const pdf = await typesetReport(dataJson, data.annex)
  await store.write(slug, id, 'report.pdf', pdf)
  yield { step: 'pdf', ...sizeOf(pdf) }

  const files = [listed('data.json', dataJson), listed('report.pdf', pdf)]
  const manifest = reportManifest({ slug, period, snapshotBlock: chain.snapshot.number, files })
  await store.write(slug, id, 'manifest.json', manifest)
  const draft = draftOf({
    id,
    period,
    chain,
    documents,
    manifest,
    files: [...files, listed('manifest.json', manifest)],
  })
  await store.writeRecord(slug, draft)
  yield { step: 'manifest', ...sizeOf(manifest) }

  const target = { slug, project, chainId: chain.chainId, ledger: chain.ledger, account }
  const anchor = await anchorManifest(target, keccak256(manifest), chain.snapshot.number)
  const anchored = { ...draft, createdBlock: anchor.block, anchor }
  await store.writeRecord(slug, anchored)
  yield { step: 'anchor', ...anchor }

  const later = await readBlocks(project.reader, chain.snapshot.number + 1, anchor.block)
  const bundle = bundleOf({ slug, chain, documents, data, explanations, dataJson, pdf, manifest }, later)
  await store.write(slug, id, 'bundle.zip', bundle)
  const report = { ...anchored, files: [...anchored.files, listed('bundle.zip', bundle)] } as StoredReport // names are those of the schema
  await store.writeRecord(slug, report)
  yield { step: 'bundle', ...sizeOf(bundle) }
  yield { step: 'done', report }
}

type Period = { readonly from: string; readonly to: string }

/**
 * The period asked for. Without one it is the whole record; of a live project all of its live days: those of the trial
 * count in no vintage and can never be issued.
 */
function periodOf({ period }: ReportJob, chain: ReadChain): Period {
  const whole = wholePeriod(chain.records)
  const live = firstLiveDay(chain)
  const { from = live ?? whole.from, to = whole.to } = period
  if (from >= to) throw reportError('PERIOD_INVALID', { from, to })
  if (live !== undefined && from < live && live < to) throw reportError('PERIOD_OF_TRIAL', { from, to, live })
  return { from, to }
}

function firstLiveDay({ records }: ReadChain): string | undefined {
  for (const { events } of records)
    for (const event of events)
      if (event.eventName === 'DayEvaluated' && event.args.stage === STAGES.live) return formatLocalDay(event.args.day)
  return undefined
}

function dataOf(
  asked: { readonly slug: string; readonly period: Period; readonly explanations: readonly string[] },
  chain: ReadChain,
  documents: CheckedDocuments,
): ReportData {
  return reportData({ ...asked, ...chain, ...documents })
}

/** A vintage far above its estimate is not reported before the proponent has explained it. */
function checkIncreases(slug: string, { vintages }: ReportData): void {
  const [first] = unexplained(vintages)
  if (first === undefined) return
  const { vintage, estimate, differencePercent, significantPercent } = first
  const { reduction = '0' } = vintages.find((one) => one.vintage === vintage) ?? {}
  throw reportError('INCREASE_UNEXPLAINED', {
    slug,
    vintage,
    reduction,
    estimate,
    percent: differencePercent ?? 'far',
    limit: significantPercent ?? '0',
  })
}

function draftOf(parts: {
  readonly id: string
  readonly period: Period
  readonly chain: ReadChain
  readonly documents: CheckedDocuments
  readonly manifest: Uint8Array
  readonly files: readonly ReturnType<typeof listed>[]
}): StoredReport {
  const { id, period, chain, documents, manifest, files } = parts
  const snapshotBlock = chain.snapshot.number
  return {
    id,
    period,
    snapshotBlock,
    createdBlock: snapshotBlock,
    manifestHash: keccak256(manifest),
    anchor: null,
    files: files as StoredReport['files'], // names are those of the schema
    visibility: visibilityOf(documents.visibility),
  }
}

function bundleOf(
  parts: {
    readonly slug: string
    readonly chain: ReadChain
    readonly documents: CheckedDocuments
    readonly data: ReportData
    readonly explanations: ReadonlyMap<Hex, string>
    readonly dataJson: Uint8Array
    readonly pdf: Uint8Array
    readonly manifest: Uint8Array
  },
  later: readonly Uint8Array[],
): Uint8Array {
  const { slug, chain, documents, data, explanations, dataJson, pdf, manifest } = parts
  const increases = data.vintages.flatMap(({ vintage, estimate }): [string, Uint8Array][] => {
    const text = explanations.get(estimate?.explanation?.content ?? '0x')
    return text === undefined ? [] : [[increasePath(vintage), Buffer.from(text)]]
  })
  const blocks = [...chain.blocks, ...later]
  const { number, hash } = blockFacts(blocks.at(-1) ?? new Uint8Array())
  const { chainId, genesisHash, ledger } = chain
  const reportManifestHash: Hex = keccak256(manifest)
  return buildBundle(
    { slug, chainId, genesisHash, head: { number, hash }, ledger, reportManifest: reportManifestHash },
    new Map<string, Uint8Array>([
      [BUNDLE_PATHS.genesis, canonicalJson(chain.genesis)],
      [BUNDLE_PATHS.blocks, Buffer.concat(blocks)],
      [BUNDLE_PATHS.methodology, Buffer.from(documents.methodologyYaml)],
      ...documents.pdds.map(({ yaml }, index): [string, Uint8Array] => [pddPath(index), Buffer.from(yaml)]),
      ...increases,
      [BUNDLE_PATHS.report, pdf],
      [BUNDLE_PATHS.reportData, dataJson],
      [BUNDLE_PATHS.reportManifest, manifest],
    ]),
  )
}

function sizeOf(bytes: Uint8Array): { readonly bytes: number; readonly sha256: string } {
  const { bytes: length, sha256 } = listed('', bytes)
  return { bytes: length, sha256 }
}
