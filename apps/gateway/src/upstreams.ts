import { serviceClient, type ServiceClient } from '@tcctv/service'
import { Pool } from 'undici'
import { z } from 'zod'

/** A time limit for the first byte of an answer; a cold start with its chain is inside. */
const ANSWER_TIMEOUT_MS = 300_000
const START_TIMEOUT_MS = 90_000
/** A stopped project is noticed by its refused connection; the cache only spares the question. */
const SOCKET_CACHE_MS = 2000

/** Connection pools by address, and the sockets of started projects. */
export class Upstreams {
  readonly #pools = new Map<string, Pool>()
  readonly #sockets = new Map<string, { readonly address: Promise<string>; untilMs: number }>()
  readonly #platform: ServiceClient
  readonly #headers: () => Record<string, string>

  constructor(platform: ServiceClient, headers: () => Record<string, string>) {
    this.#platform = platform
    this.#headers = headers
  }

  /** Pool of a socket path or an origin. */
  pool(address: string): Pool {
    const found = this.#pools.get(address)
    if (found !== undefined) return found
    const options = { connections: 64, headersTimeout: ANSWER_TIMEOUT_MS, bodyTimeout: 0 }
    const pool = isOrigin(address)
      ? new Pool(address, options)
      : new Pool('http://localhost', { ...options, socketPath: address })
    this.#pools.set(address, pool)
    return pool
  }

  /** Socket of a project, started when it is not running; one start for all who ask meanwhile. */
  projectAddress(slug: string, nowMs: number): Promise<string> {
    const cached = this.#sockets.get(slug)
    if (cached !== undefined && cached.untilMs > nowMs) return cached.address
    const entry = { address: this.#start(slug), untilMs: Number.POSITIVE_INFINITY }
    this.#sockets.set(slug, entry)
    entry.address.then(
      () => {
        entry.untilMs = Date.now() + SOCKET_CACHE_MS
      },
      () => this.#sockets.delete(slug),
    )
    return entry.address
  }

  forgetProject(slug: string): void {
    this.#sockets.delete(slug)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()))
  }

  async #start(slug: string): Promise<string> {
    const { socketPath } = await this.#platform.json(z.object({ socketPath: z.string() }), {
      method: 'POST',
      path: `/internal/projects/${slug}/ensure-started`,
      headers: this.#headers(),
      timeoutMs: START_TIMEOUT_MS,
    })
    return socketPath
  }
}

/** A client of a fixed upstream. */
export function clientOf(address: string, name: string): ServiceClient {
  return serviceClient(isOrigin(address) ? { origin: address } : { socketPath: address }, name)
}

function isOrigin(address: string): boolean {
  return /^https?:\/\//.test(address)
}
