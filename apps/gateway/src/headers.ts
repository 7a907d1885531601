import type { IncomingHttpHeaders } from 'node:http'

/** Headers of one hop only (RFC 9110, 7.6.1), and those that the gateway alone may set. */
const DROPPED = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'host',
  'authorization',
  'cookie',
  'forwarded',
  'x-real-ip',
  'x-request-id',
])
const DROPPED_PREFIXES = ['x-tcctv-', 'x-forwarded-']

/** Headers of a request that go on to the upstream: neither of one hop nor about who asks. */
export function requestHeaders(inbound: IncomingHttpHeaders): Record<string, string | string[]> {
  return kept(inbound, (name) => DROPPED.has(name) || DROPPED_PREFIXES.some((prefix) => name.startsWith(prefix)))
}

/** Headers of an answer that go back to the client. */
export function responseHeaders(answer: IncomingHttpHeaders): Record<string, string | string[]> {
  return kept(answer, (name) => name !== 'cookie' && name !== 'authorization' && DROPPED.has(name))
}

/** For everything that is not the portal: data is never a page of its own. */
export const DATA_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
} as const

/** For the portal's files: own scripts and styles only, nothing inline. */
export const PORTAL_HEADERS = portalHeaders("'self'")

/**
 * For the scripts of its workers. A worker has the policy of its own script; the checker of proofs recovers keys with
 * WebAssembly, which pages needn't be allowed. Neither may turn text into code.
 */
export const WORKER_HEADERS = portalHeaders("'self' 'wasm-unsafe-eval'")

function portalHeaders(scripts: string) {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
    'cross-origin-opener-policy': 'same-origin',
    'content-security-policy': [
      "default-src 'none'",
      `script-src ${scripts}`,
      "style-src 'self'",
      "img-src 'self' data: blob:",
      "font-src 'self'",
      "connect-src 'self'",
      "worker-src 'self' blob:",
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
  }
}

/** Tells browsers to stay with TLS; sent under TLS only. */
export const TLS_HEADERS = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } as const

function kept(headers: IncomingHttpHeaders, isDropped: (name: string) => boolean): Record<string, string | string[]> {
  const named = new Set(headers.connection?.split(',').map((name) => name.trim().toLowerCase()))
  const out: Record<string, string | string[]> = {}
  for (const [name, text] of Object.entries(headers)) {
    if (text !== undefined && !named.has(name) && !isDropped(name)) out[name] = text
  }
  return out
}
