import {
  ANONYMOUS,
  ASSERTION_HEADER,
  createLogger,
  deriveKey,
  ensureKeyFile,
  readConfig,
  serviceClient,
  signAssertion,
  type Principal,
  type RunningService,
  type ServiceClient,
} from '@tcctv/service'
import { formatInterchange, generateFixture } from '@tcctv/registries'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { directoryConfigSchema } from './config.ts'
import { importReportSchema, mapSchema, pageSchema, projectAnswerSchema, riskSchema, sourcesSchema } from './schemas.ts'
import { startDirectory } from './start-directory.ts'

const operator: Principal = { id: 'u1', kind: 'user', name: 'operator', roles: { operator: true, projects: {} } }
const HEADER =
  'ID,Name,Proponent,Project Type,Methodology,Status,Country/Area,Estimated Annual Emission Reductions,Project Registration Date,Crediting Period Start Date,Crediting Period End Date'
const ROW =
  '901,Example Velmora Wind Farm,Example Wind 12 Ltd,Energy,ACM0002,Registered,Kenya,"56,373",,2024-04-01,2034-03-31'

describe('directory', () => {
  let directory: string
  let running: RunningService
  let client: ServiceClient
  let key: Uint8Array

  const start = async () => {
    const config = readConfig(directoryConfigSchema, { TCCTV_DATA_DIR: directory })
    running = await startDirectory(config, createLogger({ name: 'directory', level: 'silent' }))
    client = serviceClient({ socketPath: running.address }, 'directory')
  }
  const stop = async () => {
    await client.close()
    await running.close()
  }
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'td-'))
    key = deriveKey(ensureKeyFile(join(directory, 'run', 'assertion.key')), 'directory')
    await start()
  })
  afterAll(async () => {
    await stop()
    rmSync(directory, { recursive: true })
  })

  const headersOf = (who: Principal) => ({ [ASSERTION_HEADER]: signAssertion(key, who, Date.now() / 1000) })
  const get = <S extends z.ZodType>(schema: S, path: string) =>
    client.json(schema, { path, headers: headersOf(ANONYMOUS) })
  /** One request with a raw body; gives status and text. */
  const send = (
    method: string,
    path: string,
    who: Principal | null,
    body = '',
  ): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const headers = who === null ? {} : headersOf(who)
      const outgoing = request({ socketPath: running.address, method, path, headers }, (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      })
      outgoing.on('error', reject).end(body)
    })
  const importCsv = async (path: string, body: string) => {
    const { status, text } = await send('POST', path, operator, body)
    return { status, report: importReportSchema.parse(JSON.parse(text)) }
  }
  const codeOf = ({ text }: { text: string }) => z.object({ code: z.string() }).parse(JSON.parse(text)).code

  it('starts with made-up projects and says so everywhere', async () => {
    const page = await get(pageSchema, '/projects?limit=5')
    expect([page.total, page.items.length, page.notice]).toEqual([400, 5, 'made-up fixture data'])
    expect(page.items.every(({ notice }) => notice === 'made-up fixture data')).toBe(true)
    const { items } = await get(sourcesSchema, '/sources')
    expect(items).toMatchObject([{ id: 'fixture', rows: 400, notice: 'made-up fixture data' }])
  })

  it('leads through all pages without gap or repetition', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: z.infer<typeof pageSchema> = await get(
        pageSchema,
        `/projects?sort=name&limit=150&cursor=${cursor}`.replace(/&cursor=$/, ''),
      )
      seen.push(...page.items.map(({ registry, registryProjectId }) => `${registry}/${registryProjectId}`))
      cursor = page.nextCursor
    }
    expect([seen.length, new Set(seen).size]).toEqual([400, 400])
  })

  it('refuses a cursor of another query and one that was made up', async () => {
    const { nextCursor } = await get(pageSchema, '/projects?limit=5')
    const other = await send('GET', `/projects?limit=5&q=wind&cursor=${nextCursor}`, ANONYMOUS)
    const invented = await send('GET', '/projects?cursor=abc.def', ANONYMOUS)
    expect([codeOf(other), codeOf(invented)]).toEqual(['CURSOR_INVALID', 'CURSOR_INVALID'])
  })

  it('gives a project and its risk with reasons', async () => {
    const page = await get(pageSchema, '/projects?risk=likely&limit=1')
    const [item] = page.items
    const path = `/projects/${item?.registry}/${item?.registryProjectId}`
    const { project, risk } = await get(projectAnswerSchema, path)
    expect([project.name, risk.level]).toEqual([item?.name, 'likely'])
    const found = await get(riskSchema, `${path}/risk`)
    expect(found.counterparts[0]?.evidence.map(({ title }) => title)).toEqual(
      expect.arrayContaining(['Title', 'Methodology', 'Place', 'Start year']),
    )
    expect(found.counterparts[0]?.unknown).toContain('double use')
  })

  it('maps and exports', async () => {
    const map = await get(mapSchema, '/map?bbox=-60,-30,-40,0&zoom=4')
    expect(map.total).toBeGreaterThan(0)
    const { status, text } = await send('GET', '/export.csv?country=BR', ANONYMOUS)
    expect(status).toBe(200)
    const [header, line] = text.split('\n')
    expect(header).toMatch(/^registry,registry_project_id,name/)
    expect(line).toMatch(/made-up fixture data$/)
  })

  it('checks a project that is registered nowhere', async () => {
    const page = await get(pageSchema, '/projects?category=wind&limit=1')
    const [item] = page.items
    const body = { name: item?.name, countries: item?.countries, developers: item?.developers, methods: item?.methods }
    const found = await client.json(riskSchema, {
      method: 'POST',
      path: '/risk/check',
      body,
      headers: headersOf(ANONYMOUS),
    })
    expect(found.counterparts.map(({ left, right }) => `${left} ${right}`).join(' ')).toContain(item?.registryProjectId)
    expect(found.summary).toMatch(/1 source as of its date/)
  })

  it.each([
    ['GET', '/projects/NORTH/FIX-7777', 404, 'PROJECT_NOT_LISTED'],
    ['GET', '/projects?limit=201', 422, 'REQUEST_INVALID'],
    ['GET', '/projects?risk=low', 422, 'REQUEST_INVALID'],
    ['GET', '/projects?bbox=1,2,3', 422, 'REQUEST_INVALID'],
    ['GET', '/projects?colour=red', 422, 'REQUEST_INVALID'],
    ['POST', '/imports/nowhere', 401, 'SIGN_IN_REQUIRED'],
  ])('answers %s %s with a problem', async (method, path, status, code) => {
    const answer = await send(method, path, ANONYMOUS)
    expect([codeOf(answer), answer.status]).toEqual([code, status])
  })

  it('lets nothing pass that the gateway did not sign, and no one but an operator import', async () => {
    expect(codeOf(await send('GET', '/projects', null))).toBe('ASSERTION_MISSING')
    const member: Principal = { ...operator, roles: { operator: false, projects: {} } }
    expect(codeOf(await send('POST', '/imports/verra', member, HEADER))).toBe('IMPORT_FORBIDDEN')
  })

  it('imports an export once, finds it, and keeps it over a restart', async () => {
    const { nextCursor } = await get(pageSchema, '/projects?limit=5')
    const dry = await importCsv('/imports/verra?retrieved=2026-02-01&dryRun=true', `${HEADER}\n${ROW}\n`)
    expect([dry.report.inserted, (await get(pageSchema, '/projects')).total]).toEqual([1, 400])
    const path = '/imports/verra?retrieved=2026-02-01&fileName=made-up.csv&licence=own%20export'
    const first = await importCsv(path, `${HEADER}\n${ROW}\n,no id,,,,,,,,,\n`)
    expect(first.report).toMatchObject({ read: 2, inserted: 1, rejected: 1, faultCount: 1, gone: 0 })
    expect(codeOf(await send('GET', `/projects?limit=5&cursor=${nextCursor}`, ANONYMOUS))).toBe('CURSOR_STALE')
    const again = await importCsv(path, `${HEADER}\n${ROW}\n`)
    expect(again.report).toMatchObject({ read: 1, inserted: 0, changed: 0, unchanged: 1 })
    const empty = await importCsv(path, `${HEADER}\n`)
    expect(empty.report).toMatchObject({ read: 0, gone: 1 })
    await stop()
    await start()
    const page = await get(pageSchema, '/projects?q=velmora&registry=VCS')
    expect(page.items).toMatchObject([{ registry: 'VCS', registryProjectId: '901', notice: null }])
  })

  it('changes nothing when a file can not be read to its end', async () => {
    const answer = await send('POST', '/imports/verra', operator, `${HEADER}\n905${ROW.slice(3)}\n906,"open quote`)
    expect(codeOf(answer)).toBe('IMPORT_FILE_UNREADABLE')
    expect((await get(pageSchema, '/projects?q=905&registry=VCS')).total).toBe(0)
  })

  it('imports its own interchange format', async () => {
    const { projects } = generateFixture({ seed: 9, count: 20 })
    const own = projects.map((project) => ({ ...project, registry: `X${project.registry}` }))
    const { report } = await importCsv('/imports/tcctv?retrieved=2026-02-01', formatInterchange(own))
    expect(report).toMatchObject({ read: 20, inserted: 20, faultCount: 0 })
  })
})
