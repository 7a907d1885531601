import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { gatewayError } from './errors.ts'
import { PORTAL_HEADERS, WORKER_HEADERS } from './headers.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}
/** The bundler puts a hash of the content into these names. */
const HASHED = /^\/assets\/.+-[\w-]{8,}\.\w+$/
const WORKER = /^\/assets\/[^/]+\.worker-[\w-]{8,}\.js$/

type Found = { readonly file: string; readonly bytes: number; readonly etag: string }

/**
 * Sends a file of the portal, or its page for every path that is an address inside the page.
 *
 * @param path checked by `routeOf`: no dot segments, no encoded slashes
 * @throws {TcctvError} METHOD_REFUSED, ADDRESS_UNKNOWN
 */
export async function sendPortalFile(
  request: IncomingMessage,
  response: ServerResponse,
  options: { readonly directory: string; readonly path: string; readonly headers: Readonly<Record<string, string>> },
): Promise<void> {
  const { directory, path, headers } = options
  const method = request.method ?? 'GET'
  if (method !== 'GET' && method !== 'HEAD') throw gatewayError('METHOD_REFUSED', { method })
  const found =
    (await find(directory, path)) ?? (path.startsWith('/assets/') ? undefined : await find(directory, '/index.html'))
  if (found === undefined) throw gatewayError('ADDRESS_UNKNOWN', { path })
  const isUnchanged = request.headers['if-none-match'] === found.etag
  response.writeHead(isUnchanged ? 304 : 200, {
    ...(WORKER.test(path) ? WORKER_HEADERS : PORTAL_HEADERS),
    ...headers,
    etag: found.etag,
    'cache-control': HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(isUnchanged ? {} : { 'content-type': typeOf(found.file), 'content-length': String(found.bytes) }),
  })
  if (isUnchanged || method === 'HEAD') response.end()
  else await pipeline(createReadStream(found.file), response).catch(() => response.destroy())
}

async function find(directory: string, path: string): Promise<Found | undefined> {
  const root = resolve(directory)
  const file = join(root, decodeURIComponent(path))
  if (!file.startsWith(`${root}${sep}`)) return undefined
  const info = await stat(file).catch(() => undefined)
  if (info?.isFile() !== true) return undefined
  return { file, bytes: info.size, etag: `"${info.size.toString(36)}-${Math.floor(info.mtimeMs).toString(36)}"` }
}

function typeOf(file: string): string {
  return TYPES[extname(file)] ?? 'application/octet-stream'
}
