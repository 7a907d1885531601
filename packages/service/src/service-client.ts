import { Pool } from 'undici'
import type { z } from 'zod'
import { serviceError } from './errors.ts'
import { NDJSON_TYPE, linesOf } from './ndjson.ts'
import { errorFromProblem, problemSchema } from './problem.ts'

/** Where another process listens. */
export type ClientAt = { readonly socketPath: string } | { readonly origin: string }

export type ClientRequest = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  /** Sent as JSON when given. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Milliseconds until the answer must have begun, and between two parts of it. Default 30,000. */
  readonly timeoutMs?: number
}

/** Calls of one other process. Close it to let the process end. */
export type ServiceClient = {
  /** @throws {TcctvError} the other side's problem, UPSTREAM_UNREACHABLE, UPSTREAM_TIMEOUT, UPSTREAM_ANSWER */
  readonly json: <S extends z.ZodType>(schema: S, request: ClientRequest) => Promise<z.infer<S>>
  /** Lines of a progress stream; a line `{"problem": …}` is thrown. Errors as for `json`. */
  readonly ndjson: <S extends z.ZodType>(schema: S, request: ClientRequest) => AsyncGenerator<z.infer<S>, void>
  readonly close: () => Promise<void>
}

type Answer = Awaited<ReturnType<Pool['request']>>

const TIMEOUT_MS = 30_000

/**
 * A client with its own connections. Nothing is retried here: the caller knows what is idempotent.
 *
 * @example
 * const client = serviceClient({ socketPath }, 'project pv-1')
 * await client.json(z.object({ status: z.string() }), { path: '/healthz' })
 */
export function serviceClient(at: ClientAt, upstream = 'the other process'): ServiceClient {
  const pool =
    'origin' in at ? new Pool(at.origin) : new Pool('http://localhost', { socketPath: at.socketPath, connections: 16 })
  return {
    json: async (schema, request) => {
      const answer = await send(pool, upstream, request)
      const parsed = schema.safeParse(await readJson(upstream, answer))
      if (!parsed.success) throw serviceError('UPSTREAM_ANSWER', { upstream, status: answer.statusCode }, parsed.error)
      return parsed.data
    },
    ndjson: async function* (schema, request) {
      const answer = await send(pool, upstream, { ...request, headers: { accept: NDJSON_TYPE, ...request.headers } })
      for await (const line of linesOf(answer.body)) yield parseLine(schema, line)
    },
    close: () => pool.close(),
  }
}

async function send(pool: Pool, upstream: string, request: ClientRequest): Promise<Answer> {
  const timeoutMs = request.timeoutMs ?? TIMEOUT_MS
  const answer = await pool
    .request({
      method: request.method ?? 'GET',
      path: request.path,
      headers: { ...(request.body === undefined ? {} : { 'content-type': 'application/json' }), ...request.headers },
      body: request.body === undefined ? null : JSON.stringify(request.body),
      signal: request.signal ?? null,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    })
    .catch((cause: unknown) => {
      throw connectionError(upstream, timeoutMs, request.signal, cause)
    })
  if (answer.statusCode >= 400) throw await problemOf(upstream, answer)
  return answer
}

function connectionError(
  upstream: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  cause: unknown,
): unknown {
  if (signal?.aborted === true) return cause
  const name = cause instanceof Error ? cause.name : ''
  if (/Timeout/.test(name)) return serviceError('UPSTREAM_TIMEOUT', { upstream, timeoutMs }, cause)
  return serviceError('UPSTREAM_UNREACHABLE', { upstream }, cause)
}

async function problemOf(upstream: string, answer: Answer): Promise<Error> {
  const problem = problemSchema.safeParse(await readJson(upstream, answer))
  if (problem.success) return errorFromProblem(problem.data)
  return serviceError('UPSTREAM_ANSWER', { upstream, status: answer.statusCode })
}

async function readJson(upstream: string, answer: Answer): Promise<unknown> {
  if (answer.statusCode === 204) return null
  const text = await answer.body.text()
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw serviceError('UPSTREAM_ANSWER', { upstream, status: answer.statusCode }, cause)
  }
}

function parseLine<S extends z.ZodType>(schema: S, text: string): z.infer<S> {
  const line: unknown = JSON.parse(text)
  if (typeof line === 'object' && line !== null && 'problem' in line) {
    throw errorFromProblem(problemSchema.parse(line.problem))
  }
  return schema.parse(line)
}
