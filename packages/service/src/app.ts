import { OpenAPIHono } from '@hono/zod-openapi'
import { randomUUID } from 'node:crypto'
import { Registry, collectDefaultMetrics, Histogram } from 'prom-client'
import type { MiddlewareHandler } from 'hono'
import { ASSERTION_HEADER, verifyAssertion } from './assertion.ts'
import { serviceError } from './errors.ts'
import type { Logger } from './logger.ts'
import type { Principal } from './principal.ts'
import { PROBLEM_TYPE, knownError, problemFor, type Problem } from './problem.ts'

/** What every handler finds on its context: `c.var.requestId`, and `c.var.principal` behind {@link requireAssertion}. */
export type ServiceEnv = { Variables: { requestId: string; principal: Principal } }
export type ServiceApp = OpenAPIHono<ServiceEnv>

export type AppOptions = {
  readonly name: string
  readonly version: string
  readonly logger: Logger
  /** Whether the process can serve now; asked by `/readyz`. Default: always. */
  readonly isReady?: () => boolean | Promise<boolean>
  /** Metrics of the process are added to this registry. */
  readonly metrics?: Registry
}

/**
 * An app with what every process shares: request id, problem+json for errors, refused bodies and unknown routes,
 * `/healthz`, `/readyz`, `/metrics`, `/openapi.json`, access log and a histogram of request seconds by route. Does not
 * check who asks: add {@link requireAssertion}.
 */
export function createApp(options: AppOptions): ServiceApp {
  const app = createRouter()
  const metrics = options.metrics ?? new Registry()
  app.use(observe(options.logger, metrics))
  app.onError((error, c) => {
    const known = knownError(error)
    if (known.status >= 500) options.logger.error({ err: error, requestId: c.var.requestId }, 'request failed')
    const answer = problemResponse(problemFor(known, { instance: c.req.path, requestId: c.var.requestId }))
    const retryAfterS = known.details['retryAfterS']
    if (typeof retryAfterS === 'number') answer.headers.set('retry-after', String(Math.ceil(retryAfterS)))
    return answer
  })
  app.notFound((c) => {
    const error = serviceError('ROUTE_UNKNOWN', { method: c.req.method, path: c.req.path })
    return problemResponse(problemFor(error, { instance: c.req.path, requestId: c.var.requestId }))
  })
  addProbes(app, options, metrics)
  return app
}

/** An empty router to be mounted in an app; invalid requests are answered with all their faults. */
export function createRouter(): ServiceApp {
  return new OpenAPIHono<ServiceEnv>({
    defaultHook: (result) => {
      if (!result.success) throw result.error
    },
  })
}

/** A problem as a response, with its own status. */
export function problemResponse(problem: Problem): Response {
  return Response.json(problem, { status: problem.status, headers: { 'content-type': PROBLEM_TYPE } })
}

/**
 * Lets only requests pass that the gateway signed with this key; sets `c.var.principal`.
 *
 * @throws {TcctvError} ASSERTION_MISSING, ASSERTION_INVALID
 */
export function requireAssertion(
  key: Uint8Array,
  nowS: () => number = () => Date.now() / 1000,
): MiddlewareHandler<ServiceEnv> {
  return async (c, next) => {
    const assertion = verifyAssertion(key, c.req.header(ASSERTION_HEADER), nowS())
    c.set('principal', assertion.principal)
    if (assertion.requestId !== '') c.set('requestId', assertion.requestId)
    await next()
  }
}

function observe(logger: Logger, metrics: Registry): MiddlewareHandler<ServiceEnv> {
  const seconds = new Histogram({
    name: 'http_request_seconds',
    help: 'Seconds from request to the start of the answer',
    labelNames: ['method', 'route', 'status'],
    registers: [metrics],
  })
  return async (c, next) => {
    const given = c.req.header('x-request-id')
    c.set('requestId', given !== undefined && /^[\w-]{8,64}$/.test(given) ? given : randomUUID())
    const startMs = performance.now()
    await next()
    c.res.headers.set('x-request-id', c.var.requestId)
    const labels = { method: c.req.method, route: c.req.routePath, status: c.res.status }
    const tookS = (performance.now() - startMs) / 1000
    seconds.observe(labels, tookS)
    logger.debug({ ...labels, requestId: c.var.requestId, seconds: tookS }, 'request answered')
  }
}

function addProbes(app: ServiceApp, options: AppOptions, metrics: Registry): void {
  collectDefaultMetrics({ register: metrics })
  app.get('/healthz', (c) => c.json({ status: 'alive', name: options.name, version: options.version }))
  app.get('/readyz', async (c) => {
    const ready = (await options.isReady?.()) ?? true
    return c.json({ status: ready ? 'ready' : 'not ready', name: options.name }, ready ? 200 : 503)
  })
  app.get('/metrics', async (c) => c.text(await metrics.metrics(), 200, { 'content-type': metrics.contentType }))
  app.doc31('/openapi.json', { openapi: '3.1.0', info: { title: options.name, version: options.version } })
}
