import { setImmediate, setTimeout } from 'node:timers/promises'
import { linesOf } from '@tcctv/service'
import { TcctvError } from '@tcctv/units'
import { z } from 'zod'
import { cliError } from './errors.ts'

const problemSchema = z.object({
  status: z.number(),
  code: z.string(),
  detail: z.string().optional(),
  title: z.string().optional(),
  advice: z.string().default(''),
  faults: z.unknown().optional(),
})

type Call = {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly json?: unknown
  readonly body?: Uint8Array
  readonly contentType?: string
  readonly signal?: AbortSignal
}

/** Calls through a gateway with one user's session. */
export type GatewayClient = {
  readonly origin: string
  /** @throws {TcctvError} the problem of the answer, ANSWER_UNEXPECTED */
  readonly json: <S extends z.ZodType>(schema: S, path: string, call?: Call) => Promise<z.infer<S>>
  /** Lines of a progress stream; a problem in it is thrown. */
  readonly lines: <S extends z.ZodType>(schema: S, path: string, call?: Call) => AsyncGenerator<z.infer<S>, void>
  readonly bytes: (path: string) => Promise<Uint8Array>
}

/** A client without sign-in. */
export function connect(origin: string, cookie?: string): GatewayClient {
  const send = async (path: string, call: Call): Promise<Response> => {
    const headers = new Headers({ origin, ...(cookie === undefined ? {} : { cookie }) })
    if (call.json !== undefined) headers.set('content-type', 'application/json')
    if (call.contentType !== undefined) headers.set('content-type', call.contentType)
    const body = call.json === undefined ? call.body : JSON.stringify(call.json)
    const request = {
      method: call.method ?? (body === undefined ? 'GET' : 'POST'),
      headers,
      body: body ?? null,
      signal: call.signal ?? null,
    }
    const answer = await fetchInTurn(new URL(path, origin), request)
    if (!answer.ok) throw await problemOf(answer, path, call)
    return answer
  }
  return {
    origin,
    json: async (schema, path, call = {}) => schema.parse(await (await send(path, call)).json()),
    bytes: async (path) => new Uint8Array(await (await send(path, {})).arrayBuffer()),
    lines: async function* (schema, path, call = {}) {
      const { body } = await send(path, call)
      for await (const line of linesOf(chunksOf(body))) yield schema.parse(parsedLine(line))
    },
  }
}

const MOST_WAITS = 5
const LONGEST_WAIT_S = 10

/** A request that the gateway refused for its rate did nothing: it is sent again after the time that the answer names. */
async function fetchInTurn(url: URL, request: RequestInit & { readonly method: string }): Promise<Response> {
  for (let waits = 0; ; waits += 1) {
    const answer = await fetchOnce(url, request)
    const waitS = Number(answer.headers.get('retry-after') ?? Number.NaN)
    if (answer.status !== 429 || waits === MOST_WAITS || !(waitS <= LONGEST_WAIT_S)) return answer
    await answer.body?.cancel()
    await setTimeout(waitS * 1000, undefined, request.signal instanceof AbortSignal ? { signal: request.signal } : {})
  }
}

/** A kept connection may have been closed by the other side meanwhile; a GET is then sent once more. */
async function fetchOnce(url: URL, request: RequestInit & { readonly method: string }): Promise<Response> {
  await closedConnectionsSeen()
  try {
    return await fetch(url, request)
  } catch (cause) {
    if (request.method !== 'GET' || request.signal?.aborted === true)
      throw cliError('GATEWAY_UNREACHABLE', { url: url.href }, cause)
    return fetch(url, request)
  }
}

/**
 * The gateway closes an idle connection after 10 s. Signing thousands of batches takes longer and lets no event through,
 * so that a request would be written to a connection that is closed already. The second turn begins after one in which
 * the events of all connections were taken.
 */
async function closedConnectionsSeen(): Promise<void> {
  await setImmediate()
  await setImmediate()
}

export type Credentials = { readonly email: string; readonly password: string }

/** Signs in and returns a client with the session. @throws {TcctvError} the platform's refusal */
export async function signIn(origin: string, credentials: Credentials): Promise<GatewayClient> {
  return connect(origin, await openSession(origin, credentials))
}

/** Signs in and returns the cookie of the session. @throws {TcctvError} the platform's refusal */
export async function openSession(origin: string, credentials: Credentials): Promise<string | undefined> {
  const answer = await fetchInTurn(new URL('/api/platform/sign-in', origin), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify(credentials),
  })
  if (!answer.ok) throw await problemOf(answer, '/api/platform/sign-in', { method: 'POST' })
  return answer.headers.getSetCookie()[0]?.split(';')[0]
}

function parsedLine(line: string): unknown {
  const parsed: unknown = JSON.parse(line)
  if (typeof parsed !== 'object' || parsed === null || !('problem' in parsed)) return parsed
  throw errorOf(problemSchema.parse(parsed.problem))
}

async function problemOf(answer: Response, path: string, { method = 'GET' }: Call): Promise<TcctvError> {
  const text = await answer.text()
  const problem = problemSchema.safeParse(parseJson(text))
  if (problem.success) return errorOf(problem.data)
  return cliError('ANSWER_UNEXPECTED', { method, path, status: answer.status, found: text.slice(0, 200) })
}

function errorOf({ status, code, detail, title, advice, faults }: z.infer<typeof problemSchema>): TcctvError {
  return new TcctvError({
    status,
    code,
    message: detail ?? title ?? code,
    advice,
    details: faults === undefined ? {} : { faults },
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // not JSON: the caller says what it got
  }
}

async function* chunksOf(body: Response['body']): AsyncIterable<Uint8Array> {
  const reader = body?.getReader()
  if (reader === undefined) return
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
}
