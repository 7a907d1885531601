import type { EmbeddedChain } from '@tcctv/ledger'
import { canonicalJson, verifyBundleWith, type Json } from '@tcctv/proof'
import {
  ANONYMOUS,
  ASSERTION_HEADER,
  createLogger,
  deriveKey,
  signAssertion,
  type Listening,
  type Principal,
  type ServiceApp,
} from '@tcctv/service'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keccak256 } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { reportApp } from './app.ts'
import { connectProject } from './chain/connect-project.ts'
import { openReportKey } from './report-key.ts'
import { ReportStore } from './store/report-store.ts'
import { storedReportSchema } from './store/stored-report.ts'
import { serveProject } from './testing/serve-project.ts'
import { SLUG, TEXTS, accountOf, compileTestDocuments, createTestChain } from './testing/test-project.ts'
import { typesetReport } from './typeset/typeset-report.ts'

const MASTER_KEY = new Uint8Array(32).fill(7)
const PROPONENT: Principal = {
  id: 'u1',
  kind: 'user',
  name: 'proponent',
  roles: { operator: false, projects: { [SLUG]: ['proponent'] } },
}
const STRANGER: Principal = { ...PROPONENT, id: 'u2', roles: { operator: false, projects: { other: ['proponent'] } } }
const itemSchema = storedReportSchema.omit({ visibility: true })
const lineSchema = z.looseObject({
  step: z.string().optional(),
  report: storedReportSchema.optional(),
  problem: z.looseObject({ code: z.string() }).optional(),
})

let directory: string
let chain: EmbeddedChain
let project: Listening

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tcctv-report-test-'))
  chain = await createTestChain()
  project = await serveProject(chain, join(directory, 'project.sock'), MASTER_KEY)
})

afterAll(async () => {
  await project.close(0)
  await chain.close()
  rmSync(directory, { recursive: true, force: true })
})

type Changes = { readonly account?: ReturnType<typeof accountOf>; readonly store?: string; readonly socket?: string }

function appOf({ account = accountOf('report'), store = 'reports', socket = project.address }: Changes = {}) {
  return reportApp({
    logger: createLogger({ name: 'report', level: 'silent' }),
    masterKey: MASTER_KEY,
    account,
    store: new ReportStore(join(directory, store)),
    connect: (slug) => connectProject({ slug, socketPath: socket, masterKey: MASTER_KEY }),
  })
}

function ask(
  app: Pick<ServiceApp, 'request'>,
  path: string,
  principal: Principal = PROPONENT,
  body?: unknown,
): Promise<Response> {
  const assertion = signAssertion(deriveKey(MASTER_KEY, 'report'), principal, Date.now() / 1000)
  const headers = { [ASSERTION_HEADER]: assertion, 'content-type': 'application/json' }
  const request = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) }
  return Promise.resolve(app.request(path, request))
}

async function linesOf(response: Response): Promise<z.infer<typeof lineSchema>[]> {
  const text = await response.text()
  return text
    .trim()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)))
}

async function codeOf(response: Response): Promise<string> {
  return z.object({ code: z.string() }).parse(await response.json()).code
}

