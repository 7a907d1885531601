import { defineErrors, type ErrorMaker } from '@tcctv/units'

/** Errors of the project process. */
export const PROJECT_ERRORS = {
  ROWS_REFUSED: {
    status: 422,
    message: '{faultCount} faults in {rows} rows; nothing of this import was stored',
    advice: 'Correct the rows listed in faults and send the whole file again.',
  },
  IMPACT_ON_NETWORK: {
    status: 501,
    message: 'the effect of a new version is replayed on a copy of the embedded chain, and this chain is on a network',
    advice: 'Measure it on the embedded chain that was carried over, or on one made for the purpose.',
  },
  NO_MODEL: {
    status: 409,
    message: 'the project has no anomaly model that a new version could replace',
    advice: 'Train the first one from a historical file.',
  },
  NOTHING_NEW: {
    status: 409,
    message: 'no reading was committed since the model in use was trained',
    advice: 'Import readings first; a version from the same history would be the same.',
  },
  TRAINING_BUSY: {
    status: 409,
    message: 'a model of this project is being trained: {stage}',
    advice: 'Read how far it is under /training, and try again when it has ended.',
  },
  TRAINING_FAILED: {
    status: 500,
    message: 'training failed: {reason}',
    advice: 'Try again; if it happens again, report it with the request id. The model in use is not touched.',
  },
  IMPORT_EMPTY: {
    status: 422,
    message: 'the body holds no reading',
    advice: 'Send at least one row below the header line.',
  },
  IMPORT_FORMAT: {
    status: 415,
    message: 'content type {found} is not one of {expected}',
    advice: 'Set Content-Type to text/csv, application/x-ndjson or application/json.',
  },
  IMPORT_TOO_LARGE: {
    status: 413,
    message: 'the import holds more than {limit} rows',
    advice: 'Split the file; each part may be sent on its own, in order of time.',
  },
  IMPORT_SOURCE: {
    status: 422,
    message: 'the import names source {found}; the project document has {expected}',
    advice: 'Name the source in the query, for example ?source=ac_power.',
  },
  IMPORT_UNKNOWN: {
    status: 404,
    message: 'no prepared import {id}',
    advice: 'Prepared imports are kept for a short time only. Send the file again: committed readings are recognised.',
  },
  SIGNATURES_MISSING: {
    status: 422,
    message: '{found} signatures for {expected} batches',
    advice: 'Sign the digest of every batch of the prepared import, in order.',
  },
  PLAN_OUTDATED: {
    status: 409,
    message:
      'batch {batch} of {batches}, day {day}, is signed with number {found}; expected one above {last}, which its signer has used since this plan was made, for example for corrected data; {committed} batches are on the chain, {remaining} are not',
    advice: 'Send the whole file again and sign the new plan. What is on the chain is recognised and stays.',
  },
  CORRECTION_DAY: {
    status: 422,
    message: 'corrected data of exception {id} must be one batch of {expected}; found {found}',
    advice: 'Send all readings of that local day, at most 8,192, and of no other day.',
  },
  INTAKE_SUSPENDED: {
    status: 409,
    message: 'the intake is suspended by {found} open exceptions',
    advice: 'Resolve the exceptions first; until then announce the digest of the batch by POST /commitments.',
  },
  NOT_SET_UP: {
    status: 409,
    message: 'project {slug} has no {what} yet',
    advice: 'Finish the set-up: chain, project document, approval.',
  },
  DECISION_UNKNOWN: {
    status: 422,
    message: 'unknown action {found}; expected one of {expected}',
    advice: 'See the route POST /decisions/prepare.',
  },
  RAW_REFUSED: {
    status: 422,
    message: 'raw transaction refused: {reason}',
    advice: 'Sign in as a party and send a signed call straight to the ledger contract.',
  },
  NOT_FOUND: { status: 404, message: 'no {what} {id}', advice: 'Check the identifier.' },
  EVIDENCE_CORRUPT: {
    status: 500,
    message: 'evidence file {hash} does not have its hash any more',
    advice: 'Restore the file from a backup; the chain holds its hash.',
  },
  MODEL_MISMATCH: {
    status: 500,
    message: 'the stored model has hash {found}, the chain names {expected}',
    advice: 'Restore the model file from a backup; bands are never made with another model.',
  },
  PDD_FAULTS: {
    status: 422,
    message: 'the project document has {count} faults; first: {first}',
    advice: 'Correct the lines listed in faults; `tcctv project check` shows the same.',
  },
  PDD_UNCHANGED: {
    status: 409,
    message: 'the document is that of version {index}: nothing but comments and order of keys differs',
    advice: 'Change what is to change, or approve the version that there is.',
  },
  PDD_TEXT_MISSING: {
    status: 409,
    message: 'the text of PDD version {index}, hash {hash}, is not kept in documents/ of the project',
    advice:
      'Restore its folder from a backup, or propose the document through this platform; no other version replaces it.',
  },
  PDD_FROM_QUANTIFIED: {
    status: 409,
    message: '{from} is part of the record already; {first} is the first day without one',
    advice: 'Approve the version from that day or a later one. Recorded days keep the version they were computed with.',
  },
  PDD_FROM_HAS_READINGS: {
    status: 409,
    message: 'the chain has readings up to {last}, and the version reads other series or another zone: {difference}',
    advice: 'Approve the version from a day after the last reading.',
  },
  PDD_FROM_INSIDE_VINTAGE: {
    status: 409,
    message:
      'version {index} counts amounts of earlier years or follows one that does, and {from} is inside a vintage; expected 1 January, next {first}',
    advice:
      'Approve it from 1 January; until then the version in force stays. A second segment of a year would count the earlier amounts twice.',
  },
  PERIOD_UNEXPLAINED: {
    status: 409,
    message:
      'vintage {vintage} reduced {reduction} tCO2e; its estimate is {estimate} tCO2e, and more than {limit} % above it must be explained',
    advice:
      'Explain it: tcctv project explain-increase <slug> <vintage> --text <why> --key-file <key>. The explanation is the document that freezes the vintage.',
  },
  IMPACT_BUSY: {
    status: 409,
    message: 'another impact is being measured',
    advice: 'Wait until it is done: one replay runs at a time, so that the project keeps answering.',
  },
  IMPACT_FAILED: {
    status: 500,
    message: 'the replay failed: {reason}',
    advice: 'Try again; the log of the project has the cause.',
  },
  IMPACT_LANES: {
    status: 422,
    message: '{series}: the draft reads {found}, the readings on the chain are {expected}',
    advice:
      'Keep quantum and interval of the series, or measure the impact by importing the files into a trial project.',
  },
  DATA_DIRECTORY: {
    status: 500,
    message: 'project directory {path} is not complete: {missing}',
    advice: 'Create the project through the platform; it writes the documents.',
  },
} as const

export const projectError: ErrorMaker<typeof PROJECT_ERRORS> = defineErrors(PROJECT_ERRORS)
