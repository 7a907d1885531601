import { defineErrors, type ErrorMaker } from '@tcctv/units'

/** Errors of apps/directory. @public listed in docs/errors.md */
export const DIRECTORY_ERRORS = {
  PROJECT_NOT_LISTED: {
    status: 404,
    message: 'no project {registry}/{id} in the directory',
    advice: 'Search for it; ids are written as the registry writes them. It may not have been imported.',
  },
  CURSOR_INVALID: {
    status: 422,
    message: 'cursor was not made by this directory for this query',
    advice: 'Take the cursor of the answer before, with the same filters and sort order.',
  },
  CURSOR_STALE: {
    status: 409,
    message: 'the directory has changed since the cursor was made',
    advice: 'Start again at the first page, without a cursor.',
  },
  IMPORT_FORBIDDEN: {
    status: 403,
    message: 'only an operator may import, {who} is not one',
    advice: 'Sign in as an operator of the platform.',
  },
  DIRECTORY_IMPORT_TOO_LARGE: {
    status: 413,
    message: 'file is larger than {limit} bytes',
    advice: 'Split the export, or raise TCCTV_IMPORT_LIMIT_BYTES.',
  },
  IMPORT_NOT_TEXT: {
    status: 422,
    message: 'file is not UTF-8 text',
    advice: 'Save the export as UTF-8 CSV.',
  },
  PAIR_DECISION_FORBIDDEN: {
    status: 403,
    message: 'only an operator may decide on pairs, {who} is not one',
    advice: 'Sign in as an operator of the platform.',
  },
  PAIR_DECISION_UNKNOWN: {
    status: 404,
    message: 'no decision {id} that still counts',
    advice: 'Look it up in the log of decisions; it may have been taken back already.',
  },
  PAIR_DECISION_ITSELF: {
    status: 422,
    message: 'a pair needs two projects, found {project} twice',
    advice: 'Name two different projects.',
  },
  STORE_RECORD: {
    status: 500,
    message: 'stored project {project} is not a canonical record: {reason}',
    advice: 'The store was made by another version: import the sources again into a new one.',
  },
} as const

export const directoryError: ErrorMaker<typeof DIRECTORY_ERRORS> = defineErrors(DIRECTORY_ERRORS)
