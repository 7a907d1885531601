import { projectError } from '../errors.ts'
import type { RowFormat } from '../pipeline/parse-rows.ts'

const FORMATS: Readonly<Record<string, RowFormat>> = {
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
  'application/json': 'json',
}
const MOST_BYTES = 32 * 1024 * 1024

/** @throws {TcctvError} IMPORT_FORMAT */
export function formatOf(contentType: string | undefined): RowFormat {
  const format = FORMATS[(contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '']
  if (format === undefined)
    throw projectError('IMPORT_FORMAT', { found: contentType ?? 'none', expected: Object.keys(FORMATS).join(', ') })
  return format
}

/** Whole body, at most 32 MiB. @throws {TcctvError} IMPORT_TOO_LARGE */
export async function bytesOf(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunksOf(request)) {
    length += chunk.length
    if (length > MOST_BYTES) throw projectError('IMPORT_TOO_LARGE', { limit: `${MOST_BYTES} bytes or 1,000,000` })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function* chunksOf(request: Request): AsyncIterable<Uint8Array> {
  const reader = request.body?.getReader()
  if (reader === undefined) return
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
}

/** The bytes as a stream, in pieces, so that a parser never gets 32 MiB at once. */
export async function* inPieces(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}
