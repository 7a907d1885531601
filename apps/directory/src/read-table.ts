import { fileForm, tableText } from '@tcctv/registries'
import type { Hash } from 'node:crypto'
import { TextDecoder } from 'node:util'
import { directoryError } from './errors.ts'

/** Workbooks and Parquet files are read whole: they can not be larger than this. */
const MAX_TABLE_BYTES = 100_000_000

/** A file as it comes in: text in chunks, or a workbook or Parquet file as a whole. */
export type UploadedFile =
  | { readonly form: 'text'; readonly text: AsyncIterable<string> }
  | { readonly form: 'xlsx' | 'parquet'; readonly text: AsyncIterable<string>; readonly bytes: Uint8Array }

/**
 * Tells the form of a file by its first bytes and gives its text. The hash has seen the whole file when the text ends.
 *
 * @throws {TcctvError} DIRECTORY_IMPORT_TOO_LARGE, IMPORT_NOT_TEXT, IMPORT_SHEET, IMPORT_FILE_UNREADABLE
 */
export async function openUpload(
  body: ReadableStream<Uint8Array> | null,
  limitBytes: number,
  sha256: Hash,
): Promise<UploadedFile> {
  const chunks = limited(body, limitBytes, sha256)[Symbol.asyncIterator]()
  const first = await chunks.next()
  const head = first.done === true ? new Uint8Array() : first.value
  const form = fileForm(head)
  const all = following(head, chunks)
  if (form === 'text') return { form, text: decoded(all) }
  const bytes = await gathered(all)
  return { form, bytes, text: tableText(bytes, form) }
}

async function* limited(
  body: ReadableStream<Uint8Array> | null,
  limitBytes: number,
  sha256: Hash,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > limitBytes) throw directoryError('DIRECTORY_IMPORT_TOO_LARGE', { limit: limitBytes })
    sha256.update(chunk)
    yield chunk
  }
}

async function* following(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}

async function gathered(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.byteLength
    if (size > MAX_TABLE_BYTES) throw directoryError('DIRECTORY_IMPORT_TOO_LARGE', { limit: MAX_TABLE_BYTES })
    parts.push(chunk)
  }
  return new Uint8Array(Buffer.concat(parts))
}

async function* decoded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for await (const chunk of chunks) yield decodeChunk(decoder, chunk, true)
  yield decodeChunk(decoder, new Uint8Array(), false)
}

function decodeChunk(decoder: TextDecoder, chunk: Uint8Array, stream: boolean): string {
  try {
    return decoder.decode(chunk, { stream })
  } catch (cause) {
    throw directoryError('IMPORT_NOT_TEXT', {}, cause)
  }
}
