import { setImmediate as turn } from 'node:timers/promises'
import { knownError, problemFor } from './problem.ts'

export const NDJSON_TYPE = 'application/x-ndjson'

/**
 * A response of one JSON text per line, sent as the lines come. Status and headers are gone by the time a later line
 * fails, so a failure is the last line `{"problem": …}`; {@link ServiceClient.ndjson} throws it again. The source is
 * returned (its `finally` runs) when the client goes away.
 */
export function streamNdjson(lines: AsyncIterable<unknown>, where: { readonly requestId?: string } = {}): Response {
  const source = encodeLines(lines, where)
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await source.next()
      if (next.done === true) controller.close()
      else controller.enqueue(next.value)
      // Work between two lines may never wait for I/O. Without a turn of the event loop, no line would leave and no other
      // request would be served until all of it is done.
      await turn()
    },
    async cancel() {
      await source.return(undefined)
    },
  })
  return new Response(body, { headers: { 'content-type': NDJSON_TYPE, 'cache-control': 'no-store' } })
}

/** Lines of a byte stream, without their ends. A last line without an end counts. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    yield* parts.filter((line) => line !== '')
  }
  if (rest !== '') yield rest
}

async function* encodeLines(
  lines: AsyncIterable<unknown>,
  where: { readonly requestId?: string },
): AsyncGenerator<Uint8Array, void> {
  const encoder = new TextEncoder()
  try {
    for await (const line of lines) yield encoder.encode(`${JSON.stringify(line)}\n`)
  } catch (error) {
    yield encoder.encode(`${JSON.stringify({ problem: problemFor(knownError(error), where) })}\n`)
  }
}
