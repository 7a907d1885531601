import { ANONYMOUS, knownError, principalSchema, type Principal, type ServiceClient } from '@tcctv/service'
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** What changes in the platform without a request through this gateway, as a session's end, is seen after this long. */
const CACHE_MS = 5000
const MAX_CACHED = 10_000

type Cached = { readonly principal: Promise<Principal>; readonly untilMs: number }

/** Asks the platform who sends a request, and remembers the answer for a few seconds. */
export class Principals {
  readonly #platform: ServiceClient
  readonly #headers: () => Record<string, string>
  readonly #cache = new Map<string, Cached>()

  /** @param headers assertion of the gateway itself, made anew for each call */
  constructor(platform: ServiceClient, headers: () => Record<string, string>) {
    this.#platform = platform
    this.#headers = headers
  }

  /** @throws {TcctvError} CREDENTIAL_INVALID for a wrong token; errors of the platform */
  of(headers: IncomingHttpHeaders, nowMs: number): Promise<Principal> {
    const credentials = credentialsOf(headers)
    if (credentials === undefined) return Promise.resolve(ANONYMOUS)
    const key = createHash('sha256').update(JSON.stringify(credentials)).digest('base64')
    const cached = this.#cache.get(key)
    if (cached !== undefined && cached.untilMs > nowMs) return cached.principal
    if (this.#cache.size >= MAX_CACHED) this.#cache.clear()
    const principal = this.#platform.json(principalSchema, {
      method: 'POST',
      path: '/internal/authenticate',
      headers: this.#headers(),
      body: credentials,
      timeoutMs: 10_000,
    })
    this.#cache.set(key, { principal, untilMs: nowMs + CACHE_MS })
    // A wrong credential is remembered; that the platform did not answer is not.
    principal.catch((error: unknown) => {
      if (knownError(error).status !== 401) this.#cache.delete(key)
    })
    return principal
  }

  /** After a sign-in, a sign-out, a role given or a key revoked nothing old may be used. */
  forget(): void {
    this.#cache.clear()
  }
}

function credentialsOf(
  headers: IncomingHttpHeaders,
): { readonly bearer: string } | { readonly cookie: string } | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  if (bearer !== undefined) return { bearer }
  return headers.cookie === undefined ? undefined : { cookie: headers.cookie }
}
