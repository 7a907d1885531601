import { createRoute } from '@hono/zod-openapi'
import { TcctvError } from '@tcctv/units'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createApp, requireAssertion, type ServiceApp } from './app.ts'
import { ASSERTION_HEADER, signAssertion } from './assertion.ts'
import { ensureKeyFile, readKeyFile } from './key-file.ts'
import { listen, type Listening } from './listen.ts'
import { createLogger } from './logger.ts'
import { streamNdjson } from './ndjson.ts'
import { ANONYMOUS } from './principal.ts'
import { serviceClient, type ServiceClient } from './service-client.ts'

const key = new Uint8Array(32).fill(1)

function exampleApp(open: Promise<void>): ServiceApp {
  const app = createApp({ name: 'example', version: '1', logger: createLogger({ name: 'example', level: 'silent' }) })
  app.use('/guarded', requireAssertion(key))
  app.get('/guarded', (c) => c.json({ name: c.var.principal.name, requestId: c.var.requestId }))
  app.get('/ours', () => {
    throw new TcctvError({ code: 'STRANGE', status: 409, message: 'strange', advice: 'wait', details: { faults: [1] } })
  })
  app.get('/theirs', () => {
    throw new Error('secret text')
  })
  app.get('/slow', async (c) => {
    await open
    return c.json({ slow: true })
  })
  app.get('/lines', () => streamNdjson(lines(false)))
  app.get('/broken-lines', () => streamNdjson(lines(true)))
  const body = z.strictObject({ slug: z.string(), count: z.number() })
  const route = createRoute({
    method: 'post',
    path: '/things',
    request: { body: { required: true, content: { 'application/json': { schema: body } } } },
    responses: { 200: { description: 'the thing', content: { 'application/json': { schema: body } } } },
  })
  return app.openapi(route, (c) => c.json(c.req.valid('json'), 200))
}

async function* lines(breaks: boolean): AsyncGenerator<{ n: number }, void> {
  yield { n: 1 }
  yield { n: 2 }
  if (breaks) throw new TcctvError({ code: 'STRANGE', status: 409, message: 'strange', advice: 'wait', details: {} })
}

