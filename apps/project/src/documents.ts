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
import type { LocalDay } from '@tcctv/units'
import { projectError } from './errors.ts'
import { writeDurably } from './evidence.ts'
import type { ReadModel } from './read-model/open-read-model.ts'
import type { Hex } from './read-model/projected.ts'

/** A version's documents, compiled. */
export type Documents = {
  readonly methodologyYaml: string
  readonly pddYaml: string
  readonly methodology: Methodology
  readonly pdd: Pdd
  readonly version: PddVersion
}

/** The texts of a project's versions. The chain has their hashes and decides which one is in force. */
export type VersionDocuments = {
  /** In force for the newest day; the first document while none is approved. */
  readonly inForce: () => Documents
  /** In force on a day; the first document while none is. */
  readonly on: (day: LocalDay) => Documents
  /** @throws {TcctvError} NOT_FOUND, PDD_TEXT_MISSING */
  readonly of: (index: number) => Documents
  /** Whether the text of a version of the chain is kept: a raw transaction proposes without one. */
  readonly isKept: (documentHash: Hex) => boolean
  /**
   * Compiles a draft with the project's methodology. Nothing is stored.
   *
   * @throws {TcctvError} PDD_FAULTS with every fault by line and column
   */
  readonly draft: (pddYaml: string) => Documents
  /** Keeps a text under its document hash, on the disk when it returns. */
  readonly keep: (documents: Documents) => void
}

/** Compiles both documents. @throws {TcctvError} DOCUMENT_INVALID, E_*, PDD_METHODOLOGY, PDD_METHODOLOGY_HASH */
export function compileDocuments(methodologyYaml: string, pddYaml: string): Documents {
  const methodology = parseMethodology(methodologyYaml)
  const pdd = parsePdd(pddYaml)
  return { methodologyYaml, pddYaml, methodology, pdd, version: compilePdd(pdd, methodology) }
}

export function versionDocuments(directory: string, first: Documents, readModel: ReadModel): VersionDocuments {
  const folder = join(directory, 'versions')
  const known = new Map<Hex, Documents>([[first.version.documentHash, first]])
  const of = (index: number): Documents => {
    const version = readModel.versions.all()[index]
    if (version === undefined) throw projectError('NOT_FOUND', { what: 'PDD version', id: index })
    const { documentHash } = version.chain
    const documents = known.get(documentHash) ?? readVersion(folder, documentHash, index, first.methodologyYaml)
    known.set(documentHash, documents)
    return documents
  }
  const on = (day: LocalDay): Documents => {
    const version = readModel.versions.inForce(day)
    return version === undefined ? first : of(version.index)
  }
  return {
    of,
    isKept: (hash) => known.has(hash) || existsSync(join(folder, `${hash}.yaml`)),
    on,
    inForce: () => on(Infinity),
    draft: (pddYaml) => draftOf(pddYaml, first),
    keep: ({ pddYaml, version }) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      writeDurably(join(folder, `${version.documentHash}.yaml`), new TextEncoder().encode(pddYaml))
    },
  }
}

function readVersion(folder: string, hash: Hex, index: number, methodologyYaml: string): Documents {
  const path = join(folder, `${hash}.yaml`)
  const found = existsSync(path) ? compileDocuments(methodologyYaml, readFileSync(path, 'utf8')) : undefined
  if (found?.version.documentHash !== hash) throw projectError('PDD_TEXT_MISSING', { index, hash })
  return found
}

function draftOf(pddYaml: string, { methodology, methodologyYaml }: Documents): Documents {
  const checked = checkPdd(pddYaml, methodology)
  if ('version' in checked)
    return { methodologyYaml, pddYaml, methodology, pdd: parsePdd(pddYaml), version: checked.version }
  const { faults } = checked
  const [first] = faults
  const text =
    first === undefined ? '' : `line ${first.line}: ${first.path} found ${first.found}, expected ${first.expected}`
  throw projectError('PDD_FAULTS', { count: faults.length, first: text, faults })
}
