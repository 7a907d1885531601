import { formatFixed, parseFixed, type Fixed } from '@tcctv/units'
import { compileDocuments } from './compile-documents.ts'
import { BUNDLE_PATHS, readBundle, type BundleFacts } from './bundle.ts'
import type { GenesisFacts } from './chain/genesis.ts'
import type { BlockFacts, ChainRecord } from './records.ts'
import { wholePeriod } from './report-data.ts'
import { checkGenesis, checkHeaders, checkSeals, type PinnedBundle } from './verify/chain.ts'
import { createCheckList, type Check } from './verify/checks.ts'
import { compileAll, type CompileDocuments, type CompiledDocument } from './verify/documents.ts'
import { checkManifest, fileOf } from './verify/manifest.ts'
import { recalculate } from './verify/recalculate.ts'
import { checkReportData, checkReportFiles, dataOf, increaseTexts } from './verify/report.ts'

export type VerifyOptions = {
  readonly pinned?: PinnedBundle
  readonly onCheck?: (check: Check) => void
  readonly signal?: AbortSignal
}
/** Tonnes of a vintage in tCO2e, decimal text. */
export type VerifiedVintage = {
  readonly vintage: number
  readonly baseline: string
  readonly project: string
  readonly leakage: string
  readonly reduction: string
}
export type VerificationTotals = {
  readonly vintages: readonly VerifiedVintage[]
  /** All reductions together, in kgCO2e. */
  readonly kilograms: string
  readonly readings: number
  readonly blocks: number
}
export type Verification = {
  readonly passed: boolean
  readonly checks: readonly Check[]
  /** Null unless every check passed: a figure of a bundle that failed says nothing. */
  readonly totals: VerificationTotals | null
  readonly notChecked: readonly string[]
  readonly statement: string
}

const RECALCULATED = [
  'replay',
  'documents',
  'signatures',
  'checkpoints',
  'readings',
  'substitutions',
  'tolerances',
  'equations',
  'records',
] as const

const REPORT: ReadonlySet<string> = new Set(['report-data', 'report-files'])

const NOT_CHECKED = [
  'whether the readings are what the meters measured',
  'whether the first keys belong to the parties named: compare them, the sealer and the genesis hash with a source of your own',
  'scores of the anomaly model: they change no quantity',
  'the text and layout of the PDF beyond its hash',
  'evidence files and free texts, of which only hashes are on the chain',
  'whether methodology, factors and limits are right for the project',
]

/**
 * Checks a bundle from its bytes alone and computes every tonne again; see CHECK_IDS for the order. A failed check is
 * a value that names its place, not an error. Memory grows with the state and the records, not with the blocks.
 *
 * @throws whatever `signal` was aborted with
 */
export async function verifyBundleWith(
  compile: CompileDocuments,
  bytes: Uint8Array,
  options: VerifyOptions = {},
): Promise<Verification> {
  const list = createCheckList(options.onCheck ?? (() => undefined))
  const found: Partial<Found> = {}
  await list.run(['container'], () => void (found.files = readBundle(bytes)))
  await list.run(['manifest'], () => void (found.facts = checkManifest(known(found.files))))
  await checkChain(list, found, options)
  await list.run([], () => void (found.documents = compileAll(known(found.files), compile)), 'documents')
  await list.run(RECALCULATED, async () => {
    const { files, facts, genesis, blocks, documents } = allOf(found)
    const { records, open } = await recalculate(
      fileOf(files, BUNDLE_PATHS.blocks),
      facts,
      genesis,
      blocks,
      documents,
      list,
      options.signal,
    )
    Object.assign(found, { records, open })
  })
  options.signal?.throwIfAborted()
  await checkReport(list, found)
  const checks = list.finish()
  const passed = checks.every(({ id, state }) => state === 'passed' || (hasNoReport(found) && REPORT.has(id)))
  return {
    passed,
    checks,
    totals: passed ? totalsOf(found) : null,
    notChecked: [
      ...(hasNoReport(found) ? ['a report: the bundle holds none'] : []),
      ...(found.open ?? []),
      ...NOT_CHECKED,
    ],
    statement: passed
      ? 'integrity and recalculation passed; this is not a verification statement'
      : 'integrity or recalculation failed; this is not a verification statement',
  }
}

/**
 * The independent check of a bundle: {@link verifyBundleWith} with the methodology compiler of this package's own
 * dependency, so that nothing but the bundle's bytes is believed.
 *
 * @example (await verifyBundle(bytes)).passed // true
 */
export function verifyBundle(bytes: Uint8Array, options: VerifyOptions = {}): Promise<Verification> {
  return verifyBundleWith(compileDocuments, bytes, options)
}

type Found = {
  files: ReadonlyMap<string, Uint8Array>
  facts: BundleFacts
  genesis: GenesisFacts
  blocks: readonly BlockFacts[]
  documents: readonly CompiledDocument[]
  records: readonly ChainRecord[]
  /** Substituted readings whose gap has no end on the chain yet. */
  open: readonly string[]
}
type List = ReturnType<typeof createCheckList>

async function checkChain(list: List, found: Partial<Found>, { pinned = {} }: VerifyOptions): Promise<void> {
  await list.run(['genesis'], () => {
    found.genesis = checkGenesis(fileOf(known(found.files), BUNDLE_PATHS.genesis), known(found.facts), pinned)
  })
  await list.run(['headers'], () => {
    const { files, facts, genesis } = found
    found.blocks = checkHeaders(fileOf(known(files), BUNDLE_PATHS.blocks), known(facts), known(genesis), list)
  })
  await list.run(['seals'], () =>
    checkSeals(fileOf(known(found.files), BUNDLE_PATHS.blocks), known(found.genesis), list),
  )
}

async function checkReport(list: List, found: Partial<Found>): Promise<void> {
  if (hasNoReport(found)) {
    list.skip('report-data', 'the bundle holds no report')
    list.skip('report-files', 'the bundle holds no report')
    return
  }
  await list.run(['report-data'], () => {
    const { files, facts, blocks, documents } = allOf(found)
    checkReportData(files, facts, blocks, documents, known(found.records))
  })
  await list.run(['report-files'], () => checkReportFiles(known(found.files), known(found.facts), known(found.records)))
}

function hasNoReport({ facts }: Partial<Found>): boolean {
  return facts?.reportManifest === null
}

function totalsOf(found: Partial<Found>): VerificationTotals {
  const { files, facts, blocks, documents } = allOf(found)
  const records = known(found.records)
  const data = dataOf(facts, blocks, documents, records, facts.head.number, wholePeriod(records), increaseTexts(files))
  const vintages = data.vintages.map(({ vintage, baseline, project, leakage, reduction }) => ({
    vintage,
    baseline,
    project,
    leakage,
    reduction,
  }))
  const total = vintages.reduce((sum, { reduction }) => sum + parseFixed(reduction), 0n)
  return {
    vintages,
    kilograms: formatFixed((total * 1000n) as Fixed), // tonnes to kilograms, still at 1e-18
    readings: data.completeness.readings,
    blocks: facts.head.number,
  }
}

function allOf({ files, facts, genesis, blocks, documents }: Partial<Found>) {
  return {
    files: known(files),
    facts: known(facts),
    genesis: known(genesis),
    blocks: known(blocks),
    documents: known(documents),
  }
}

/** A result of an earlier check; the list runs no check after a failed one, so it is there. */
function known<T>(result: T | undefined): T {
  if (result === undefined) throw new TypeError('a check ran before the one it needs')
  return result
}