describe('a service on a unix socket', () => {
  let directory: string
  let server: Listening
  let client: ServiceClient
  let release: () => void

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'ts-'))
    const open = new Promise<void>((resolve) => {
      release = resolve
    })
    server = await listen(exampleApp(open), { socketPath: join(directory, 'run', 'a.sock') })
    client = serviceClient({ socketPath: server.address }, 'example')
  })
  afterEach(async () => {
    release()
    await client.close()
    await server.close(0)
    rmSync(directory, { recursive: true })
  })

  const any = z.record(z.string(), z.unknown())
  const get = (path: string, headers = {}) => client.json(any, { path, headers })

  it('makes a private socket file', () => {
    expect(statSync(server.address).mode & 0o777).toBe(0o600)
    expect(statSync(join(directory, 'run')).mode & 0o777).toBe(0o700)
  })

  it.each(['/healthz', '/readyz', '/openapi.json'])('answers %s', async (path) => {
    expect(await get(path)).toBeTypeOf('object')
  })

  it('turns our errors into problems and back', async () => {
    await expect(get('/ours')).rejects.toMatchObject({
      code: 'STRANGE',
      status: 409,
      advice: 'wait',
      details: { faults: [1] },
    })
  })

  it('hides the text of other errors', async () => {
    await expect(get('/theirs')).rejects.toMatchObject({ code: 'INTERNAL', status: 500, message: 'unexpected fault' })
  })

  it('answers an unknown route with a problem', async () => {
    await expect(get('/nothing')).rejects.toMatchObject({ code: 'ROUTE_UNKNOWN', status: 404 })
  })

  it('names all faults of a body', async () => {
    const send = client.json(any, { method: 'POST', path: '/things', body: { count: 'x', more: 1 } })
    await expect(send).rejects.toMatchObject({ code: 'REQUEST_INVALID', status: 422 })
    const faults = await send.catch((error: unknown) => (error instanceof TcctvError ? error.details['faults'] : error))
    expect(faults).toHaveLength(3)
  })

  it('lets only signed requests through its guard', async () => {
    await expect(get('/guarded')).rejects.toMatchObject({ code: 'ASSERTION_MISSING', status: 401 })
    const header = signAssertion(key, ANONYMOUS, Date.now() / 1000, 'request-1')
    expect(await get('/guarded', { [ASSERTION_HEADER]: header })).toEqual({ name: 'public', requestId: 'request-1' })
  })

  it('streams lines', async () => {
    const found: unknown[] = []
    for await (const line of client.ndjson(z.object({ n: z.number() }), { path: '/lines' })) found.push(line)
    expect(found).toEqual([{ n: 1 }, { n: 2 }])
  })

  it('throws the problem a stream ends with', async () => {
    const found: unknown[] = []
    const read = async () => {
      for await (const line of client.ndjson(any, { path: '/broken-lines' })) found.push(line)
    }
    await expect(read()).rejects.toMatchObject({ code: 'STRANGE' })
    expect(found).toHaveLength(2)
  })

  it('says so when the other side is too slow', async () => {
    await expect(client.json(any, { path: '/slow', timeoutMs: 100 })).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    })
  })

  it('finishes a running request while it drains', async () => {
    const slow = get('/slow')
    await get('/healthz')
    const closed = server.close()
    release()
    expect(await slow).toEqual({ slow: true })
    await closed
    await expect(get('/healthz')).rejects.toMatchObject({ code: 'UPSTREAM_UNREACHABLE' })
  })

  it('takes a socket file no one answers on, and no other', async () => {
    await expect(listen(exampleApp(Promise.resolve()), { socketPath: server.address })).rejects.toMatchObject({
      code: 'SOCKET_IN_USE',
    })
    const stale = join(directory, 'stale.sock')
    writeFileSync(stale, '')
    const second = await listen(exampleApp(Promise.resolve()), { socketPath: stale })
    await second.close(0)
  })

  it('refuses a socket path the system can not hold', async () => {
    const socketPath = join(directory, 'x'.repeat(120))
    await expect(listen(exampleApp(Promise.resolve()), { socketPath })).rejects.toMatchObject({
      code: 'SOCKET_PATH_LONG',
    })
  })
})

describe('listening on a port', () => {
  it('takes a free one and gives its origin', async () => {
    const server = await listen(exampleApp(Promise.resolve()), { port: 0, host: '127.0.0.1' })
    const client = serviceClient({ origin: server.address })
    expect(await client.json(z.object({ status: z.string() }), { path: '/healthz' })).toEqual({ status: 'alive' })
    await client.close()
    await server.close(0)
  })

  it('fails when the port is taken', async () => {
    const blocker = createServer()
    await new Promise<void>((resolve) => {
      blocker.listen(0, '127.0.0.1', resolve)
    })
    const address = blocker.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await expect(listen(exampleApp(Promise.resolve()), { port, host: '127.0.0.1' })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
    blocker.close()
  })
})

describe('key file', () => {
  it('is made once, private, and read again', () => {
    const directory = mkdtempSync(join(tmpdir(), 'ts-'))
    const path = join(directory, 'run', 'key')
    const made = ensureKeyFile(path)
    expect(made).toHaveLength(32)
    expect(ensureKeyFile(path)).toEqual(made)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    writeFileSync(path, 'short')
    expect(() => readKeyFile(path)).toThrow(expect.objectContaining({ code: 'KEY_FILE_INVALID' }))
    rmSync(directory, { recursive: true })
  })
})

describe('logger', () => {
  it('redacts secrets', () => {
    const out: string[] = []
    const logger = createLogger({ name: 'x' }, { write: (text: string) => void out.push(text) })
    logger.info({ password: 'p1', headers: { authorization: 'p2', cookie: 'p3' } }, 'signed in')
    expect(out.join('')).not.toMatch(/p[123]/)
    expect(out.join('')).toContain('signed in')
  })
})
