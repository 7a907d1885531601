import {
  ANONYMOUS,
  ASSERTION_HEADER,
  createLogger,
  deriveKey,
  ensureKeyFile,
  readConfig,
  serviceClient,
  signAssertion,
  type ClientRequest,
  type Principal,
  type RunningService,
  type ServiceClient,
} from '@tcctv/service'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { request, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { platformConfigSchema } from './config.ts'
import { startPlatform } from './start-platform.ts'

const FAKE = join(import.meta.dirname, '..', 'test', 'fake-project.mjs')
const address = `0x${'ab'.repeat(20)}`
const parties = { operator: address, proponent: address, registry: address, verifier: address }
const any = z.record(z.string(), z.unknown())
const gateway: Principal = { ...ANONYMOUS, id: 'gateway', kind: 'service', name: 'gateway' }

describe('platform', () => {
  let directory: string
  let platform: RunningService
  let client: ServiceClient
  let operator: Principal
  let key: Uint8Array

  const start = () => {
    const env = { TCCTV_DATA_DIR: directory, TCCTV_PROJECT_MAIN: JSON.stringify(['node', FAKE]) }
    return startPlatform(readConfig(platformConfigSchema, env), createLogger({ name: 'platform', level: 'silent' }))
  }
  const headersOf = (who: Principal) => ({ [ASSERTION_HEADER]: signAssertion(key, who, Date.now() / 1000) })
  const call = (who: Principal, call: ClientRequest) =>
    client.json(any, { ...call, headers: { ...headersOf(who), ...call.headers } })
  const post = (who: Principal, path: string, body?: unknown) =>
    call(who, { method: 'POST', path, ...(body === undefined ? {} : { body }) })
  const get = (who: Principal, path: string) => call(who, { path })
  const authenticate = (body: unknown) =>
    client.json(z.custom<Principal>(), {
      method: 'POST',
      path: '/internal/authenticate',
      headers: headersOf(gateway),
      body,
    })
  const progressOf = async (slug: string) => {
    const lines: string[] = []
    const stream = client.ndjson(z.object({ step: z.string(), state: z.string() }), {
      path: `/projects/${slug}/provisioning`,
      headers: headersOf(operator),
    })
    for await (const { step, state } of stream) lines.push(`${step} ${state}`)
    return lines
  }
  const firstSignIn = () =>
    z
      .object({ email: z.string(), password: z.string() })
      .parse(JSON.parse(readFileSync(join(directory, 'platform', 'first-sign-in.json'), 'utf8')))

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'tp-'))
    platform = await start()
    key = deriveKey(ensureKeyFile(join(directory, 'run', 'assertion.key')), 'platform')
    client = serviceClient({ socketPath: platform.address }, 'platform')
    operator = z.custom<Principal>().parse(await post(ANONYMOUS, '/sign-in', firstSignIn()))
  })
  afterAll(async () => {
    await client.close()
    await platform.close()
    rmSync(directory, { recursive: true })
  })

  it('writes the first password once, for the owner of the directory only', () => {
    expect(statSync(join(directory, 'platform', 'first-sign-in.json')).mode & 0o777).toBe(0o600)
    expect(operator).toMatchObject({ kind: 'user', roles: { operator: true, projects: {} } })
  })

  it('answers nobody who comes past the gateway', async () => {
    await expect(client.json(any, { path: '/me' })).rejects.toMatchObject({ status: 401, code: 'ASSERTION_MISSING' })
  })

  it.each([
    ['GET', '/users'],
    ['GET', '/organisations'],
    ['GET', '/api-keys'],
    ['GET', '/audit'],
    ['POST', '/users', { email: 'a@example.org', name: 'A' }],
    ['POST', '/organisations', { name: 'A' }],
    ['POST', '/api-keys', { label: 'a', scopes: ['*@*'] }],
    ['POST', '/projects', { slug: 'pv-9', title: 'x', methodology: 'm', pdd: 'p', parties }],
  ] as const)('asks the anonymous to sign in for %s %s', async (method, path, body?: unknown) => {
    const send = call(ANONYMOUS, { method, path, ...(body === undefined ? {} : { body }) })
    await expect(send).rejects.toMatchObject({ status: 401, code: 'SIGN_IN_REQUIRED' })
  })

  it('keeps its internal routes to the gateway', async () => {
    await expect(post(operator, '/internal/authenticate', {})).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('sets a session cookie that authenticates until sign-out', async () => {
    const answer = await signInRaw(firstSignIn())
    const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
    expect(String(answer.headers['set-cookie'])).toMatch(/^tcctv_session=[\w-]{43}; HttpOnly; SameSite=Lax; Path=\//)
    expect(await authenticate({ cookie })).toMatchObject({ kind: 'user', id: operator.id })
    const host = { 'x-forwarded-host': 'h', origin: 'http://h' }
    const signOut = (headers: Record<string, string>) =>
      call(operator, { method: 'POST', path: '/sign-out', headers: { cookie, ...headers } })
    await expect(signOut({ ...host, origin: 'http://evil.example' })).rejects.toMatchObject({ code: 'CROSS_SITE' })
    await signOut(host)
    expect(await authenticate({ cookie })).toEqual(ANONYMOUS)
  })

  it('refuses a wrong password and an unknown user alike, then closes the door', async () => {
    const wrong = (email: string) => post(ANONYMOUS, '/sign-in', { email, password: 'wrong' })
    await expect(wrong('operator@localhost')).rejects.toMatchObject({ code: 'SIGN_IN_REFUSED', status: 401 })
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await expect(wrong('nobody@example.org')).rejects.toMatchObject({ code: 'SIGN_IN_REFUSED' })
    }
    await expect(wrong('nobody@example.org')).rejects.toMatchObject({ code: 'TOO_MANY_ATTEMPTS', status: 429 })
    const { statusCode, headers } = await signInRaw({ email: 'nobody@example.org', password: 'wrong' })
    expect([statusCode, Number(headers['retry-after']) > 0]).toEqual([429, true])
  })

  it('gives users roles, and keys of theirs no more than their scopes', async () => {
    const made = await post(operator, '/users', { email: 'reg@example.org', name: 'Registry clerk' })
    expect(made).toMatchObject({ isOperator: false, password: expect.any(String) })
    await post(operator, `/users/${String(made['id'])}/memberships`, { slug: 'pv-1', roles: ['registry'] })
    const credentials = { email: 'reg@example.org', password: made['password'] }
    const answer = await signInRaw(credentials, '10.0.0.9')
    const clerk = await authenticate({ cookie: String(answer.headers['set-cookie']) })
    expect(clerk).toMatchObject({ roles: { operator: false, projects: { 'pv-1': ['registry'] } } })
    await expect(get(clerk, '/users')).rejects.toMatchObject({ status: 403, code: 'FORBIDDEN' })

    const created = await post(clerk, '/api-keys', { label: 'sync', scopes: ['records.read@pv-1'], days: 1 })
    const bearer = String(created['key'])
    expect(bearer).toMatch(/^tcctv_[0-9a-f]{16}_[\w-]{43}$/)
    const byKey = await authenticate({ bearer })
    expect(byKey).toMatchObject({ kind: 'apikey', scopes: ['records.read@pv-1'] })
    await expect(get(byKey, '/api-keys')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(JSON.stringify(await get(clerk, '/api-keys'))).not.toContain(bearer.slice(-43))
    await call(clerk, { method: 'DELETE', path: `/api-keys/${String(created['id'])}` })
    await expect(authenticate({ bearer })).rejects.toMatchObject({ code: 'CREDENTIAL_INVALID', status: 401 })
  })

  it('names all faults of a new project', async () => {
    const send = post(operator, '/projects', { slug: 'Bad Slug', parties: { ...parties, registry: '0x1' }, extra: 1 })
    await expect(send).rejects.toMatchObject({ code: 'REQUEST_INVALID', details: { faults: { length: 4 } } })
  })

  it('provisions a project and reports each step', async () => {
    const body = { slug: 'pv-1', title: 'PV', methodology: 'm: 1', pdd: 'p: 1', parties }
    expect(await post(operator, '/projects', body)).toMatchObject({ slug: 'pv-1', state: 'provisioning' })
    expect(await progressOf('pv-1')).toEqual([
      'allocate done',
      'directory running',
      'directory done',
      'launch running',
      'launch done',
      'setup running',
      'setup: chain running',
      'setup: chain done',
      'setup done',
      'ready running',
      'ready done',
      'done done',
    ])
    const project = await get(ANONYMOUS, '/projects/pv-1') // its PDD says public
    expect(project).toMatchObject({ state: 'ready', visibility: 'public', process: { state: 'running' } })
    // No directory runs here: that stops no onboarding, and the risk is not assessed yet.
    expect(project).toMatchObject({ risk: null })
    expect(await get(ANONYMOUS, '/projects/pv-1/risk')).toEqual({ risk: null, events: [] })
    await expect(get(ANONYMOUS, '/projects/none/risk')).rejects.toMatchObject({ code: 'PROJECT_UNKNOWN' })
    expect(project['chainId']).toBeGreaterThan(1_000_000_000)
    expect(project['chainId']).toBeLessThan(2 ** 52)
    const written = JSON.parse(readFileSync(join(directory, 'projects', 'pv-1', 'project.json'), 'utf8'))
    expect(written).toMatchObject({ slug: 'pv-1', chainId: project['chainId'], title: 'PV', parties })
    await expect(post(operator, '/projects', body)).rejects.toMatchObject({ code: 'SLUG_TAKEN', status: 409 })
  })

  it('starts a stopped project when the gateway asks for it', async () => {
    expect(await post(operator, '/projects/pv-1/stop')).toMatchObject({ process: { state: 'stopped' } })
    const { socketPath } = await post(gateway, '/internal/projects/pv-1/ensure-started')
    const project = serviceClient({ socketPath: String(socketPath) })
    expect(await project.json(any, { path: '/anything' })).toMatchObject({ status: 'ready' })
    await project.close()
  })

  it('reports a failed set-up, shows the project to nobody else, and resumes it by hand', async () => {
    const body = { slug: 'pv-2', title: 'PV', pdd: 'broken: true', template: 'pv-1', parties }
    await post(operator, '/projects', body)
    expect((await progressOf('pv-2')).at(-1)).toBe('setup failed')
    const failed = { state: 'failed', step: 'launch', problem: expect.stringContaining('SETUP_FAILED') }
    expect(await get(operator, '/projects/pv-2')).toMatchObject(failed)
    for (const slug of ['pv-2', 'missing']) {
      await expect(get(ANONYMOUS, `/projects/${slug}`)).rejects.toMatchObject({ status: 404, code: 'PROJECT_UNKNOWN' })
    }
    await post(operator, '/projects/pv-2/start')
    expect((await progressOf('pv-2')).at(-1)).toBe('setup failed')
    expect(await get(ANONYMOUS, '/projects')).toMatchObject({ items: [{ slug: 'pv-1' }] })
  })

  it('takes corrected documents for a project whose set-up failed, and keeps its chain id', async () => {
    const { chainId } = await get(operator, '/projects/pv-2')
    const empty = { slug: 'pv-2', title: 'PV 2', template: 'pv-1', parties }
    await expect(post(operator, '/projects', empty)).rejects.toMatchObject({ code: 'TEMPLATE_NOT_FILLED' })
    await expect(post(operator, '/projects', { ...empty, template: 'none', pdd: 'x' })).rejects.toMatchObject({
      code: 'PROJECT_UNKNOWN',
    })
    const body = { ...empty, pdd: 'id: pv-2' }
    expect(await post(operator, '/projects', body)).toMatchObject({ title: 'PV 2', state: 'provisioning', chainId })
    expect((await progressOf('pv-2')).at(-1)).toBe('done done')
    await expect(post(operator, '/projects', body)).rejects.toMatchObject({ code: 'SLUG_TAKEN' })
  })

  it('writes down who did what, chained', async () => {
    const { items } = await get(operator, '/audit?limit=1000')
    const entries = z.array(z.object({ action: z.string(), outcome: z.string(), digest: z.string() })).parse(items)
    const actions = entries.map(({ action, outcome }) => `${action} ${outcome}`)
    for (const expected of ['sign-in done', 'sign-in refused', 'project.create done', 'api-key.revoke done']) {
      expect(actions).toContain(expected)
    }
    expect(JSON.stringify(items)).not.toContain('example.org')
  })

  it('finds everything again after a restart, without a second first operator', async () => {
    const password = firstSignIn().password
    await platform.close()
    platform = await start()
    expect(firstSignIn().password).toBe(password)
    expect(await get(operator, '/projects/pv-1')).toMatchObject({ state: 'ready', process: { state: 'stopped' } })
    expect(await progressOf('pv-1')).toEqual(['done done'])
  })

  /** The answer itself: the client hides headers. */
  async function signInRaw(body: unknown, from = '10.0.0.1') {
    const headers = { ...headersOf(ANONYMOUS), 'content-type': 'application/json', 'x-forwarded-for': from }
    const sending = request({ socketPath: platform.address, path: '/sign-in', method: 'POST', headers })
    sending.end(JSON.stringify(body))
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      sending.once('response', resolve)
      sending.once('error', reject)
    })
    answer.resume()
    return answer
  }
})
