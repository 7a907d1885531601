import {
  ANONYMOUS,
  ASSERTION_HEADER,
  PROBLEM_TYPE,
  deriveKey,
  isCrossSite,
  knownError,
  problemFor,
  serviceError,
  signAssertion,
  type Histogram,
  type Logger,
  type Principal,
} from '@tcctv/service'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { gatewayError } from './errors.ts'
import { forward } from './forward.ts'
import { DATA_HEADERS, TLS_HEADERS, requestHeaders } from './headers.ts'
import { mergedOpenapi, type OpenapiSource } from './merged-openapi.ts'
import { sendPortalFile } from './portal-files.ts'
import type { Principals } from './principals.ts'
import { routeOf, type Route } from './route-of.ts'
import type { TokenBuckets } from './token-buckets.ts'
import type { Upstreams } from './upstreams.ts'

export type GatewayParts = {
  readonly upstreams: Upstreams
  readonly principals: Principals
  /** Address of each fixed upstream: socket path or origin. */
  readonly addresses: Readonly<Record<'platform' | 'directory' | 'report', string>>
  readonly masterKey: Uint8Array
  readonly buckets: TokenBuckets
  readonly signInBuckets: TokenBuckets
  readonly openapi: readonly OpenapiSource[]
  readonly allowedHosts: ReadonlySet<string>
  readonly portalDirectory: string | undefined
  readonly isTls: boolean
  readonly isPlatformReady: () => Promise<boolean>
  readonly logger: Logger
  readonly seconds: Histogram
  /** Streams of events under way; ended when the gateway drains. */
  readonly eventStreams: Set<() => void>
}

/** One request on its way. */
type Exchange = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly requestId: string
  readonly address: string
  readonly host: string
  readonly query: string
}
type Seen = { route: string; principalId: string }

/** Answers one request; never rejects. */
export async function handle(parts: GatewayParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const startMs = performance.now()
  const startBytes = request.socket.bytesWritten
  const seen: Seen = { route: 'none', principalId: '' }
  const [path = '', ...query] = (request.url ?? '').split('?')
  const exchange: Exchange = {
    request,
    response,
    requestId: randomUUID(),
    address: request.socket.remoteAddress ?? '',
    host: request.headers.host ?? '',
    query: query.length === 0 ? '' : `?${query.join('?')}`,
  }
  try {
    checkHost(parts, exchange.host)
    const route = routeOf(path)
    seen.route = route.to
    await answer(parts, exchange, route, seen)
  } catch (error) {
    sendProblem(parts, exchange, path, error)
  }
  const bytes = request.socket.bytesWritten - startBytes
  logAccess(parts, exchange, path, { ...seen, bytes, seconds: (performance.now() - startMs) / 1000 })
}

async function answer(parts: GatewayParts, exchange: Exchange, route: Route, seen: Seen): Promise<void> {
  const { request, response } = exchange
  if (route.to === 'own') return sendOwn(parts, exchange, route.path)
  if (route.to === 'portal') {
    const { portalDirectory: directory } = parts
    if (directory === undefined) throw gatewayError('ADDRESS_UNKNOWN', { path: route.path })
    return sendPortalFile(request, response, { directory, path: route.path, headers: ownHeaders(parts, exchange) })
  }
  const principal = await authenticated(parts, exchange, route)
  seen.principalId = principal.id
  try {
    await sendOn(parts, exchange, route, principal)
  } catch (error) {
    if (route.to !== 'project' || !isUnsent(request, error)) throw error
    await sendOn(parts, exchange, route, principal) // its socket is forgotten by now: this starts it
  }
}

/** Nobody listened and nothing of the request was read: a project that was stopped a moment ago. */
function isUnsent(request: IncomingMessage, error: unknown): boolean {
  return knownError(error).code === 'UPSTREAM_DOWN' && !request.readableDidRead && !request.destroyed
}

async function authenticated(parts: GatewayParts, exchange: Exchange, route: Route): Promise<Principal> {
  const { headers, method = 'GET' } = exchange.request
  const nowMs = Date.now()
  const isSignIn = route.to === 'platform' && route.path === '/sign-in'
  if (isSignIn) parts.signInBuckets.take(exchange.address, nowMs)
  const origin = {
    method,
    host: exchange.host,
    origin: headers.origin,
    secFetchSite: siteOf(headers['sec-fetch-site']),
  }
  const usesCookie = headers.cookie !== undefined && headers.authorization === undefined
  if ((usesCookie || (isSignIn && headers.origin !== undefined)) && isCrossSite(origin))
    throw serviceError('CROSS_SITE', { method })
  const principal = isSignIn
    ? ANONYMOUS
    : await parts.principals.of(headers, nowMs).catch((error: unknown) => {
        parts.buckets.take(`address:${exchange.address}`, nowMs) // wrong tokens are not free either
        throw error
      })
  parts.buckets.take(principal.kind === 'anonymous' ? `address:${exchange.address}` : principal.id, nowMs)
  return principal
}

