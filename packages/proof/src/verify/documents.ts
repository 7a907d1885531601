import { BUNDLE_PATHS, pddPath } from '../bundle.ts'
import type { Hex } from '../bytes.ts'
import { mustEqual, refuse } from '../errors.ts'
import type { PddVersion, Results } from '../model/state.ts'
import type { MethodologyDocument, PddDocument } from '../report/documents.ts'
import type { DeclaredGap } from './gap-values.ts'
import { fileOf } from './manifest.ts'

/** A project document compiled with its methodology. */
export type CompiledDocument = {
  readonly methodology: MethodologyDocument
  readonly methodologyHash: Hex
  readonly pdd: PddDocument
  readonly documentHash: Hex
  /** What the chain must hold of it. */
  readonly version: PddVersion
  /** What the documents say about gaps, in the order of the version's lanes. */
  readonly gaps: readonly DeclaredGap[]
  readonly equations: readonly string[]
  /** By the program of a calendar year: fixed parameters may have values by year. */
  readonly evaluate: (inputs: readonly bigint[], year: number) => Results
  /** Inputs with the period coefficients computed from the others. */
  readonly fill: (inputs: readonly bigint[], year: number) => readonly bigint[]
  /** Rounded results by exact arithmetic that rounds only where the document says. */
  readonly evaluateExactly: (inputs: readonly bigint[], year: number) => readonly bigint[]
  /** Rounded results of the equations of an interval, by steps and by exact arithmetic; empty if there are none. */
  readonly evaluateInterval: (inputs: readonly bigint[], year: number) => IntervalResults
}
type IntervalResults = { readonly rounded: readonly bigint[]; readonly exact: readonly bigint[] }
/** Compiles the texts of a bundle. */
export type CompileDocuments = (methodologyYaml: string, pddYaml: string) => CompiledDocument

/** Every PDD version of the bundle, compiled, by index. */
export function compileAll(files: ReadonlyMap<string, Uint8Array>, compile: CompileDocuments): CompiledDocument[] {
  const methodology = textOf(files, BUNDLE_PATHS.methodology)
  const compiled: CompiledDocument[] = []
  while (files.has(pddPath(compiled.length))) {
    const path = pddPath(compiled.length)
    compiled.push(named(path, () => compile(methodology, textOf(files, path))))
  }
  const found = [...files.keys()].filter((path) => path.startsWith('documents/pdd-')).length
  mustEqual(
    'documents/',
    `PDD versions 0 to ${found - 1} without gap`,
    `PDD versions 0 to ${compiled.length - 1} without gap`,
  )
  return compiled
}

/** Compares a proposed version with the one that the documents give, part by part. */
export function compareVersion(index: number, proposed: PddVersion, documents: readonly CompiledDocument[]): void {
  const document = documents[index] ?? refuse(pddPath(index), 'the text of this PDD version', 'none', 'documents')
  const expected = new Map(Object.entries(document.version))
  for (const [part, found] of Object.entries(proposed))
    mustEqual(`${pddPath(index)}: ${part} on the chain`, plain(expected.get(part)), plain(found), 'documents')
}

function named<T>(path: string, act: () => T): T {
  try {
    return act()
  } catch (cause) {
    return refuse(path, 'documents that compile', cause instanceof Error ? cause.message : cause)
  }
}

function textOf(files: ReadonlyMap<string, Uint8Array>, path: string): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(fileOf(files, path))
}

/** One text for equal content: keys in order, numbers and bigints alike. */
function plain(part: unknown): string {
  return JSON.stringify(part, (_, term: unknown) => {
    if (typeof term === 'bigint' || typeof term === 'number') return term.toString()
    if (typeof term !== 'object' || term === null || Array.isArray(term)) return term
    return Object.fromEntries(Object.entries(term).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  })
}
