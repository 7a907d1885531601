import type { RegistryProject } from './project.ts'

/** What the caller knows about a file: when it was exported (ISO date) and under which id it is recorded. */
export type ImportContext = { readonly sourceId: string; readonly retrieved: string }

export type ImportedRow = { readonly kind: 'row'; readonly row: number; readonly project: RegistryProject }

/** A cell that was not understood. `rejected`: the row is left out. `kept-without`: the row is kept, the cell unknown. */
export type RowFault = {
  readonly kind: 'fault'
  readonly row: number
  readonly column: string
  readonly found: string
  readonly expected: string
  readonly action: 'rejected' | 'kept-without'
}

/**
 * Reads one layout of one registry. `read` takes the decoded text of a file in chunks of any size and holds one row
 * at a time; it throws IMPORT_COLUMNS_MISSING or IMPORT_FILE_UNREADABLE, everything else is a {@link RowFault}.
 */
export type Importer = {
  readonly id: string
  readonly publisher: string
  readonly requiredColumns: readonly string[]
  readonly read: (chunks: AsyncIterable<string>, context: ImportContext) => AsyncIterable<ImportedRow | RowFault>
  /** For layouts of several sheets: reads the whole workbook instead of the text of its first sheet. */
  readonly readWorkbook?: (bytes: Uint8Array, context: ImportContext) => AsyncIterable<ImportedRow | RowFault>
}