async function sendOn(
  parts: GatewayParts,
  exchange: Exchange,
  route: Exclude<Route, { to: 'own' | 'portal' }>,
  principal: Principal,
): Promise<void> {
  const { request, response, requestId } = exchange
  const isProject = route.to === 'project'
  const address = isProject ? await parts.upstreams.projectAddress(route.slug, Date.now()) : parts.addresses[route.to]
  const audience = isProject ? `project:${route.slug}` : route.to
  const key = deriveKey(parts.masterKey, audience)
  const cookie = route.to === 'platform' ? request.headers.cookie : undefined
  try {
    await forward(request, response, {
      pool: parts.upstreams.pool(address),
      upstream: isProject ? `project ${route.slug}` : route.to,
      target: `${route.path}${exchange.query}`,
      headers: {
        ...requestHeaders(request.headers),
        ...(cookie === undefined ? {} : { cookie }),
        host: exchange.host,
        'x-forwarded-for': exchange.address,
        'x-forwarded-host': exchange.host,
        'x-forwarded-proto': parts.isTls ? 'https' : 'http',
        'x-request-id': requestId,
        [ASSERTION_HEADER]: signAssertion(key, principal, Date.now() / 1000, requestId),
      },
      answerHeaders: { ...DATA_HEADERS, ...ownHeaders(parts, exchange) },
      onEventStream: (end) => {
        parts.eventStreams.add(end)
        response.once('close', () => parts.eventStreams.delete(end))
      },
    })
  } catch (error) {
    if (isProject) parts.upstreams.forgetProject(route.slug)
    throw error
  } finally {
    if (route.to === 'platform' && isWrite(request.method)) parts.principals.forget()
  }
}

function isWrite(method: string | undefined): boolean {
  return method !== 'GET' && method !== 'HEAD'
}

async function sendOwn(parts: GatewayParts, exchange: Exchange, path: '/healthz' | '/readyz' | '/openapi.json') {
  if (path === '/healthz') return sendJson(parts, exchange, 200, { status: 'alive', name: 'gateway' })
  if (path === '/openapi.json') return sendJson(parts, exchange, 200, await mergedOpenapi(parts.openapi))
  const isReady = await parts.isPlatformReady()
  return sendJson(parts, exchange, isReady ? 200 : 503, { status: isReady ? 'ready' : 'not ready', name: 'gateway' })
}

function sendJson(parts: GatewayParts, exchange: Exchange, status: number, body: unknown): void {
  const headers = { ...DATA_HEADERS, ...ownHeaders(parts, exchange), 'content-type': 'application/json' }
  exchange.response.writeHead(status, headers).end(JSON.stringify(body))
}

function sendProblem(parts: GatewayParts, exchange: Exchange, path: string, error: unknown): void {
  const { request, response, requestId } = exchange
  const known = knownError(error)
  if (known.code === 'INTERNAL') parts.logger.error({ err: error, requestId }, 'request failed')
  if (response.headersSent || response.destroyed) return void response.destroy()
  const retryAfterS = known.details['retryAfterS']
  const isUnread = !request.complete && known.status === 413
  const body = Buffer.from(JSON.stringify(problemFor(known, { instance: path, requestId })))
  response.writeHead(known.status, {
    ...DATA_HEADERS,
    ...ownHeaders(parts, exchange),
    ...(typeof retryAfterS === 'number' ? { 'retry-after': String(retryAfterS) } : {}),
    ...(isUnread ? { connection: 'close' } : {}),
    'content-type': PROBLEM_TYPE,
    'content-length': body.length,
  })
  if (isUnread) endAfterRest(request, response, body)
  else response.end(body)
}

const REST_BYTES = 64 * 1024 * 1024
const REST_MS = 10_000

/**
 * Sends an answer whole and ends the connection when the rest of the request has come, within bounds. Ending it at once
 * would reset it, and a sender that is still writing would see the reset instead of the answer.
 */
function endAfterRest(request: IncomingMessage, response: ServerResponse, body: Uint8Array): void {
  const timer = setTimeout(() => response.end(), REST_MS)
  let bytes = 0
  request.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length
    if (bytes > REST_BYTES) response.end()
  })
  request.once('end', () => response.end())
  response.once('close', () => clearTimeout(timer))
  response.write(body)
}

function ownHeaders(parts: GatewayParts, { requestId }: Exchange): Record<string, string> {
  return { 'x-request-id': requestId, ...(parts.isTls ? TLS_HEADERS : {}) }
}

function checkHost({ allowedHosts }: GatewayParts, host: string): void {
  const name = host.replace(/:\d+$/, '').toLowerCase()
  if (!allowedHosts.has(name)) throw gatewayError('HOST_REFUSED', { host })
}

function siteOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined
}

function logAccess(
  parts: GatewayParts,
  { request, response, requestId }: Exchange,
  path: string,
  seen: Seen & { readonly bytes: number; readonly seconds: number },
): void {
  const { method = '' } = request
  const status = response.statusCode
  parts.seconds.observe({ method, route: seen.route, status }, seen.seconds)
  parts.logger.info({ requestId, method, path, status, ...seen }, 'answered')
}
