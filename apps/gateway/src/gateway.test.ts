import {
  ANONYMOUS,
  ASSERTION_HEADER,
  PROBLEM_TYPE,
  createApp,
  createLogger,
  createRouter,
  deriveKey,
  ensureKeyFile,
  errorFromProblem,
  listen,
  problemSchema,
  readConfig,
  requireAssertion,
  verifyAssertion,
  type Listening,
  type Principal,
  type RunningService,
} from '@tcctv/service'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request, type IncomingMessage, type RequestOptions, type Server } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gatewayConfigSchema } from './config.ts'
import { startGateway } from './start-gateway.ts'

const user: Principal = {
  id: 'u1',
  kind: 'user',
  name: 'U',
  roles: { operator: false, projects: { 'pv-1': ['registry'] } },
}
const logger = createLogger({ name: 'test', level: 'silent' })

describe('gateway', () => {
  let directory: string
  let key: Uint8Array
  let platform: Listening
  let project: { server: Server; socket: string; cancelled: Promise<void> }
  let gateway: RunningService
  let starts = 0
  let authentications = 0
  let staleSocket: string | undefined
  let logs = ''

  const start = (more: Record<string, string> = {}) => {
    const env = { TCCTV_DATA_DIR: directory, TCCTV_PORT: '0', TCCTV_PORTAL_DIR: join(directory, 'portal'), ...more }
    const log = createLogger({ name: 'gateway' }, { write: (text) => void (logs += text) })
    return startGateway(readConfig(gatewayConfigSchema, env), log)
  }

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'tg-'))
    key = ensureKeyFile(join(directory, 'run', 'assertion.key'))
    mkdirSync(join(directory, 'portal', 'assets'), { recursive: true })
    writeFileSync(join(directory, 'portal', 'index.html'), '<!doctype html>portal')
    for (const script of ['app-a1b2c3d4.js', 'proof.worker-a1b2c3d4.js'])
      writeFileSync(join(directory, 'portal', 'assets', script), 'export {}')
    writeFileSync(join(directory, 'secret.txt'), 'secret')
    project = await fakeProject(join(directory, 'run', 'p.sock'), deriveKey(key, 'project:pv-1'))
    platform = await fakePlatform()
    gateway = await start()
  })
  afterAll(async () => {
    await gateway.close()
    await platform.close(0)
    project.server.closeAllConnections()
    project.server.close()
    rmSync(directory, { recursive: true })
  })

  async function fakePlatform(): Promise<Listening> {
    const app = createApp({ name: 'platform', version: '1', logger })
    app.use(requireAssertion(deriveKey(key, 'platform')))
    const router = createRouter()
    router.post('/internal/authenticate', async (c) => {
      expect(c.var.principal).toMatchObject({ kind: 'service', id: 'gateway' })
      authentications += 1
      const { bearer } = (await c.req.json()) as { bearer?: string }
      if (bearer === 'wrong') throw errorFromProblem(problemSchema.parse({ ...problem, code: 'CREDENTIAL_INVALID' }))
      return c.json(bearer === 'good' ? user : ANONYMOUS)
    })
    router.post('/internal/projects/:slug/ensure-started', (c) => {
      starts += 1
      if (c.req.param('slug') === 'gone') return c.json({ socketPath: join(directory, 'run', 'nobody.sock') })
      if (c.req.param('slug') !== 'pv-1') {
        throw errorFromProblem(problemSchema.parse({ ...problem, status: 404, code: 'PROJECT_UNKNOWN' }))
      }
      const socketPath = staleSocket ?? project.socket
      staleSocket = undefined
      return c.json({ socketPath })
    })
    router.post('/sign-in', (c) => c.json({ cookie: c.req.header('cookie') ?? null }))
    router.post('/memberships', (c) => c.json({}))
    router.get('/me', (c) =>
      c.json({ who: c.var.principal, cookie: c.req.header('cookie'), proto: c.req.header('x-forwarded-proto') }),
    )
    return listen(app.route('/', router), { socketPath: join(directory, 'run', 'platform.sock') })
  }

  function send(path: string, options: RequestOptions & { body?: string | Buffer } = {}): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const sending = request(`${gateway.address}${path}`, { agent: false, ...options })
      sending.once('response', resolve)
      sending.once('error', reject)
      sending.end(options.body)
    })
  }
  async function get(path: string, options: RequestOptions & { body?: string | Buffer } = {}) {
    const answer = await send(path, options)
    const chunks: Buffer[] = []
    for await (const chunk of answer) chunks.push(Buffer.from(chunk))
    const text = Buffer.concat(chunks).toString()
    const isJson = /json/.test(answer.headers['content-type'] ?? '')
    return { status: answer.statusCode, headers: answer.headers, text, body: isJson ? JSON.parse(text) : undefined }
  }
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

  it('strips the prefix and says who asks, whatever the client claims', async () => {
    const claimed = { ...bearer('good'), [ASSERTION_HEADER]: 'forged', 'x-forwarded-for': '1.2.3.4', cookie: 'a=1' }
    const { status, body, headers } = await get('/api/projects/pv-1/echo?a=b%20c', { headers: claimed })
    expect(status).toBe(200)
    expect(body).toMatchObject({ url: '/echo?a=b%20c', principal: user, headers: { 'x-forwarded-for': '127.0.0.1' } })
    expect(body.headers).not.toHaveProperty('authorization')
    expect(body.headers).not.toHaveProperty('cookie')
    expect(body.requestId).toBe(headers['x-request-id'])
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
    expect(headers['content-security-policy']).toContain("default-src 'none'")
  })

  it('lets the anonymous through as such', async () => {
    expect((await get('/api/projects/pv-1/echo')).body).toMatchObject({ principal: ANONYMOUS })
  })

  it('passes cookies to the platform only', async () => {
    const { body } = await get('/api/platform/me', { headers: { cookie: 'tcctv_session=x' } })
    expect(body).toEqual({ who: ANONYMOUS, cookie: 'tcctv_session=x', proto: 'http' })
  })

  it('refuses a wrong token', async () => {
    const { status, body, headers } = await get('/api/platform/me', { headers: bearer('wrong') })
    expect([status, body.code, headers['content-type']]).toEqual([401, 'CREDENTIAL_INVALID', PROBLEM_TYPE])
    expect(body.requestId).toBe(headers['x-request-id'])
  })

  it.each([
    ['another site', { origin: 'http://evil.example' }, 403],
    ['no origin', {}, 403],
    ['the same origin', { 'sec-fetch-site': 'same-origin' }, 200],
  ])('with a cookie and %s an unsafe request gets %s', async (_, headers, expected) => {
    const options = { method: 'POST', headers: { cookie: 'tcctv_session=x', ...headers } }
    expect((await get('/api/projects/pv-1/echo', options)).status).toBe(expected)
  })

  it.each([
    ['/api/projects/unknown/x', 404, 'PROJECT_UNKNOWN'],
    ['/api/projects/gone/x', 503, 'UPSTREAM_DOWN'],
    ['/api/directory/x', 503, 'UPSTREAM_DOWN'],
    ['/api/platform/internal/authenticate', 404, 'ADDRESS_UNKNOWN'],
    ['/api/platform/a%2fb', 400, 'PATH_REFUSED'],
    ['/metrics', 404, 'ADDRESS_UNKNOWN'],
  ])('answers %s with %i %s', async (path, status, code) => {
    const answer = await get(path)
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })

  it('refuses a host it does not serve', async () => {
    expect(await get('/', { headers: { host: 'evil.example' } })).toMatchObject({ status: 421 })
  })

  it('asks for one start when many requests meet a cold project', async () => {
    const before = starts
    await Promise.all(Array.from({ length: 50 }, () => get('/api/projects/pv-1/echo')))
    expect(starts - before).toBeLessThanOrEqual(1)
  })

  it('streams a body through unchanged', async () => {
    const body = Buffer.alloc(5_000_000, 'x')
    const answer = await get('/api/projects/pv-1/count', {
      method: 'POST',
      headers: { 'content-length': body.length },
      body,
    })
    expect(answer.body).toEqual({ bytes: 5_000_000 })
    const chunked = { method: 'POST', headers: { 'transfer-encoding': 'chunked' }, body }
    expect((await get('/api/projects/pv-1/count', chunked)).body).toEqual({ bytes: 5_000_000 })
  })

  it('refuses a body above the limit before reading it', async () => {
    const headers = { 'content-length': 40_000_000, expect: '100-continue' }
    const sending = request(`${gateway.address}/api/projects/pv-1/count`, { agent: false, method: 'POST', headers })
    sending.flushHeaders()
    sending.on('error', () => undefined)
    const answer = await new Promise<IncomingMessage>((resolve) => sending.once('response', resolve))
    expect(answer.statusCode).toBe(413)
    sending.destroy()
  })

  it('passes events on as they come, and tells the project when the client leaves', async () => {
    const answer = await send('/api/projects/pv-1/events')
    const [first] = await new Promise<[Buffer]>((resolve) => answer.once('data', (chunk: Buffer) => resolve([chunk])))
    expect(String(first)).toBe('event: block\n\n')
    answer.destroy()
    await project.cancelled
  })

  it('breaks the connection when the project breaks in the middle', async () => {
    await expect(get('/api/projects/pv-1/half')).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it('refuses two lengths and a doubtful encoding', async () => {
    for (const header of [
      'Content-Length: 4\r\nContent-Length: 5',
      'Content-Length: 4\r\nTransfer-Encoding: chunked',
    ]) {
      const port = Number(new URL(gateway.address).port)
      const text = await new Promise<string>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.write(`POST /api/projects/pv-1/echo HTTP/1.1\r\nHost: localhost\r\n${header}\r\n\r\n0\r\n\r\n`)
        })
        let all = ''
        socket.on('data', (chunk) => (all += String(chunk)))
        socket.on('close', () => resolve(all))
      })
      expect(text).toMatch(/^HTTP\/1\.1 400/)
    }
  })

  it('serves the portal: page for its addresses, files for ever', async () => {
    const page = await get('/projects/pv-1')
    expect(page).toMatchObject({ status: 200, text: '<!doctype html>portal' })
    expect(page.headers['cache-control']).toBe('no-cache')
    expect(page.headers['content-security-policy']).toMatch(/script-src 'self'/)
    expect(page.headers['content-security-policy']).not.toMatch(/unsafe/)
    const file = await get('/assets/app-a1b2c3d4.js')
    expect(file.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    })
    expect(file.headers['content-security-policy']).not.toMatch(/unsafe/)
    const worker = await get('/assets/proof.worker-a1b2c3d4.js')
    expect(worker.headers['content-security-policy']).toMatch(/script-src 'self' 'wasm-unsafe-eval';/)
    expect(await get('/', { headers: { 'if-none-match': String(page.headers.etag) } })).toMatchObject({ status: 304 })
    expect(await get('/assets/gone-a1b2c3d4.js')).toMatchObject({ status: 404 })
    expect(await get('/', { method: 'POST' })).toMatchObject({ status: 405 })
    expect((await get('/..%2fsecret.txt')).status).toBe(400)
  })

  it('answers its probes and merges the documents of those behind it', async () => {
    expect(await get('/healthz')).toMatchObject({ status: 200 })
    expect(await get('/readyz')).toMatchObject({ status: 200 })
    expect((await get('/openapi.json')).body).toMatchObject({ openapi: '3.1.0' })
  })

  it('asks the platform again after a write to it, so that a role just given works', async () => {
    const ask = async (path: string, method: string) => {
      const before = authentications
      expect(await get(path, { method, headers: bearer('good') })).toMatchObject({ status: 200 })
      return authentications - before
    }
    await ask('/api/platform/me', 'GET')
    expect(await ask('/api/platform/me', 'GET')).toBe(0)
    await ask('/api/platform/memberships', 'POST')
    expect(await ask('/api/platform/me', 'GET')).toBe(1)
  })

  it('limits sign-ins of one address more than other requests', async () => {
    const signIn = () => get('/api/platform/sign-in', { method: 'POST' })
    const answers = await Promise.all(Array.from({ length: 25 }, signIn))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0)
    expect(await get('/api/projects/pv-1/echo')).toMatchObject({ status: 200 })
  })

  it.each([['GET'], ['POST']])('starts a project that was stopped a moment ago for a %s', async (method) => {
    const other = await start({
      TCCTV_DATA_DIR: join(directory, 'stale'), // its own socket and memory of sockets
      TCCTV_PLATFORM: platform.address,
      TCCTV_ASSERTION_KEY_FILE: join(directory, 'run', 'assertion.key'),
    })
    staleSocket = join(directory, 'run', 'nobody.sock')
    const options = method === 'GET' ? {} : { method, body: 'x'.repeat(100_000) }
    const answer = await fetch(`${other.address}/api/projects/pv-1/count`, options)
    expect(await answer.json()).toEqual({ bytes: method === 'GET' ? 0 : 100_000 })
    await other.close()
  })

  it('limits each principal by itself', async () => {
    const small = await start({
      TCCTV_RATE_PER_S: '1',
      TCCTV_RATE_BURST: '2',
      TCCTV_DATA_DIR: join(directory, 'other'), // its own socket; the same platform and key
      TCCTV_PLATFORM: platform.address,
      TCCTV_ASSERTION_KEY_FILE: join(directory, 'run', 'assertion.key'),
    })
    const ask = (headers: Record<string, string>) => fetch(`${small.address}/api/platform/me`, { headers })
    const statuses = []
    for (let count = 0; count < 3; count += 1) statuses.push((await ask({})).status)
    statuses.push((await ask(bearer('good'))).status)
    expect(statuses).toEqual([200, 200, 429, 200])
    await small.close()
  })

  it('refuses plain HTTP where others could listen', async () => {
    await expect(start({ TCCTV_HOST: '0.0.0.0' })).rejects.toMatchObject({ code: 'PLAIN_HTTP' })
  })

  it('logs who, what and how, but no secret', async () => {
    await get('/api/platform/me?token=planted-1', {
      headers: { ...bearer('planted-2'), cookie: 'tcctv_session=planted-3' },
    })
    expect(logs).toContain('"route":"platform"')
    expect(logs).not.toMatch(/planted/)
  })
})

