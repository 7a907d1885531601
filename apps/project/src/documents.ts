import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compilePdd, parseMethodology, parsePdd, type Methodology, type Pdd, type PddVersion } from '@tcctv/methodology'
import { localDayOf, type LocalDay, type UnixS } from '@tcctv/units'
import { projectError } from './errors.ts'
import type { Version, Versions } from './read-model/versions.ts'

/** The documents of one version of a project, compiled. */
export type Documents = {
  readonly methodologyYaml: string
  readonly pddYaml: string
  readonly methodology: Methodology
  readonly pdd: Pdd
  readonly version: PddVersion
}

/** What a day is judged by: the documents in force on it. */
type Governed = { readonly day: LocalDay; readonly documents: Documents }

/** Documents by the day that they are in force on; a new version leaves the days before it as they are. */
export type DocumentsInForce = {
  /** Of a local day. Before the first approval those of the first one, if there is none those of the project's folder. */
  readonly at: (day: LocalDay) => Documents
  /** Local day and documents of an instant. Begins at the latest approved version, as the contract does. */
  readonly of: (atS: UnixS) => Governed
  /** Of the latest approved version. */
  readonly latest: () => Documents
  /** Every version that is in force on some day, the latest last. */
  readonly all: () => readonly Documents[]
}

/** Compiles both documents. @throws {TcctvError} DOCUMENT_INVALID, E_*, PDD_METHODOLOGY, PDD_METHODOLOGY_HASH */
export function compileDocuments(methodologyYaml: string, pddYaml: string): Documents {
  const methodology = parseMethodology(methodologyYaml)
  const pdd = parsePdd(pddYaml)
  return { methodologyYaml, pddYaml, methodology, pdd, version: compilePdd(pdd, methodology) }
}

/**
 * Keeps the texts of documents under documents/, named by the hash that the chain knows them by: the folder's pdd.yaml
 * may be replaced by a later version, the days of the earlier one go on being read by it.
 */
export function keepDocuments(directory: string, { methodologyYaml, pddYaml, version }: Documents): void {
  const folder = folderOf(directory, version.documentHash)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const [name, text] of Object.entries({ 'methodology.yaml': methodologyYaml, 'pdd.yaml': pddYaml })) {
    const path = join(folder, name)
    if (existsSync(path)) continue
    writeFileSync(`${path}.new`, text, { mode: 0o600, flush: true })
    renameSync(`${path}.new`, path)
  }
}

/**
 * Documents by day, from the approvals on the chain and the texts that were kept.
 *
 * @throws {TcctvError} each reader: PDD_TEXT_MISSING for a version of the chain whose text is not kept here
 */
export function documentsInForce(
  directory: string,
  folder: Documents,
  versions: Pick<Versions, 'inForce' | 'latest' | 'approved'>,
): DocumentsInForce {
  const known = new Map<number, Documents>()
  const compiled = (version: Version | undefined): Documents => {
    if (version === undefined || version.approvedFrom === null) return folder
    const found = known.get(version.index) ?? textsOf(directory, version, folder)
    known.set(version.index, found)
    return found
  }
  const at = (day: LocalDay): Documents => compiled(versions.inForce(day) ?? versions.approved()[0])
  const latest = (): Documents => compiled(versions.latest())
  const all = (): readonly Documents[] => {
    const approved = versions.approved()
    return approved.length === 0 ? [folder] : approved.map(compiled)
  }
  const of = (atS: UnixS): Governed => {
    const newest = latest()
    const documents = at(localDayOf(newest.version.offsets, atS))
    return { day: localDayOf(documents.version.offsets, atS), documents }
  }
  return { at, of, latest, all }
}

/** Clock and crediting period are the chain's: the zone rules of the runtime may have changed since the approval. */
function textsOf(directory: string, { chain, index }: Version, folder: Documents): Documents {
  const path = folderOf(directory, chain.documentHash)
  const isFolder = folder.version.documentHash === chain.documentHash
  if (!isFolder && !existsSync(join(path, 'pdd.yaml')))
    throw projectError('PDD_TEXT_MISSING', { index, hash: chain.documentHash })
  const text = (name: string): string => readFileSync(join(path, name), 'utf8')
  const documents = isFolder ? folder : compileDocuments(text('methodology.yaml'), text('pdd.yaml'))
  if (documents.version.documentHash !== chain.documentHash)
    throw projectError('PDD_TEXT_MISSING', { index, hash: chain.documentHash })
  const { creditingFromS: fromS, creditingToS: toS, offsets } = chain
  return { ...documents, version: { ...documents.version, offsets, crediting: { fromS, toS } } }
}

function folderOf(directory: string, documentHash: string): string {
  return join(directory, 'documents', documentHash)
}
