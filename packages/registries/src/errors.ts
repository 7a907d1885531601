import { defineErrors, type ErrorMaker } from '@tcctv/units'

/** Errors of packages/registries. */
export const REGISTRIES_ERRORS = {
  IMPORT_SOURCE_UNKNOWN: {
    status: 404,
    message: 'unknown import source {source}, expected one of {expected}',
    advice: 'Use a source id from the list; each stands for one export layout of one registry.',
  },
  IMPORT_COLUMNS_MISSING: {
    status: 422,
    message: 'columns {missing} are missing; found {found}; expected {expected}',
    advice: 'Export the project list of the registry with all columns, and check that the source id fits the file.',
  },
  IMPORT_MAPPING: {
    status: 422,
    message: 'the column mapping can not be used: {faults}',
    advice:
      'Correct the mapping; it names the registry, its publisher, a country and the headers that hold id and name.',
  },
  IMPORT_FILE_UNREADABLE: {
    status: 422,
    message: 'file can not be read near row {row}: {reason}',
    advice: 'The file must be UTF-8 CSV with a header row, quotes closed, a workbook or a Parquet file.',
  },
  IMPORT_SHEET: {
    status: 422,
    message: 'workbook can not be imported: {where}: {reason}',
    advice: 'Save a copy of the sheet with plain cells: no formulas, no merged cells, no protection.',
  },
} as const

export const registriesError: ErrorMaker<typeof REGISTRIES_ERRORS> = defineErrors(REGISTRIES_ERRORS)
