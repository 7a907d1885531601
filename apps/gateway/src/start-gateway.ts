import {
  ANONYMOUS,
  ASSERTION_HEADER,
  Histogram,
  Registry,
  bind,
  createApp,
  deriveKey,
  drain,
  ensureKeyFile,
  listen,
  signAssertion,
  type Logger,
  type Principal,
  type RunningService,
} from '@tcctv/service'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { join } from 'node:path'
import { z } from 'zod'
import type { GatewayConfig } from './config.ts'
import { gatewayError } from './errors.ts'
import { handle, type GatewayParts } from './gateway.ts'
import { Principals } from './principals.ts'
import { TokenBuckets } from './token-buckets.ts'
import { Upstreams, clientOf } from './upstreams.ts'

const SELF: Principal = { ...ANONYMOUS, id: 'gateway', kind: 'service', name: 'gateway' }
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']
const DEFAULT_PORT = 8080
const PORTS_TRIED = 50
const DRAIN_MS = 30_000
/** Limits of one connection; a slow sender is cut, its request is not half-handled. */
const LIMITS = {
  maxHeaderSize: 16_384,
  headersTimeout: 15_000,
  requestTimeout: 300_000,
  keepAliveTimeout: 10_000,
} as const

/** Opens the way in: server, upstream clients, and the metrics on a socket of their own. */
export async function startGateway(config: GatewayConfig, logger: Logger): Promise<RunningService> {
  const run = join(config.TCCTV_DATA_DIR, 'run')
  const masterKey = ensureKeyFile(config.TCCTV_ASSERTION_KEY_FILE ?? join(run, 'assertion.key'))
  const addresses = {
    platform: config.TCCTV_PLATFORM ?? join(run, 'platform.sock'),
    directory: config.TCCTV_DIRECTORY ?? join(run, 'directory.sock'),
    report: config.TCCTV_REPORT ?? join(run, 'report.sock'),
  }
  const clients = {
    platform: clientOf(addresses.platform, 'platform'),
    directory: clientOf(addresses.directory, 'directory'),
    report: clientOf(addresses.report, 'report'),
  }
  const platformKey = deriveKey(masterKey, 'platform')
  const selfHeaders = () => ({ [ASSERTION_HEADER]: signAssertion(platformKey, SELF, Date.now() / 1000) })
  const metrics = new Registry()
  const isPlatformReady = () =>
    clients.platform.json(z.unknown(), { path: '/readyz', timeoutMs: 2000 }).then(
      () => true,
      () => false,
    )
  const parts: GatewayParts = {
    upstreams: new Upstreams(clients.platform, selfHeaders),
    principals: new Principals(clients.platform, selfHeaders),
    addresses,
    masterKey,
    buckets: new TokenBuckets({ perS: config.TCCTV_RATE_PER_S, burst: config.TCCTV_RATE_BURST }),
    signInBuckets: new TokenBuckets({ perS: 0.5, burst: 20 }),
    openapi: [
      { prefix: '/api/platform', client: clients.platform },
      { prefix: '/api/directory', client: clients.directory },
      { prefix: '/api/reports', client: clients.report },
    ],
    allowedHosts: allowedHosts(config),
    portalDirectory: config.TCCTV_PORTAL_DIR,
    isTls: config.TCCTV_TLS_CERT_FILE !== undefined || config.TCCTV_BEHIND_PROXY,
    isPlatformReady,
    logger,
    seconds: new Histogram({
      name: 'gateway_request_seconds',
      help: 'Seconds from request to the end of the answer',
      labelNames: ['method', 'route', 'status'],
      registers: [metrics],
    }),
    eventStreams: new Set(),
  }
  const server = openServer(config, parts)
  const inner = await listen(
    createApp({ name: 'gateway', version: '0.1.0', logger, metrics, isReady: isPlatformReady }),
    {
      socketPath: join(run, 'gateway.sock'),
    },
  )
  return {
    address: await bindFree(server, config),
    close: async () => {
      const drained = drain(server, DRAIN_MS)
      for (const end of parts.eventStreams) end()
      await drained
      await Promise.all([inner.close(), parts.upstreams.close(), ...Object.values(clients).map((one) => one.close())])
    },
  }
}

/**
 * A server for plain HTTP or TLS.
 *
 * @throws {TcctvError} PLAIN_HTTP on an address that others can reach
 */
function openServer(config: GatewayConfig, parts: GatewayParts): Server {
  const { TCCTV_TLS_CERT_FILE: cert, TCCTV_TLS_KEY_FILE: key, TCCTV_HOST: host } = config
  const listener: Parameters<typeof createServer>[1] = (request, response) => void handle(parts, request, response)
  if (cert !== undefined && key !== undefined) {
    const files = { cert: readFileSync(cert), key: readFileSync(key), minVersion: 'TLSv1.2' } as const
    return createTlsServer({ ...LIMITS, ...files }, listener)
  }
  const isLoopback = ['localhost', '127.0.0.1', '::1'].includes(host)
  if (!isLoopback && !config.TCCTV_BEHIND_PROXY) throw gatewayError('PLAIN_HTTP', { host })
  return createServer(LIMITS, listener)
}

/** Binds the configured port, or 8080 and then the next free one. */
async function bindFree(server: Server, config: GatewayConfig): Promise<string> {
  const { TCCTV_PORT: port, TCCTV_HOST: host } = config
  const scheme = config.TCCTV_TLS_CERT_FILE === undefined ? 'http' : 'https'
  const ports = port === undefined ? Array.from({ length: PORTS_TRIED }, (_, index) => DEFAULT_PORT + index) : [port]
  let taken: unknown
  for (const candidate of ports) {
    try {
      return (await bind(server, { port: candidate, host })).replace(/^http/, scheme)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
      taken = error
    }
  }
  throw taken
}

function allowedHosts(config: GatewayConfig): ReadonlySet<string> {
  const named = config.TCCTV_ALLOWED_HOSTS.split(',').map((name) => name.trim().toLowerCase())
  return new Set([...LOOPBACK, config.TCCTV_HOST, ...named].filter((name) => name !== ''))
}
