import { defineErrors, type ErrorMaker } from '@tcctv/units'

/** Errors of packages/contracts. */
export const CONTRACTS_ERRORS = {
  COLUMNS_MALFORMED: {
    status: 422,
    message: 'columns are not in canonical form at byte {at}: {reason}',
    advice: 'Write columns with encodeColumns: ascending by lane and start, 1..8192 readings, no rest.',
  },
  FLAGS_MALFORMED: {
    status: 422,
    message: 'flags are not in canonical form at entry {entry}: {reason}',
    advice: 'Write flags with encodeFlags: ascending by column, position, code and detail.',
  },
  PDD_NOT_FOR_CHAIN: {
    status: 422,
    message: 'PDD version can not be written to a chain: {reason}',
    advice: 'Shorten identifiers to 31 bytes and keep bounds within the field named.',
  },
  CALL_UNKNOWN: {
    status: 422,
    message: 'not a call of the ledger, the quantifier or the rules: {selector}',
    advice: 'Check that the transaction goes to one of the contracts of this version.',
  },
  SIGNATURE_UNRECOVERABLE: {
    status: 422,
    message: 'no key fits the signature (v {v})',
    advice: 'Sign again with a key of secp256k1.',
  },
  SIGNING_KEY: {
    status: 500,
    message: 'the private key can not sign: {reason}',
    advice: 'Take a key of 32 bytes, above zero and below the order of secp256k1.',
  },
  GENESIS_FORM: {
    status: 500,
    message: 'genesis can not be formed: {reason}',
    advice: 'Chain ids lie above 1,000,000,000 and below 2^52.',
  },
} as const

export const contractsError: ErrorMaker<typeof CONTRACTS_ERRORS> = defineErrors(CONTRACTS_ERRORS)
