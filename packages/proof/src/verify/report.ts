import { BUNDLE_PATHS, type BundleFacts } from '../bundle.ts'
import { keccakHex, sha256Hex } from '../bytes.ts'
import { canonicalJson, type Json } from '../canonical-json.ts'
import { mustEqual, refuse } from '../errors.ts'
import type { BlockFacts, ChainRecord } from '../records.ts'
import { reportData, type ReportData } from '../report-data.ts'
import { unexplained } from '../report/estimates.ts'
import { eventsOf } from '../report/events.ts'
import type { CompiledDocument } from './documents.ts'
import { fileOf } from './manifest.ts'
import { numberAt, parseObject, textAt, type JsonObject } from './read-json.ts'

type ReportFacts = {
  readonly snapshotBlock: number
  readonly period: { readonly from: string; readonly to: string }
}

/** The report's files are those its manifest lists, and the manifest's hash is on the chain after the snapshot. */
export function checkReportFiles(
  files: ReadonlyMap<string, Uint8Array>,
  facts: BundleFacts,
  records: readonly ChainRecord[],
): void {
  const path = BUNDLE_PATHS.reportManifest
  const bytes = fileOf(files, path)
  const manifest = parseObject(bytes, path)
  const listed = Array.isArray(manifest['files'])
    ? (manifest['files'] as JsonObject[])
    : refuse(`${path}: files`, 'a list', 'none')
  for (const name of ['data.json', 'report.pdf']) {
    const entry = listed.find((row) => row['name'] === name) ?? refuse(`${path}: files`, name, 'no entry')
    const file = fileOf(files, `report/${name}`)
    mustEqual(`report/${name}: bytes`, entry['bytes'], file.length)
    mustEqual(`report/${name}: SHA-256`, digits(textAt(entry, 'sha256', path)), digits(sha256Hex(file)))
  }
  const hash = keccakHex(bytes)
  mustEqual(`${path}: keccak256`, facts.reportManifest, hash)
  const { snapshotBlock } = readReportManifest(files)
  const anchor = eventsOf(records, 'ReportRecorded').find(({ args }) => args.manifestHash === hash)
  if (anchor === undefined) refuse(path, 'its hash on the chain', hash)
  else if (Number(anchor.args.snapshotBlock) !== snapshotBlock || anchor.place.block <= snapshotBlock)
    refuse(
      path,
      `block ${snapshotBlock} as snapshot, recorded later`,
      `snapshot ${anchor.args.snapshotBlock}, recorded in ${anchor.place.block}`,
    )
}

function readReportManifest(files: ReadonlyMap<string, Uint8Array>): ReportFacts {
  const path = BUNDLE_PATHS.reportManifest
  const manifest = parseObject(fileOf(files, path), path)
  mustEqual(`${path}: schema`, 'tcctv-report/1', manifest['schema'])
  const period = manifest['period']
  if (typeof period !== 'object' || period === null) return refuse(`${path}: period`, 'from and to', period)
  const { from, to } = {
    from: textAt(period as JsonObject, 'from', path),
    to: textAt(period as JsonObject, 'to', path),
  } // an object by the line above
  return { snapshotBlock: numberAt(manifest, 'snapshotBlock', path), period: { from, to } }
}

/** report/data.json is what reportData gives for the records computed here. */
export function checkReportData(
  files: ReadonlyMap<string, Uint8Array>,
  facts: BundleFacts,
  blocks: readonly BlockFacts[],
  documents: readonly CompiledDocument[],
  records: readonly ChainRecord[],
): void {
  const { snapshotBlock, period } = readReportManifest(files)
  const path = BUNDLE_PATHS.reportData
  const bytes = fileOf(files, path)
  const stated = parseObject(bytes, path)
  const computed = dataOf(facts, blocks, documents, records, snapshotBlock, period, increaseTexts(files))
  compareJson(path, parseObject(canonicalJson(jsonOf(computed)), path), stated)
  mustEqual(`${path}: canonical form`, sha256Hex(canonicalJson(jsonOf(computed))), sha256Hex(bytes))
  for (const { vintage, differencePercent, significantPercent } of unexplained(computed.vintages))
    refuse(
      `${path}: vintage ${vintage}, ${differencePercent ?? 'far'} % above its estimate`,
      `a signed explanation of an increase above ${significantPercent} %`,
      'none',
    )
}

/** Texts of the bundle that may explain an increase; which of them does, the chain says. */
export function increaseTexts(files: ReadonlyMap<string, Uint8Array>): string[] {
  return [...files]
    .filter(([path]) => path.startsWith('documents/increase-'))
    .map(([, bytes]) => new TextDecoder('utf-8', { fatal: true }).decode(bytes))
}

/** Report of the records of a verified bundle. */
export function dataOf(
  facts: BundleFacts,
  blocks: readonly BlockFacts[],
  documents: readonly CompiledDocument[],
  records: readonly ChainRecord[],
  snapshotBlock: number,
  period: { readonly from: string; readonly to: string },
  explanations: readonly string[],
): ReportData {
  const first = documents[0] ?? refuse('documents/', 'at least one PDD version', 'none')
  const snapshot =
    blocks[snapshotBlock] ?? refuse('snapshot block', `a block up to ${blocks.length - 1}`, snapshotBlock)
  return reportData({
    slug: facts.slug,
    chainId: facts.chainId,
    genesisHash: facts.genesisHash,
    ledger: facts.ledger,
    snapshot,
    period,
    methodology: first.methodology,
    methodologyHash: first.methodologyHash,
    pdds: documents,
    records,
    explanations,
  })
}

function compareJson(where: string, expected: unknown, found: unknown): void {
  const [wanted, got] = [entriesOf(expected), entriesOf(found)]
  if (wanted === undefined || got === undefined) return mustEqual(where, expected, found)
  const others = new Map(got)
  for (const [key, member] of wanted) compareJson(`${where}/${key}`, member, others.get(key))
  mustEqual(
    `${where}: keys`,
    wanted
      .map(([key]) => key)
      .toSorted()
      .join(' '),
    got
      .map(([key]) => key)
      .toSorted()
      .join(' '),
  )
}

function entriesOf(json: unknown): [string, unknown][] | undefined {
  return typeof json === 'object' && json !== null ? Object.entries(json) : undefined
}

/** Report data holds only what JSON can say; the type of its open parts (documents) doesn't know it. */
function jsonOf(data: ReportData): Json {
  return data as unknown as Json
}

function digits(hash: string): string {
  return hash.replace(/^0x/, '').toLowerCase()
}
