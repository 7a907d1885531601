import { serviceError } from '@tcctv/service'
import { TcctvError } from '@tcctv/units'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Pool } from 'undici'
import { gatewayError } from './errors.ts'
import { responseHeaders } from './headers.ts'

const BODY_LIMIT = 32 * 1024 * 1024

type Forwarding = {
  readonly pool: Pool
  readonly upstream: string
  /** Path and query for the upstream. */
  readonly target: string
  readonly headers: Record<string, string | string[]>
  /** Added to what the upstream answers, and winning over it. */
  readonly answerHeaders: Readonly<Record<string, string>>
  /** Called with a function that ends the answer, when it is a stream of events that has no end of its own. */
  readonly onEventStream: (end: () => void) => void
}

type Answer = Awaited<ReturnType<Pool['request']>>

/**
 * Sends the request on and the answer back, both as streams with back-pressure. A client that goes away cancels the
 * upstream; an upstream that breaks in the middle of an answer breaks the client's connection, so that nobody takes
 * half for whole. A GET is tried once more when the connection failed.
 *
 * @throws {TcctvError} BODY_TOO_LARGE, UPSTREAM_DOWN, UPSTREAM_UNREACHABLE, UPSTREAM_TIMEOUT; only before the answer began
 */
export async function forward(request: IncomingMessage, response: ServerResponse, to: Forwarding): Promise<void> {
  const abort = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) abort.abort()
  })
  const answer = await send(request, to, abort.signal)
  response.writeHead(answer.statusCode, { ...responseHeaders(answer.headers), ...to.answerHeaders })
  if (String(answer.headers['content-type']).startsWith('text/event-stream')) {
    response.flushHeaders()
    to.onEventStream(() => response.end(() => abort.abort()))
  }
  await pipeline(answer.body, response).catch(() => response.destroy())
}

async function send(request: IncomingMessage, to: Forwarding, signal: AbortSignal): Promise<Answer> {
  const attempt = () => sendOnce(request, to, signal)
  const mayRepeat = request.method === 'GET' && !hasBody(request)
  try {
    return await attempt().catch((error: unknown) => {
      if (!mayRepeat || signal.aborted || !isConnectionError(error)) throw error
      return attempt()
    })
  } catch (error) {
    throw explained(to.upstream, error)
  }
}

function sendOnce(request: IncomingMessage, to: Forwarding, signal: AbortSignal): Promise<Answer> {
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > BODY_LIMIT) throw gatewayError('BODY_TOO_LARGE', { limit: BODY_LIMIT })
  const { target: path, headers } = to
  const method = request.method ?? 'GET'
  const body = hasBody(request) ? Readable.from(limited(request)) : null
  return to.pool.request({ method, path, headers, signal, body })
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
}

async function* limited(request: IncomingMessage): AsyncGenerator<Buffer, void> {
  let bytes = 0
  for await (const chunk of request) {
    const part = Buffer.from(chunk)
    bytes += part.length
    if (bytes > BODY_LIMIT) throw gatewayError('BODY_TOO_LARGE', { limit: BODY_LIMIT })
    yield part
  }
}

function explained(upstream: string, error: unknown): unknown {
  if (error instanceof TcctvError) return error
  const code = codeOf(error)
  if (/TIMEOUT/.test(code)) return serviceError('UPSTREAM_TIMEOUT', { upstream, timeoutMs: 300_000 }, error)
  if (code === 'ECONNREFUSED' || code === 'ENOENT')
    return gatewayError('UPSTREAM_DOWN', { upstream, retryAfterS: 1 }, error)
  return serviceError('UPSTREAM_UNREACHABLE', { upstream }, error)
}

function isConnectionError(error: unknown): boolean {
  return ['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(codeOf(error))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
