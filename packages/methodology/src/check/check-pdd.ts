import { TcctvError } from '@tcctv/units'
import type { DocumentFault } from '../documents/faults.ts'
import type { Methodology } from '../documents/methodology.ts'
import { parsePdd, type Pdd } from '../documents/pdd.ts'
import { readYaml } from '../documents/read-yaml.ts'
import { compilePdd } from '../pdd-version/compile-pdd.ts'
import type { PddVersion } from '../pdd-version/pdd-version.ts'
import { coverageWarnings, type PddWarning } from './check-coverage.ts'

/** A project document that compiles with its methodology, or all of its faults with line and column. */
export type PddCheck =
  | {
      readonly pdd: Pdd
      readonly version: PddVersion
      readonly faults: readonly []
      /** What a reader should look at: allowed, but most often an oversight. */
      readonly warnings: readonly PddWarning[]
    }
  | { readonly faults: readonly DocumentFault[] }

/**
 * Checks a project document with its methodology. While its shape has faults, what depends on the methodology is not
 * looked at. Not checked: evidence, calibration, and whether the plant exists.
 *
 * @throws {TcctvError} those of `compileMethodology`, for a methodology that does not compile with the project's values
 * @example checkPdd(pddYaml, parseMethodology(methodologyYaml)).faults // []
 */
export function checkPdd(yamlText: string, methodology: Methodology): PddCheck {
  try {
    const pdd = parsePdd(yamlText)
    const { locate } = readYaml(yamlText, 'project document')
    try {
      const version = compilePdd(pdd, methodology, locate)
      return { pdd, version, faults: [], warnings: coverageWarnings(pdd, methodology, version, locate) }
    } catch (error) {
      const path = error instanceof TcctvError ? IMPORTS[error.code] : undefined
      if (!(error instanceof TcctvError) || path === undefined) throw error
      const { found, expected } = error.details
      const fault = { path: path.join('.'), ...locate(path), code: error.code }
      return { faults: [{ ...fault, found: String(found), expected: String(expected) }] }
    }
  } catch (error) {
    const faults = error instanceof TcctvError ? error.details['faults'] : undefined
    if (Array.isArray(faults)) return { faults: faults as DocumentFault[] } // what `refuseFaults` put there
    throw error
  }
}

/** Where the document imports its methodology, by the error that says it does not fit. */
const IMPORTS: Readonly<Record<string, readonly string[]>> = {
  PDD_METHODOLOGY: ['methodology', 'id'],
  PDD_METHODOLOGY_HASH: ['methodology', 'hash'],
}
