import { defineErrors, type ErrorMaker } from '@tcctv/units'

/** Errors of packages/proof. A failed check of a bundle is a value (see `Check`), not one of these. */
export const PROOF_ERRORS = {
  BUNDLE_NOT_CANONICAL: {
    status: 422,
    message: 'the bundle is not in canonical form at offset {offset} ({part}): found {found}, expected {expected}',
    advice: 'Ask for the bundle again; it was changed or re-packed after it was written.',
  },
  BUNDLE_NOT_ZIP: {
    status: 422,
    message: 'the file is not a readable bundle: {reason}',
    advice: 'A bundle is a ZIP file written by the report generator; give its path unchanged.',
  },
  BUNDLE_PATH: {
    status: 422,
    message: 'a bundle has no place for a file named {path}',
    advice: 'Use the layout of the bundle: manifest.json, chain/, documents/, report/.',
  },
  CHECK_FAILED: {
    status: 422,
    message: '{where}: expected {expected}, found {found}',
    advice: 'The bundle contradicts itself at this place; compare it with another copy.',
  },
  PROOF_INPUT: {
    status: 422,
    message: 'no reading proof can be built: {reason}',
    advice: 'Name a transaction, column and position that exist in the block.',
  },
  RECORD_MISSING: {
    status: 422,
    message: 'the records lack {what}',
    advice: 'Give the records from block 1 on, and every document a PDD version of the chain names.',
  },
} as const

export const proofError: ErrorMaker<typeof PROOF_ERRORS> = defineErrors(PROOF_ERRORS)

/** Names of what a verification checks, in order. */
export const CHECK_IDS = [
  'container',
  'manifest',
  'genesis',
  'headers',
  'seals',
  'documents',
  'replay',
  'signatures',
  'checkpoints',
  'readings',
  'substitutions',
  'tolerances',
  'equations',
  'records',
  'report-data',
  'report-files',
] as const
export type CheckId = (typeof CHECK_IDS)[number]

/** Throws CHECK_FAILED unless found equals expected. The verifier turns it into the failed check's place. */
export function mustEqual(where: string, expected: unknown, found: unknown, check?: CheckId): void {
  const [wanted, got] = [shown(expected), shown(found)]
  if (wanted !== got) throw proofError('CHECK_FAILED', { where, expected: wanted, found: got, check })
}

/** Always throws CHECK_FAILED. `check` names the check that failed if it is not the one that runs. */
export function refuse(where: string, expected: string, found: unknown, check?: CheckId): never {
  throw proofError('CHECK_FAILED', { where, expected, found: shown(found), check })
}

function shown(term: unknown): string {
  if (typeof term === 'string') return term
  return typeof term === 'object' && term !== null
    ? JSON.stringify(term, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part))
    : String(term)
}
