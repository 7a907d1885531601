import { defineErrors, type ErrorMaker } from '@tcctv/units'

/** Errors of apps/report. @public listed in docs/errors.md */
export const REPORT_ERRORS = {
  REPORT_UNKNOWN: {
    status: 404,
    message: 'project {slug} has no report {id}',
    advice: 'List the reports of the project.',
  },
  REPORT_RUNNING: {
    status: 409,
    message: 'a report of project {slug} is being made',
    advice: 'Wait until it is done, then list the reports.',
  },
  REPORT_KEY_UNKNOWN: {
    status: 409,
    message: 'the report key {address} has no role on the chain of project {slug}',
    advice: 'Let the operator give the address of GET /identity the role report.',
  },
  PERIOD_INVALID: {
    status: 422,
    message: 'period from {from} to {to} holds no day',
    advice: 'Give local days YYYY-MM-DD; `to` is the first day after the period.',
  },
  PERIOD_OF_TRIAL: {
    status: 422,
    message:
      'the period from {from} to {to} holds days of the trial, which count in no vintage; live days begin on {live}',
    advice: 'Let the period begin on the first live day, or end there for a report of the trial.',
  },
  INCREASE_UNEXPLAINED: {
    status: 409,
    message:
      'vintage {vintage} of {slug} reduced {reduction} tCO2e, {percent} % above its estimate of {estimate} tCO2e; the project document asks for an explanation above {limit} %',
    advice:
      'Let the proponent explain it: tcctv project explain-increase <slug> <vintage> --text <why> --key-file <key>. Then make the report again.',
  },
  DOCUMENT_MISMATCH: {
    status: 502,
    message: 'the {what} of the project hashes to {found}, the chain names {expected}',
    advice: 'The text that the project keeps is not the one that was approved; restore it.',
  },
  DOCUMENT_MISSING: {
    status: 502,
    message: 'the project gives no text for PDD version {index} with hash {expected}',
    advice: 'Restore the text of every PDD version that was proposed on the chain.',
  },
  CHAIN_EMPTY: {
    status: 409,
    message: 'the chain of the project holds nothing yet',
    advice: 'Finish the set-up of the project first.',
  },
  CHAIN_ANSWER: {
    status: 502,
    message: 'the chain of project {slug} answered something else than expected: {what}',
    advice: 'Check that all processes run the same version.',
  },
  ANCHOR_FAILED: {
    status: 502,
    message: 'transaction {tx} with the hash of the report failed',
    advice: 'Make the report again; if it stays, look at the transaction in the ledger.',
  },
  TYPESETTING_FAILED: {
    status: 500,
    message: 'the PDF could not be made: {reason}',
    advice: 'Report it with the request id; data.json is not affected.',
  },
} as const

export const reportError: ErrorMaker<typeof REPORT_ERRORS> = defineErrors(REPORT_ERRORS)