describe('a report of a project', () => {
  const app = () => appOf()
  let report: z.infer<typeof storedReportSchema>
  const fileOf = async (name: string, principal: Principal = ANONYMOUS) =>
    ask(app(), `/${SLUG}/${report.id}/${name}`, principal)
  const bytesOf = async (name: string) => new Uint8Array(await (await fileOf(name)).arrayBuffer())

  beforeAll(async () => {
    const lines = await linesOf(await ask(app(), `/${SLUG}`, PROPONENT, {}))
    expect(lines.map(({ step, problem }) => step ?? problem)).toEqual([
      'snapshot',
      'data.json',
      'pdf',
      'manifest',
      'anchor',
      'bundle',
      'done',
    ])
    report = storedReportSchema.parse(lines.at(-1)?.report)
  })

  it('covers the evaluated days and is anchored in the next block', async () => {
    expect(report.period).toEqual({ from: '2022-12-30', to: '2023-01-02' })
    expect(report.anchor?.block).toBe(report.snapshotBlock + 1)
    expect(report.files.map(({ name }) => name)).toEqual(['data.json', 'report.pdf', 'manifest.json', 'bundle.zip'])
  })

  it('is listed for everybody when the project shows its records', async () => {
    const answer = z
      .object({ items: z.array(itemSchema) })
      .parse(await (await ask(app(), `/${SLUG}`, ANONYMOUS)).json())
    expect(answer.items).toEqual([itemSchema.parse(report)])
  })

  it('has a bundle that the verifier accepts, to the kilogram', async () => {
    const verification = await verifyBundleWith(compileTestDocuments, await bytesOf('bundle.zip'))
    expect(verification.checks.filter(({ state }) => state !== 'passed')).toEqual([])
    // 71 readings of 500 kWh and one of 880 kWh at 0.5 t/MWh
    expect(verification.totals?.kilograms).toBe('18190')
  })

  it('has canonical data, whose PDF is the same whenever it is made', async () => {
    const data = await bytesOf('data.json')
    const parsed = z.record(z.string(), z.json()).parse(JSON.parse(Buffer.from(data).toString()))
    expect(Buffer.from(canonicalJson(parsed as Json)).equals(data)).toBe(true) // z.json() allows what Json does
    const again = await typesetReport(data)
    expect(Buffer.from(again).equals(await bytesOf('report.pdf'))).toBe(true)
    expect(Buffer.from(again).subarray(0, 5).toString()).toBe('%PDF-')
  })

  it('puts the keccak256 of its manifest on the chain', async () => {
    const manifest = await bytesOf('manifest.json')
    expect(keccak256(manifest)).toBe(report.manifestHash)
    const logs = await chain.logs({ fromBlock: 1, toBlock: (await chain.head()).number })
    expect(logs.filter(({ topics }) => topics[1] === report.manifestHash)).toHaveLength(1)
    const listed = z
      .object({ files: z.array(z.object({ name: z.string(), sha256: z.string() })) })
      .parse(JSON.parse(Buffer.from(manifest).toString()))
    const made = new Map(report.files.map(({ name, sha256 }) => [name, sha256]))
    expect(listed.files.map(({ name }) => name)).toEqual(['data.json', 'report.pdf'])
    for (const { name, sha256 } of listed.files) expect(sha256).toBe(made.get(name as 'data.json')) // checked above
  })

  it.each([
    ['report.pdf', 'application/pdf'],
    ['data.json', 'application/json'],
    ['manifest.json', 'application/json'],
    ['bundle.zip', 'application/zip'],
  ])('sends %s as a download of type %s', async (name, type) => {
    const answer = await fileOf(name)
    expect(answer.headers.get('content-type')).toBe(type)
    const filename = `${SLUG}_${report.id}_${name}`
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${filename}"`)
  })

  it.each([
    ['a file that is kept but not published', 'record.json', 422],
    ['a draft', 'report.pdf.draft', 422],
    ['a way upwards', '..%2Fx', 422],
    ['another case', 'REPORT.PDF', 422],
  ])('refuses %s', async (_, name, status) => {
    expect((await fileOf(name)).status).toBe(status)
  })

  it.each(['..', '%2e%2e%2f', '2022-12-30_2023-01-02', '2022-12-30_2023-01-02_9x'])('refuses the id %s', async (id) => {
    expect((await ask(app(), `/${SLUG}/${id}/data.json`)).status).toBeGreaterThanOrEqual(400)
  })

  it('knows no report of another snapshot', async () => {
    expect(await codeOf(await ask(app(), `/${SLUG}/2022-12-30_2023-01-02_1/data.json`))).toBe('REPORT_UNKNOWN')
  })

  it('can be made again for a part of the period, at the chain as it is then', async () => {
    const period = { from: '2022-12-31', to: '2023-01-01' }
    const again = (await linesOf(await ask(app(), `/${SLUG}`, PROPONENT, period))).at(-1)?.report
    expect(again).toMatchObject({ period, snapshotBlock: report.snapshotBlock + 1 })
  })
})

