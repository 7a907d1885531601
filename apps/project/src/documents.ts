import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  checkPdd,
  compilePdd,
  parseMethodology,
  parsePdd,
  type Methodology,
  type Pdd,
  type PddVersion,
} from '@tcctv/methodology'
import { localDayOf, type LocalDay, type UnixS } from '@tcctv/units'
import { projectError } from './errors.ts'
import { writeDurably } from './evidence.ts'
import type { Hex } from './read-model/projected.ts'
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
  /** Of the latest approved version; of the project's folder while there is none. */
  readonly latest: () => Documents
  /** Every version that is in force on some day, the latest last. */
  readonly all: () => readonly Documents[]
}

/** Documents by their version, in force or not: proposals and drafts. */
export type DocumentVersions = {
  /** Of a version of the chain. @throws {TcctvError} NOT_FOUND, PDD_TEXT_MISSING */
  readonly of: (index: number) => Documents
  /** Whether the text of a version of the chain is kept: a raw transaction proposes without one. */
  readonly isKept: (documentHash: Hex) => boolean
  /**
   * Compiles a draft with the project's methodology. Nothing is stored.
   *
   * @throws {TcctvError} PDD_FAULTS with every fault by line and column
   */
  readonly draft: (pddYaml: string) => Documents
  /** Keeps the texts of a draft, on the disk when it returns. */
  readonly keep: (documents: Documents) => void
}

/**
 * Documents of a list of texts by their hash; compiled when the first is asked for.
 *
 * @throws {TcctvError} PDD_TEXT_MISSING each reader
 */
export function documentsByHash(
  texts: readonly Pick<Documents, 'methodologyYaml' | 'pddYaml'>[],
): (documentHash: Hex) => Documents {
  let compiled: readonly Documents[] | undefined
  return (hash) => {
    compiled ??= texts.map(({ methodologyYaml, pddYaml }) => compileDocuments(methodologyYaml, pddYaml))
    const found = compiled.findIndex(({ version }) => version.documentHash === hash)
    const documents = compiled[found]
    if (documents === undefined) throw projectError('PDD_TEXT_MISSING', { index: found, hash })
    return documents
  }
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
    if (!existsSync(path)) writeDurably(path, new TextEncoder().encode(text))
  }
}

/**
 * Documents by day and by version, from the approvals on the chain and the texts that were kept.
 *
 * @throws {TcctvError} each reader: PDD_TEXT_MISSING for a version of the chain whose text is not kept here
 */
export function openDocuments(
  directory: string,
  folder: Documents,
  versions: Pick<Versions, 'inForce' | 'latest' | 'approved' | 'all'>,
): { readonly inForce: DocumentsInForce; readonly versions: DocumentVersions } {
  const known = new Map<number, Documents>()
  const of = (version: Version): Documents => {
    const found = known.get(version.index) ?? textsOf(directory, version, folder)
    known.set(version.index, found)
    return found
  }
  return { inForce: inForceOf(folder, versions, of), versions: versionsOf(directory, folder, versions, of) }
}

function inForceOf(
  folder: Documents,
  versions: Pick<Versions, 'inForce' | 'latest' | 'approved'>,
  documentsOf: (version: Version) => Documents,
): DocumentsInForce {
  const compiled = (version: Version | undefined): Documents =>
    version === undefined || version.approvedFrom === null ? folder : documentsOf(version)
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

function versionsOf(
  directory: string,
  folder: Documents,
  versions: Pick<Versions, 'all'>,
  documentsOf: (version: Version) => Documents,
): DocumentVersions {
  return {
    of: (index) => {
      const version = versions.all()[index]
      if (version === undefined) throw projectError('NOT_FOUND', { what: 'PDD version', id: index })
      return documentsOf(version)
    },
    isKept: (hash) => folder.version.documentHash === hash || existsSync(join(folderOf(directory, hash), 'pdd.yaml')),
    draft: (pddYaml) => draftOf(pddYaml, folder),
    keep: (documents) => keepDocuments(directory, documents),
  }
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

function draftOf(pddYaml: string, { methodology, methodologyYaml }: Documents): Documents {
  const checked = checkPdd(pddYaml, methodology)
  if ('version' in checked) return { methodologyYaml, pddYaml, methodology, pdd: checked.pdd, version: checked.version }
  const { faults } = checked
  const [first] = faults
  const text =
    first === undefined ? '' : `line ${first.line}: ${first.path} found ${first.found}, expected ${first.expected}`
  throw projectError('PDD_FAULTS', { count: faults.length, first: text, faults })
}

function folderOf(directory: string, documentHash: string): string {
  return join(directory, 'documents', documentHash)
}
