import { parse } from 'csv-parse'
import { registriesError } from './errors.ts'

/** One data row: cells by header text, and its number in the file (the header is row 1). */
export type CsvRow = { readonly row: number; readonly cells: ReadonlyMap<string, string> }

/** Header text as it is compared: trimmed, lower case, line breaks and runs of blanks as one space. */
function headerKey(header: string): string {
  return header.replace(/\s+/g, ' ').trim().toLowerCase()
}

/**
 * Rows of a CSV text in chunks. Columns are found by header text, never by position; rows with fewer cells than
 * headers have empty ones.
 *
 * @throws {TcctvError} IMPORT_COLUMNS_MISSING lists found and expected headers; IMPORT_FILE_UNREADABLE
 */
export async function* readCsvRows(
  chunks: AsyncIterable<string>,
  requiredColumns: readonly string[],
): AsyncGenerator<CsvRow> {
  const parser = parse({ bom: true, relax_column_count: true, skip_empty_lines: true })
  const pumped = pump(chunks, parser)
  let headers: readonly string[] | undefined
  let row = 1
  try {
    for await (const record of parser) {
      const cells = cellsOf(record)
      if (headers === undefined) headers = checkedHeaders(cells, requiredColumns)
      else yield { row: ++row, cells: new Map(headers.map((header, index) => [header, (cells[index] ?? '').trim()])) }
    }
    await pumped
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !String(error.code).startsWith('CSV_')) throw error
    throw registriesError('IMPORT_FILE_UNREADABLE', { row: row + 1, reason: error.message }, error)
  }
  if (headers === undefined) checkedHeaders([], requiredColumns)
}

async function pump(chunks: AsyncIterable<string>, parser: ReturnType<typeof parse>): Promise<void> {
  try {
    for await (const chunk of chunks) {
      if (parser.destroyed) return
      if (!parser.write(chunk)) await drained(parser)
    }
    parser.end()
  } catch (error) {
    parser.destroy(error instanceof Error ? error : new Error(String(error)))
  }
}

function drained(parser: ReturnType<typeof parse>): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      parser.off('drain', done).off('close', done)
      resolve()
    }
    parser.on('drain', done).on('close', done)
  })
}

function cellsOf(record: unknown): readonly string[] {
  return Array.isArray(record) ? record.map(String) : []
}

function checkedHeaders(cells: readonly string[], requiredColumns: readonly string[]): readonly string[] {
  const headers = cells.map(headerKey)
  const missing = requiredColumns.filter((column) => !headers.includes(headerKey(column)))
  if (missing.length > 0)
    throw registriesError('IMPORT_COLUMNS_MISSING', {
      missing: missing.join(', '),
      found: cells.join(', ') || '(empty file)',
      expected: requiredColumns.join(', '),
    })
  return headers
}
