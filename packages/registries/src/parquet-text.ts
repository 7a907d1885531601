import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { csvLine } from './csv-line.ts'
import { registriesError } from './errors.ts'

/**
 * A Parquet file as CSV text, one chunk per row group. Days come as ISO dates, whole numbers exactly. Files compressed
 * with anything but Snappy or nothing are refused.
 *
 * @throws {TcctvError} IMPORT_FILE_UNREADABLE
 */
export async function* parquetText(bytes: Uint8Array): AsyncGenerator<string> {
  const file = bytes.slice().buffer
  try {
    const metadata = await parquetMetadataAsync(file)
    const columns = metadata.schema.filter(({ type }) => type !== undefined).map(({ name }) => name)
    yield csvLine(columns)
    let rowStart = 0
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows)
      const rows: Readonly<Record<string, unknown>>[] = await parquetReadObjects({ file, metadata, rowStart, rowEnd })
      yield rows.map((row) => csvLine(columns.map((column) => cellOf(row[column])))).join('')
      rowStart = rowEnd
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw registriesError('IMPORT_FILE_UNREADABLE', { row: 1, reason: `Parquet: ${reason}` }, error)
  }
}

function cellOf(content: unknown): string {
  if (content === null || content === undefined) return ''
  if (content instanceof Date) return content.toISOString().replace('T00:00:00.000Z', '')
  if (typeof content === 'string') return content
  if (typeof content === 'bigint' || typeof content === 'number') return content.toString()
  return JSON.stringify(content, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))
}