describe('a reader who goes away', () => {
  it('leaves a report that is finished', async () => {
    const app = appOf({ store: 'left' })
    const reader = (await ask(app, `/${SLUG}`, PROPONENT, {})).body?.getReader()
    await reader?.read()
    await reader?.cancel()
    const [left] = await new ReportStore(join(directory, 'left')).list(SLUG)
    expect(left?.anchor).not.toBeNull()
    expect(left?.files.at(-1)?.name).toBe('bundle.zip')
  })
})

describe('who may', () => {
  it.each([
    ['list reports of a project that has none', undefined, ANONYMOUS, 401],
    ['list reports of a project that has none', undefined, STRANGER, 403],
    ['make a report', {}, ANONYMOUS, 401],
    ['make a report', {}, STRANGER, 403],
  ])('%s: %o as %o is refused', async (_, body, principal, status) => {
    expect((await ask(appOf({ store: 'empty' }), `/${SLUG}`, principal, body)).status).toBe(status)
  })

  it('refuses requests that did not come through the gateway', async () => {
    expect(await codeOf(await appOf().request('/identity'))).toBe('ASSERTION_MISSING')
  })
})

describe('a report that can not be made', () => {
  const problemOf = async (changes: Changes, body: unknown = {}) => {
    const lines = await linesOf(await ask(appOf({ store: 'failed', ...changes }), `/${SLUG}`, PROPONENT, body))
    return lines.at(-1)?.problem?.code
  }

  it('names a key without the role report, and leaves the chain alone', async () => {
    const { number } = await chain.head()
    expect(await problemOf({ account: accountOf('nobody') })).toBe('REPORT_KEY_UNKNOWN')
    expect((await chain.head()).number).toBe(number)
  })

  it.each([
    [{ from: '2023-01-01', to: '2023-01-01' }, 'PERIOD_INVALID'],
    [{ from: '2024-01-01' }, 'PERIOD_INVALID'],
  ])('names the empty period %o', async (period, code) => {
    expect(await problemOf({}, period)).toBe(code)
  })

  it.each([{ from: '2023-1-1' }, { until: '2023-01-01' }, { from: '2023-13-01' }])(
    'refuses the body %o',
    async (body) => {
      expect((await ask(appOf(), `/${SLUG}`, PROPONENT, body)).status).toBe(422)
    },
  )

  it.each([
    ['project document', { ...TEXTS, yaml: TEXTS.yaml.replace('"0.8907"', '"0.8908"') }, 'DOCUMENT_MISSING'],
    [
      'methodology',
      { ...TEXTS, methodologyYaml: TEXTS.methodologyYaml.replace('"0.75"', '"0.76"') },
      'DOCUMENT_MISMATCH',
    ],
  ])('names a changed %s', async (name, texts, code) => {
    const changed = await serveProject(chain, join(directory, `${name.slice(0, 4)}.sock`), MASTER_KEY, texts)
    const found = await problemOf({ socket: changed.address })
    await changed.close(0)
    expect(found).toBe(code)
  })

  it('is refused while another of the project is being made', async () => {
    const app = appOf({ store: 'twice' })
    const first = await ask(app, `/${SLUG}`, PROPONENT, { from: '2024-01-01' })
    expect(await codeOf(await ask(app, `/${SLUG}`, PROPONENT, {}))).toBe('REPORT_RUNNING')
    await first.text()
    expect((await linesOf(await ask(app, `/${SLUG}`, PROPONENT, { from: '2024-01-01' }))).at(-1)?.problem?.code).toBe(
      'PERIOD_INVALID',
    )
  })

  it('says when the PDF can not be typeset', async () => {
    await expect(typesetReport(Buffer.from('{}'))).rejects.toMatchObject({ code: 'TYPESETTING_FAILED' })
  })
})

describe('report key', () => {
  it('is made once, for its owner alone, and named by GET /identity', async () => {
    const path = join(directory, 'key', 'key')
    const account = openReportKey(path)
    expect(openReportKey(path).address).toBe(account.address)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(await (await ask(appOf({ account }), '/identity', ANONYMOUS)).json()).toMatchObject({
      address: account.address,
    })
  })
})
