import { parquetText } from './parquet-text.ts'
import { xlsxText } from './xlsx-text.ts'

export type FileForm = 'text' | 'xlsx' | 'parquet'

/** Form of a file by its first four bytes; what is neither a ZIP nor Parquet is taken for text. */
export function fileForm(head: Uint8Array): FileForm {
  const magic = String.fromCharCode(...head.subarray(0, 4))
  if (magic === 'PK\u0003\u0004') return 'xlsx'
  return magic === 'PAR1' ? 'parquet' : 'text'
}

/**
 * A spreadsheet or Parquet file as the CSV text that importers read; row numbers of faults are those of the sheet.
 *
 * @throws {TcctvError} IMPORT_SHEET, IMPORT_FILE_UNREADABLE
 */
export async function* tableText(bytes: Uint8Array, form: Exclude<FileForm, 'text'>): AsyncGenerator<string> {
  yield* form === 'xlsx' ? xlsxText(bytes) : parquetText(bytes)
}
