import { parse } from 'csv-parse'
import { registriesError } from './errors.ts'

/** One data row: cells by header text, and its number in the file (the header is row 1). */
export type CsvRow = { readonly row: number; readonly cells: ReadonlyMap<string, string> }

/** A header may stand below a few lines of title. */
const MAX_PREAMBLE_ROWS = 10

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
  const preamble: (readonly string[])[] = []
  let row = 0
  try {
    for await (const record of parser) {
      const cells = cellsOf(record)
      row += 1
      if (headers !== undefined)
        yield { row, cells: new Map(headers.map((header, index) => [header, (cells[index] ?? '').trim()])) }
      else if (isHeader(cells, requiredColumns)) headers = headersOf(cells)
      else if (preamble.push(cells) > MAX_PREAMBLE_ROWS) break
    }
    if (headers !== undefined) await pumped
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !String(error.code).startsWith('CSV_')) throw error
    throw registriesError('IMPORT_FILE_UNREADABLE', { row: row + 1, reason: error.message }, error)
  }
  if (headers === undefined) throw missingColumns(preamble[0] ?? [], requiredColumns)
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

function isHeader(cells: readonly string[], requiredColumns: readonly string[]): boolean {
  const keys = new Set(cells.map(headerKey))
  return requiredColumns.every((column) => keys.has(headerKey(column)))
}

/** Keys of the columns; a heading that stands again gets a number: `2020`, `2020.1`, `2020.2`. */
function headersOf(cells: readonly string[]): readonly string[] {
  const seen = new Map<string, number>()
  return cells.map((cell) => {
    const key = headerKey(cell)
    const count = seen.get(key) ?? 0
    seen.set(key, count + 1)
    return count === 0 ? key : `${key}.${count}`
  })
}

function missingColumns(cells: readonly string[], requiredColumns: readonly string[]): Error {
  const keys = cells.map(headerKey)
  const missing = requiredColumns.filter((column) => !keys.includes(headerKey(column)))
  return registriesError('IMPORT_COLUMNS_MISSING', {
    missing: missing.join(', '),
    found: cells.join(', ') || '(empty file)',
    expected: requiredColumns.join(', '),
  })
}
