import { getRequestListener } from '@hono/node-server'
import { chmodSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { serviceError } from './errors.ts'

/** A unix socket of this computer, or a TCP port (0 takes a free one). */
export type ListenAt = { readonly socketPath: string } | { readonly port: number; readonly host: string }

/** A server that accepts requests. `address` is the socket path or the origin. */
export type Listening = { readonly address: string; readonly close: (drainMs?: number) => Promise<void> }

const DRAIN_MS = 30_000
/** sun_path of Linux holds 108 bytes, of macOS 104, both with the closing zero. */
const SOCKET_PATH_LIMIT = 103

/**
 * Serves an app. A socket file is made with mode 0600 in a directory of mode 0700; one that is left from a process
 * that died is replaced, one that still answers is not.
 *
 * @throws {TcctvError} SOCKET_IN_USE, SOCKET_PATH_LONG
 */
export async function listen(
  app: { readonly fetch: (request: Request) => Response | Promise<Response> },
  at: ListenAt,
): Promise<Listening> {
  const listener = getRequestListener((request) => app.fetch(request), { overrideGlobalObjects: false })
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing))
  return { address: await bind(server, at), close: (drainMs = DRAIN_MS) => drain(server, drainMs) }
}

/** Binds a server and gives its address; see {@link listen} for what happens to socket files. */
export async function bind(server: Server, at: ListenAt): Promise<string> {
  if ('socketPath' in at) {
    await freeSocket(at.socketPath)
    await started(server, () => server.listen(at.socketPath))
    chmodSync(at.socketPath, 0o600)
    return at.socketPath
  }
  await started(server, () => server.listen(at.port, at.host))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : at.port
  return `http://${at.host.includes(':') ? `[${at.host}]` : at.host}:${port}`
}

/** Stops accepting, lets running requests finish, and cuts what is left after `drainMs`. */
export async function drain(server: Server, drainMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  server.closeIdleConnections()
  // A kept-alive connection becomes idle only when its request ends: sweep until none is left.
  const sweep = setInterval(() => server.closeIdleConnections(), 50)
  const cut = setTimeout(() => server.closeAllConnections(), drainMs)
  await closed
  clearInterval(sweep)
  clearTimeout(cut)
}

/** Whether a process accepts connections on the socket file. */
export function socketAnswers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path)
    const end = (answers: boolean) => {
      probe.destroy()
      resolve(answers)
    }
    probe.once('connect', () => end(true))
    probe.once('error', () => end(false))
    probe.setTimeout(1000, () => end(false))
  })
}

async function freeSocket(path: string): Promise<void> {
  const found = Buffer.byteLength(path)
  if (found > SOCKET_PATH_LIMIT) throw serviceError('SOCKET_PATH_LONG', { path, found, limit: SOCKET_PATH_LIMIT })
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return
  if (await socketAnswers(path)) throw serviceError('SOCKET_IN_USE', { path })
  rmSync(path, { force: true })
}

function started(server: Server, start: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.once('listening', () => {
      server.off('error', reject)
      resolve()
    })
    start()
  })
}
