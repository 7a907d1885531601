import { createHash } from 'node:crypto'
import { Readable, Transform } from 'node:stream'
import { parse as parseCsv, CsvError } from 'csv-parse'
import type { Reading, RowFault } from '@tcctv/methodology'
import { projectError } from '../errors.ts'

/** What a body holds, read to its end: readings in row order, all faults by row, and the hash of the bytes. */
export type ParsedRows = {
  readonly sourceHash: string
  readonly rows: number
  readonly gaps: number
  /** Readings between distant registers, whose total alone was measured. */
  readonly spread: number
  readonly readings: readonly Reading[]
  readonly faults: readonly RowFault[]
  readonly faultCount: number
}

/** One row read by the project document's rules: a CSV record or a JSON reading. */
export type RowReader = {
  readonly csv: (
    record: Readonly<Record<string, string>>,
    row: number,
  ) => { readings: readonly Reading[]; gaps: number; spread: number; faults: readonly RowFault[] }
  readonly json: (json: unknown, row: number) => { reading?: Reading; faults: readonly RowFault[] }
}

export type RowFormat = 'csv' | 'ndjson' | 'json'

const MAX_ROWS = 1_000_000
const MAX_FAULTS_LISTED = 1_000

/**
 * Reads a whole body; a CSV or NDJSON body is streamed. Row numbers count data rows from 1 (the header is row 0).
 * Every fault of the body is found, the first 1,000 are listed. Does not check duplicates, order or gaps: see identify.
 *
 * @throws {TcctvError} IMPORT_TOO_LARGE above a million rows
 */
export async function parseRows(
  body: AsyncIterable<Uint8Array>,
  format: RowFormat,
  reader: RowReader,
  { signal }: { signal: AbortSignal },
): Promise<ParsedRows> {
  const hash = createHash('sha256')
  const found: Collected = { rows: 0, gaps: 0, spread: 0, readings: [], faults: [], faultCount: 0 }
  const tapped = tap(body, hash)
  if (format === 'csv') await collectCsv(tapped, reader, found, signal)
  else if (format === 'ndjson') await collectNdjson(tapped, reader, found)
  else await collectJson(tapped, reader, found)
  return { sourceHash: hash.digest('hex'), ...found }
}

type Collected = {
  rows: number
  gaps: number
  spread: number
  readings: Reading[]
  faults: RowFault[]
  faultCount: number
}

async function* tap(body: AsyncIterable<Uint8Array>, hash: ReturnType<typeof createHash>): AsyncIterable<Uint8Array> {
  for await (const chunk of body) {
    hash.update(chunk)
    yield chunk
  }
}

/** A record with its row number: the parser counts, because it also passes over records that it can not read. */
type Numbered = { readonly record: Readonly<Record<string, string>>; readonly row: number }

async function collectCsv(body: AsyncIterable<Uint8Array>, reader: RowReader, found: Collected, signal: AbortSignal) {
  const parser = Readable.from(body, { signal, objectMode: false })
    .pipe(new Transform({ transform: (chunk, _encoding, done) => done(null, chunk) }))
    .pipe(csvParser(found))
  try {
    for await (const { record, row } of parser as AsyncIterable<Numbered>) {
      checkRowLimit(found.rows)
      const { readings, gaps, spread, faults } = reader.csv(record, row)
      found.gaps += gaps
      found.spread += spread
      found.readings.push(...readings)
      keepFaults(found, faults)
    }
    checkRowLimit(found.rows)
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    keepFaults(found, [csvFault(cause, found.rows + 1)]) // what is left can not be told apart into rows
  }
}

function csvParser(found: Collected) {
  return parseCsv({
    bom: true,
    skip_empty_lines: false,
    columns: (header: string[]) => {
      keepFaults(found, headerFaults(header))
      return header
    },
    relax_column_count: false,
    skip_records_with_error: true,
    on_record: (record: Readonly<Record<string, string>>): Numbered => {
      found.rows += 1
      return { record, row: found.rows }
    },
    on_skip: (cause) => {
      found.rows += 1
      if (cause !== undefined) keepFaults(found, [csvFault(cause, found.rows)])
    },
  })
}

/** A record is an object by column name: what it can not hold would be lost without a word. */
function headerFaults(header: readonly string[]): RowFault[] {
  return header.flatMap((name, place) => {
    const fault = { row: 0, field: name, found: name }
    const advice = 'Give the column a name of its own in the header, as the source of the project document names it.'
    if (name === '__proto__') return [{ ...fault, code: 'COLUMN_NAME', expected: 'another name', advice }]
    if (header.indexOf(name) === place) return []
    return [{ ...fault, code: 'COLUMN_TWICE', expected: 'every column once', advice }]
  })
}

function csvFault(cause: CsvError, row: number): RowFault {
  return {
    row,
    field: '',
    code: 'CSV_SYNTAX',
    found: cause.code,
    expected: 'RFC 4180: every quote closed, as many fields as the header has',
    advice: cause.message,
  }
}

async function collectNdjson(body: AsyncIterable<Uint8Array>, reader: RowReader, found: Collected) {
  const decoder = new TextDecoder('utf-8')
  let rest = ''
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) readLine(line, reader, found)
  }
  readLine(rest + decoder.decode(), reader, found)
}

function readLine(line: string, reader: RowReader, found: Collected) {
  if (line.trim() === '') return
  countRow(found)
  const json = parseJson(line)
  if (json === undefined) keepFaults(found, [jsonFault(found.rows, line)])
  else keepReading(reader.json(json.parsed, found.rows), found)
}

async function collectJson(body: AsyncIterable<Uint8Array>, reader: RowReader, found: Collected) {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  const text = new TextDecoder().decode(Buffer.concat(chunks)) // without a byte order mark
  const json = parseJson(text)
  const items = json === undefined ? undefined : listOf(json.parsed)
  if (items === undefined) {
    keepFaults(found, [jsonFault(0, text)])
    return
  }
  for (const item of items) {
    countRow(found)
    keepReading(reader.json(item, found.rows), found)
  }
}

function listOf(json: unknown): readonly unknown[] | undefined {
  if (Array.isArray(json)) return json
  if (typeof json === 'object' && json !== null && 'readings' in json && Array.isArray(json.readings))
    return json.readings
  return undefined
}

function parseJson(text: string): { readonly parsed: unknown } | undefined {
  try {
    return { parsed: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}

function jsonFault(row: number, text: string): RowFault {
  return {
    row,
    field: '',
    code: 'JSON_SYNTAX',
    found: text.slice(0, 80),
    expected: row === 0 ? 'a JSON array of readings or {"readings": [...]}' : 'one JSON reading on the line',
    advice: 'See GET /schema for the form of a reading.',
  }
}

function keepReading(result: { reading?: Reading; faults: readonly RowFault[] }, found: Collected) {
  if (result.reading !== undefined) found.readings.push(result.reading)
  keepFaults(found, result.faults)
}

function keepFaults(found: Collected, faults: readonly RowFault[]) {
  found.faultCount += faults.length
  for (const fault of faults) if (found.faults.length < MAX_FAULTS_LISTED) found.faults.push(fault)
}

function countRow(found: Collected) {
  found.rows += 1
  checkRowLimit(found.rows)
}

function checkRowLimit(rows: number) {
  if (rows > MAX_ROWS) throw projectError('IMPORT_TOO_LARGE', { limit: MAX_ROWS })
}