const problem = { type: 'x', title: 'x', status: 401, code: 'X', detail: 'x', advice: 'x' }

async function fakeProject(socket: string, key: Uint8Array) {
  let cancel: () => void
  const cancelled = new Promise<void>((resolve) => {
    cancel = resolve
  })
  const server = createServer((incoming, outgoing) => {
    const header = incoming.headers[ASSERTION_HEADER]
    const { principal, requestId } = verifyAssertion(key, String(header), Date.now() / 1000)
    const json = (body: unknown) =>
      void outgoing.setHeader('content-type', 'application/json').end(JSON.stringify(body))
    if (incoming.url === '/events') {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: block\n\n')
      outgoing.once('close', () => cancel())
    } else if (incoming.url === '/half') {
      outgoing.writeHead(200, { 'content-length': 100 }).write('half')
      setTimeout(() => outgoing.destroy(), 20)
    } else if (incoming.url === '/count') {
      let bytes = 0
      incoming.on('data', (chunk: Buffer) => (bytes += chunk.length))
      incoming.on('end', () => json({ bytes }))
    } else json({ url: incoming.url, principal, requestId, headers: incoming.headers })
  })
  await new Promise<void>((resolve) => {
    server.listen(socket, resolve)
  })
  return { server, socket, cancelled }
}
