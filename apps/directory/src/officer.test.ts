import { MODEL_VERSION } from '@tcctv/matching'
import { importerOf } from '@tcctv/registries'
import {
  ANONYMOUS,
  ASSERTION_HEADER,
  createLogger,
  deriveKey,
  ensureKeyFile,
  readConfig,
  signAssertion,
  type Principal,
  type RunningService,
} from '@tcctv/service'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { directoryConfigSchema } from './config.ts'
import {
  decisionLogSchema,
  historySchema,
  levelChangesSchema,
  pairAnswerSchema,
  queueSchema,
  riskSchema,
  watchedSchema,
} from './schemas.ts'
import { startDirectory } from './start-directory.ts'

const operator: Principal = { id: 'u1', kind: 'user', name: 'operator', roles: { operator: true, projects: {} } }
const member: Principal = { ...operator, name: 'member', roles: { operator: false, projects: {} } }

describe("the officer's work", () => {
  let directory: string
  let running: RunningService
  let key: Uint8Array
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'to-'))
    key = deriveKey(ensureKeyFile(join(directory, 'run', 'assertion.key')), 'directory')
    running = await startDirectory(
      readConfig(directoryConfigSchema, { TCCTV_DATA_DIR: directory }),
      createLogger({ name: 'directory', level: 'silent' }),
    )
  })
  afterAll(async () => {
    await running.close()
    rmSync(directory, { recursive: true })
  })

  const send = (
    method: string,
    path: string,
    who: Principal = ANONYMOUS,
    body?: unknown,
  ): Promise<{ status: number; bytes: Buffer; headers: NodeJS.Dict<string | string[]> }> =>
    new Promise((resolve, reject) => {
      const headers = {
        [ASSERTION_HEADER]: signAssertion(key, who, Date.now() / 1000),
        'content-type': 'application/json',
      }
      const outgoing = request({ socketPath: running.address, method, path, headers }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (chunk: Buffer) => parts.push(chunk))
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, bytes: Buffer.concat(parts), headers: answer.headers }),
        )
      })
      outgoing.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body))
    })
  const get = async <S extends z.ZodType>(schema: S, path: string, who: Principal = ANONYMOUS): Promise<z.infer<S>> =>
    schema.parse(JSON.parse((await send('GET', path, who)).bytes.toString()))
  const codeOf = ({ bytes }: { bytes: Buffer }) =>
    z.object({ code: z.string() }).parse(JSON.parse(bytes.toString())).code
  const keyOf = ({ registry, registryProjectId }: { registry: string; registryProjectId: string }) =>
    `${registry}/${registryProjectId}`
  const pathOf = (left: string, right: string) =>
    `/pairs?left=${encodeURIComponent(left)}&right=${encodeURIComponent(right)}`
  const first = async () => {
    const {
      items: [item],
    } = await get(queueSchema, '/queue?limit=1')
    if (item === undefined) throw new Error('the queue is empty')
    return { left: keyOf(item.left), right: keyOf(item.right), item }
  }

  it('ranks undecided pairs and shows two records side by side, whichever is named first', async () => {
    const { items, total } = await get(queueSchema, '/queue?limit=100')
    expect(total).toBeGreaterThan(10)
    const urgencies = items.map(({ urgency }) => urgency)
    expect(urgencies).toEqual(urgencies.toSorted((a, b) => b - a))
    const { left, right } = await first()
    const pair = await get(pairAnswerSchema, pathOf(right, left))
    expect([keyOf(pair.left), keyOf(pair.right), pair.decisions]).toEqual([left, right, []])
    expect(pair.assessment.evidence.length).toBeGreaterThan(10)
  })

  it('takes a decision out of the queue, changes the risk, keeps the log, and takes it back', async () => {
    const { left, right } = await first()
    const before = (await get(queueSchema, '/queue')).total
    const decided = await send('POST', '/decisions', operator, {
      left: right,
      right: left,
      verdict: 'different',
      reason: 'two sites, read in both documents',
    })
    expect(decided.status).toBe(200)
    const { id } = z.object({ id: z.number() }).parse(JSON.parse(decided.bytes.toString()))
    expect((await get(queueSchema, '/queue')).total).toBeLessThan(before)
    const shown = await get(pairAnswerSchema, pathOf(left, right))
    expect(shown.assessment).toMatchObject({ pSame: 0, level: 'none', decision: { verdict: 'different' } })
    expect(shown.decisions).toMatchObject([{ id, who: 'officer', isUndone: false }])
    const risk = await get(riskSchema, `/projects/${left}/risk`)
    expect(risk.counterparts.find((pair) => [pair.left, pair.right].includes(right))).toMatchObject({ level: 'none' })

    expect((await send('POST', `/decisions/${id}/undo`, operator, { reason: 'was the wrong pair' })).status).toBe(200)
    expect(codeOf(await send('POST', `/decisions/${id}/undo`, operator, { reason: 'once more' }))).toBe(
      'PAIR_DECISION_UNKNOWN',
    )
    expect((await get(queueSchema, '/queue')).total).toBe(before)
    const { items } = await get(decisionLogSchema, '/decisions', operator)
    expect(items).toMatchObject([
      { undoes: id, reason: 'was the wrong pair' },
      { id, isUndone: true, who: 'operator' },
    ])
    const raised = await get(levelChangesSchema, '/level-changes')
    expect(raised.items.map(({ cause }) => cause)).toContain(`decision ${id} taken back`)
  })

  it('lets only operators decide, with a reason and a part where one is needed', async () => {
    const { left, right } = await first()
    const body = { left, right, verdict: 'part_of', part: left, reason: 'a component of the programme' }
    expect(codeOf(await send('POST', '/decisions', ANONYMOUS, body))).toBe('SIGN_IN_REQUIRED')
    expect(codeOf(await send('POST', '/decisions', member, body))).toBe('PAIR_DECISION_FORBIDDEN')
    expect(codeOf(await send('GET', '/decisions', member))).toBe('PAIR_DECISION_FORBIDDEN')
    for (const wrong of [
      { ...body, part: null },
      { ...body, verdict: 'same' },
      { ...body, reason: ' ' },
    ])
      expect(codeOf(await send('POST', '/decisions', operator, wrong))).toBe('REQUEST_INVALID')
    expect(codeOf(await send('POST', '/decisions', operator, { ...body, right: left, part: left }))).toBe(
      'PAIR_DECISION_ITSELF',
    )
    expect(codeOf(await send('GET', pathOf(left, 'NORTH/FIX-7777')))).toBe('PROJECT_NOT_LISTED')
  })

  it('watches a project of the platform', async () => {
    const { item } = await first()
    const description = { name: item.left.name, countries: item.left.countries, developers: item.left.developers }
    expect((await send('PUT', '/watched/pv-1', member, description)).status).toBe(403)
    const answer = await send('PUT', '/watched/pv-1', operator, description)
    expect(riskSchema.parse(JSON.parse(answer.bytes.toString())).counterparts.length).toBeGreaterThan(0)
    expect((await send('GET', '/watched', member)).status).toBe(403)
    expect((await get(watchedSchema, '/watched', operator)).items).toMatchObject([{ id: 'pv-1', name: item.left.name }])
  })

  it('shows the card of its model, and proposes nothing on a handful of decisions', async () => {
    const schema = z.object({
      card: z.object({ version: z.string(), contentSha256: z.string().regex(/^[0-9a-f]{64}$/) }),
      proposal: z.object({ status: z.string(), same: z.number(), different: z.number() }),
    })
    const { card, proposal } = await get(schema, '/model')
    expect(card.version).toBe(MODEL_VERSION)
    expect(proposal.status).toBe('too few decisions')
  })

  it('tells the history of a project', async () => {
    const { left } = await first()
    const history = await get(historySchema, `/projects/${left}/history`)
    expect(history.changes).toMatchObject([{ sourceId: 'fixture', kind: 'added', fields: [] }])
    expect(history.sources).toMatchObject([{ isGone: false }])
  })

  it('exports JSON, GeoJSON and the CAD Trust model with attribution', async () => {
    const json = await send('GET', '/export.json?country=BR')
    const { attribution, projects } = z
      .object({
        attribution: z.array(z.string()),
        projects: z.array(z.looseObject({ countries: z.array(z.string()), notice: z.string() })),
      })
      .parse(JSON.parse(json.bytes.toString()))
    expect(attribution[0]).toMatch(/made-up fixture data/)
    expect(projects.length).toBeGreaterThan(0)
    expect(projects.every(({ countries }) => countries.includes('BR'))).toBe(true)
    const geo = z.object({
      type: z.literal('FeatureCollection'),
      features: z.array(z.object({ geometry: z.object({ coordinates: z.tuple([z.number(), z.number()]) }) })),
    })
    const { features } = geo.parse(
      JSON.parse((await send('GET', '/export.geojson?bbox=-60,-30,-40,0')).bytes.toString()),
    )
    expect(features.length).toBeGreaterThan(0)
    for (const {
      geometry: {
        coordinates: [longitude],
      },
    } of features)
      expect(longitude).toBeLessThan(-40)
    const workbook = await send('GET', '/export.cadt.xlsx?country=BR')
    expect(workbook.headers['x-attribution']).toMatch(/made-up/)
    let rows = 0
    for await (const item of importerOf('cadt').readWorkbook?.(new Uint8Array(workbook.bytes), {
      sourceId: 'cadt',
      retrieved: '2026-01-01',
    }) ?? [])
      if (item.kind === 'row') rows += 1
    expect(rows).toBe(projects.length)
    expect(JSON.parse((await send('GET', '/export.json?q=nothingatall')).bytes.toString())).toMatchObject({
      projects: [],
    })
  })
})
