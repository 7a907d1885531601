import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { ProfileReader } from '@tcctv/methodology'
import { CsvError, parse } from 'csv-parse'
import { parseJson } from './documents.ts'

type Found = ReturnType<ProfileReader['csv']>
export type DataRows = {
  readonly readings: Found['readings'][number][]
  readonly faults: Found['faults'][number][]
  readonly sha256: string
}

/** Reads a data file in the format of its source, streamed; rows count from 1 behind the header, as in an import. */
export async function readDataRows(path: string, reader: ProfileReader): Promise<DataRows> {
  const found: Omit<DataRows, 'sha256'> = { readings: [], faults: [] }
  const seen = new Map<string, number>()
  let row = 0
  for await (const result of resultsOf(path, reader)) {
    row += 1
    found.faults.push(...result.faults)
    for (const reading of result.readings) {
      const key = `${reading.lane} ${reading.startS}`
      const first = seen.get(key)
      if (first === undefined) found.readings.push(reading)
      else found.faults.push(repeated(row, first))
      seen.set(key, first ?? row)
    }
  }
  return { ...found, sha256: await hashOf(path) }
}

async function* resultsOf(path: string, reader: ProfileReader): AsyncIterable<Found> {
  let row = 0
  if (reader.format === 'csv') {
    const records = createReadStream(path).pipe(parse({ bom: true, columns: true }))
    try {
      for await (const record of records as AsyncIterable<Readonly<Record<string, string>>>)
        yield reader.csv(record, (row += 1))
    } catch (error) {
      if (!(error instanceof CsvError)) throw error
      yield unreadable(row + 1, error)
    }
  } else if (reader.format === 'ndjson') {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      row += 1
      if (line.trim() !== '') yield reader.json(parseJson(line), row)
    }
  } else for (const item of listOf(parseJson(await textOf(path)))) yield reader.json(item, (row += 1))
}

function listOf(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json
  const inner = typeof json === 'object' && json !== null && 'readings' in json ? json.readings : undefined
  return Array.isArray(inner) ? inner : [json]
}

function unreadable(row: number, error: CsvError): Found {
  const expected = 'RFC 4180: every quote closed, as many fields as the header has'
  return {
    readings: [],
    faults: [{ row, field: '', code: 'CSV_SYNTAX', found: error.code, expected, advice: error.message }],
  }
}

function repeated(row: number, first: number): Found['faults'][number] {
  const advice = 'Give each interval of a meter once.'
  return {
    row,
    field: 'start',
    code: 'READING_REPEATED',
    found: `the interval of row ${first}`,
    expected: 'another interval',
    advice,
  }
}

async function textOf(path: string): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk)
  return hash.digest('hex')
}
