import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { importReadings } from '../../apps/cli/src/demo/import-readings.ts'
import type { People } from '../../apps/cli/src/demo/people.ts'
import { createProject, firstDays, partiesAt, SILENT } from '../kit/example-project.ts'
import { tcctvUp, temporaryFolder, type RunningPlatform } from '../kit/command-line.ts'
import { sessionOf, type Session } from '../kit/session.ts'

const SLUG = 'bad-input'
const HEADER = 'measured_on,ac_power_kw'
const NOON = '2011-04-15T19:00:00.000Z,1000'

const faultSchema = z.object({
  row: z.number(),
  field: z.string(),
  code: z.string(),
  found: z.string(),
  expected: z.string().min(1),
  advice: z.string().min(1),
})
const problemSchema = z.object({
  type: z.string().startsWith('urn:tcctv:error:'),
  status: z.number(),
  code: z.string(),
  detail: z.string().min(1),
  advice: z.string().min(1),
  requestId: z.string().min(1),
  faults: z.array(z.looseObject({})).optional(),
  faultCount: z.number().optional(),
})
type Fault = { readonly row: number; readonly field: string; readonly code: string; readonly found?: string }

const reading = (change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  parameter: 'EG_EXP',
  meter: 'M1',
  unit: 'kWh',
  start: '2011-04-15T18:00:00Z',
  end: '2011-04-15T18:15:00Z',
  value: '250',
  ...change,
})
const csv = (...rows: readonly string[]): string => `${[HEADER, ...rows].join('\n')}\n`

/** What is wrong, the CSV body, the faults it must be answered with. */
const CSV_CASES: readonly (readonly [string, string, readonly Fault[]])[] = [
  [
    'a text where a number belongs',
    csv(NOON, '2011-04-15T19:15:00.000Z,about 5'),
    [{ row: 2, field: 'ac_power_kw', code: 'NUMBER', found: 'about 5' }],
  ],
  ['NaN', csv('2011-04-15T19:00:00.000Z,NaN'), [{ row: 1, field: 'ac_power_kw', code: 'NUMBER', found: 'NaN' }]],
  [
    'Infinity',
    csv('2011-04-15T19:00:00.000Z,Infinity'),
    [{ row: 1, field: 'ac_power_kw', code: 'NUMBER', found: 'Infinity' }],
  ],
  [
    'a decimal comma',
    csv('2011-04-15T19:00:00.000Z,"1000,5"'),
    [{ row: 1, field: 'ac_power_kw', code: 'NUMBER', found: '1000,5' }],
  ],
  [
    'a value above what a lane can hold',
    csv('2011-04-15T19:00:00.000Z,999999999999999'),
    [{ row: 1, field: 'ac_power_kw', code: 'TOO_HIGH', found: '999999999999999 kW' }],
  ],
  [
    'a negative export',
    csv('2011-04-15T19:00:00.000Z,-1'),
    [{ row: 1, field: 'ac_power_kw', code: 'TOO_LOW', found: '-1 kW' }],
  ],
  [
    'rows out of order',
    csv('2011-04-15T19:15:00.000Z,1', NOON),
    [{ row: 2, field: 'start', code: 'READING_OUT_OF_ORDER', found: '2011-04-15T18:00:00Z' }],
  ],
  [
    'a row twice in one file',
    csv(NOON, NOON),
    [{ row: 2, field: 'start', code: 'READING_REPEATED', found: '2011-04-15T18:00:00Z' }],
  ],
  [
    'a stamp before the crediting period',
    csv('2010-04-15T19:00:00.000Z,1'),
    [{ row: 1, field: 'measured_on', code: 'OUTSIDE_CREDITING' }],
  ],
  [
    'a stamp in another zone than the source declares',
    csv('2011-04-15T12:00:00+02:00,1'),
    [{ row: 1, field: 'measured_on', code: 'TIME_ZONE', found: '2011-04-15T12:00:00+02:00' }],
  ],
  [
    'a stamp that is no time',
    csv('15.04.2011 12:00,1'),
    [{ row: 1, field: 'measured_on', code: 'TIME_FORMAT', found: '15.04.2011 12:00' }],
  ],
  [
    'an hour that the clocks jumped over',
    csv('2012-03-11T09:15:00.000Z,5'),
    [{ row: 1, field: 'measured_on', code: 'TIME_NEVER' }],
  ],
  ['a stamp off the grid', csv('2011-04-15T19:07:00.000Z,5'), [{ row: 1, field: 'measured_on', code: 'OFF_GRID' }]],
  ['an open quote', csv(NOON, '2011-04-15T19:15:00.000Z,"5'), [{ row: 2, field: '', code: 'CSV_SYNTAX' }]],
  ['a field too many', csv(NOON, '2011-04-15T19:15:00.000Z,5,6'), [{ row: 2, field: '', code: 'CSV_SYNTAX' }]],
  [
    'a line cut short before other faults, all of them',
    csv('2011-04-15T19:00:00.000Z', '2011-04-15T19:15:00.000Z,x', '2011-04-15T19:30:00.000Z,"1'),
    [
      { row: 1, field: '', code: 'CSV_SYNTAX' },
      { row: 2, field: 'ac_power_kw', code: 'NUMBER' },
      { row: 3, field: '', code: 'CSV_SYNTAX' },
    ],
  ],
  [
    'a column missing',
    'measured_on\n2011-04-15T19:00:00.000Z\n',
    [{ row: 1, field: 'ac_power_kw', code: 'COLUMN_MISSING' }],
  ],
  [
    'a column that is not known',
    `${HEADER},colour\n${NOON},red\n`,
    [{ row: 1, field: 'colour', code: 'COLUMN_UNKNOWN', found: 'colour' }],
  ],
  [
    'several faults in several rows, all of them',
    csv('2011-04-15T19:00:00.000Z,x', '2011-04-15T19:15:00.000Z,1', 'yesterday,NaN'),
    [
      { row: 1, field: 'ac_power_kw', code: 'NUMBER', found: 'x' },
      { row: 3, field: 'measured_on', code: 'TIME_FORMAT', found: 'yesterday' },
      { row: 3, field: 'ac_power_kw', code: 'NUMBER', found: 'NaN' },
    ],
  ],
]

/** What is wrong with the second of two JSON readings, and its faults; row 2 in an array and in lines alike. */
const JSON_CASES: readonly (readonly [string, unknown, readonly Fault[]])[] = [
  [
    'an unknown parameter',
    reading({ parameter: 'EG_XXX' }),
    [{ row: 2, field: '/parameter', code: 'FIELD_VALUE', found: 'EG_XXX' }],
  ],
  ['an unknown meter', reading({ meter: 'M9' }), [{ row: 2, field: '/meter', code: 'FIELD_VALUE', found: 'M9' }]],
  ['another unit', reading({ unit: 'MWh' }), [{ row: 2, field: '/unit', code: 'FIELD_VALUE', found: 'MWh' }]],
  [
    'a number instead of a text',
    reading({ value: 250 }),
    [{ row: 2, field: '/value', code: 'FIELD_TYPE', found: '250' }],
  ],
  ['a text in the value', reading({ value: 'much' }), [{ row: 2, field: '/value', code: 'NUMBER', found: 'much' }]],
  ['NaN', reading({ value: 'NaN' }), [{ row: 2, field: '/value', code: 'NUMBER', found: 'NaN' }]],
  ['Infinity', reading({ value: 'Infinity' }), [{ row: 2, field: '/value', code: 'NUMBER', found: 'Infinity' }]],
  ['a field missing', { ...reading(), end: undefined }, [{ row: 2, field: '/end', code: 'FIELD_MISSING' }]],
  ['an unknown field', reading({ colour: 'red' }), [{ row: 2, field: '/colour', code: 'FIELD_UNKNOWN', found: 'red' }]],
  [
    'an interval of another length',
    reading({ end: '2011-04-15T18:30:00Z' }),
    [{ row: 2, field: '/end', code: 'TIME_ORDER' }],
  ],
  [
    'an interval in the future',
    reading({ start: '2100-01-01T18:00:00Z', end: '2100-01-01T18:15:00Z' }),
    [
      { row: 2, field: '/start', code: 'OUTSIDE_CREDITING' },
      { row: 2, field: '/start', code: 'FUTURE' },
    ],
  ],
  [
    'a time without a zone',
    reading({ start: '2011-04-15T18:00:00' }),
    [{ row: 2, field: '/start', code: 'TIME_FORMAT' }],
  ],
  [
    'out of order',
    reading(),
    [{ row: 2, field: 'start', code: 'READING_OUT_OF_ORDER', found: '2011-04-15T18:00:00Z' }],
  ],
  ['no object', [1], [{ row: 2, field: '', code: 'FIELD_TYPE' }]],
]
const GOOD_FIRST = reading({ start: '2011-04-15T20:00:00Z', end: '2011-04-15T20:15:00Z' })

describe('bad input', () => {
  const folder = temporaryFolder()
  let platform: RunningPlatform
  let people: People
  let session: Session
  let before: string

  const importPath = (signer: string, slug = SLUG): string => `/api/projects/${slug}/imports?signer=${signer}`
  const send = (body: string, contentType: string, slug = SLUG): Promise<Response> =>
    session(importPath(people.proponent.account.address, slug), {
      method: 'POST',
      body,
      headers: { 'content-type': contentType },
    })
  const stateOf = async (): Promise<string> => {
    const { head, counts } = z
      .object({ head: z.unknown(), counts: z.unknown() })
      .parse(await (await session(`/api/projects/${SLUG}/summary`)).json())
    return JSON.stringify({ head, counts })
  }
  /** The problem of an answer, after seeing that nothing of the request was stored. */
  const problemOf = async (answer: Response) => {
    const text = await answer.text()
    expect(answer.headers.get('content-type'), text).toMatch(/^application\/problem\+json/)
    const problem = problemSchema.parse(JSON.parse(text))
    expect(problem.status).toBe(answer.status)
    expect(await stateOf()).toBe(before)
    return problem
  }
  const expectFaults = async (answer: Response, faults: readonly Fault[]) => {
    const problem = await problemOf(answer)
    expect(problem).toMatchObject({ status: 422, code: 'ROWS_REFUSED', faultCount: faults.length })
    expect(problem.faults?.map((fault) => faultSchema.parse(fault))).toMatchObject(faults)
  }

  beforeAll(async () => {
    platform = await tcctvUp(folder.path)
    people = await partiesAt(platform)
    await createProject(people, SLUG)
    session = await sessionOf(platform, 'proponent')
    before = await stateOf()
  })
  afterAll(async () => {
    await platform[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  it.each(CSV_CASES)('refuses CSV with %s', async (_, body, faults) => {
    await expectFaults(await send(body, 'text/csv'), faults)
  })

  it.each(JSON_CASES)('refuses NDJSON with %s', async (_, json, faults) => {
    const body = `${JSON.stringify(GOOD_FIRST)}\n${JSON.stringify(json)}\n`
    await expectFaults(await send(body, 'application/x-ndjson'), faults)
  })

  it.each(JSON_CASES)('refuses JSON with %s', async (_, json, faults) => {
    await expectFaults(await send(JSON.stringify({ readings: [GOOD_FIRST, json] }), 'application/json'), faults)
  })

  it.each([
    ['CSV', '', 'text/csv'],
    ['CSV with the header alone', `${HEADER}\n`, 'text/csv'],
    ['CSV with gaps alone', csv('2011-04-15T19:00:00.000Z,'), 'text/csv'],
    ['NDJSON', '', 'application/x-ndjson'],
    ['NDJSON of empty lines', '\n\n', 'application/x-ndjson'],
    ['JSON', '[]', 'application/json'],
  ])('refuses an empty body: %s', async (_, body, contentType) => {
    expect(await problemOf(await send(body, contentType))).toMatchObject({ status: 422, code: 'IMPORT_EMPTY' })
  })

  it.each([
    ['a line cut short', `${JSON.stringify(GOOD_FIRST)}\n{"parameter": "EG_`, 'application/x-ndjson', 2],
    ['an array cut short', `[${JSON.stringify(GOOD_FIRST)}, {"parameter"`, 'application/json', 0],
    ['no list', '{"readings": 5}', 'application/json', 0],
    ['an empty JSON body', '', 'application/json', 0],
  ])('refuses JSON that can not be read: %s', async (_, body, contentType, row) => {
    await expectFaults(await send(body, contentType), [{ row, field: '', code: 'JSON_SYNTAX' }])
  })

  it('counts all faults where it lists the first thousand', async () => {
    const rows = Array.from({ length: 1500 }, () => '2011-04-15T19:00:00.000Z,x')
    const problem = await problemOf(await send(csv(...rows), 'text/csv'))
    expect(problem).toMatchObject({ code: 'ROWS_REFUSED', faultCount: 1500 })
    expect(problem.faults).toHaveLength(1000)
  })

  it.each(['application/xml', 'text/plain', 'multipart/form-data; boundary=x'])(
    'refuses the content type %s',
    async (contentType) => {
      const problem = await problemOf(await send(csv(NOON), contentType))
      expect(problem).toMatchObject({ status: 415, code: 'IMPORT_FORMAT' })
      expect(problem.detail).toContain(contentType)
    },
  )

  it('refuses a body above 32 MiB', async () => {
    const line = `${NOON}\n`
    const body = HEADER + '\n' + line.repeat(Math.ceil((33 * 1024 * 1024) / line.length))
    expect(await problemOf(await send(body, 'text/csv'))).toMatchObject({ status: 413 })
  })

  it('takes a day with more readings than a batch can hold, in two batches', async () => {
    await createProject(people, 'dense', (yaml) => yaml.replace('interval: PT15M', 'interval: PT10S'))
    const startMs = Date.parse('2011-04-15T07:00:00Z')
    const rows = Array.from({ length: 8640 }, (_, at) => `${new Date(startMs + at * 10_000).toISOString()},360`)
    const csvBytes = Buffer.from(csv(...rows))
    const options = { slug: 'dense', csv: csvBytes, close: true, resolveCase3: false }
    const imported = await importReadings(people.proponent, options, SILENT)
    expect(imported).toMatchObject({ rows: 8640, committed: 2, days: 1 })
    const { counts } = z
      .object({ counts: z.looseObject({}) })
      .parse(await (await session('/api/projects/dense/summary')).json())
    expect(counts).toMatchObject({ batches: 2, readings: 8640 })
  })

  it('refuses a source that the document does not declare', async () => {
    const path = `${importPath(people.proponent.account.address)}&source=other`
    const answer = await session(path, { method: 'POST', body: csv(NOON), headers: { 'content-type': 'text/csv' } })
    expect(await problemOf(answer)).toMatchObject({ status: 422, code: 'IMPORT_SOURCE' })
  })

  it('refuses a signer that is no address, naming the field', async () => {
    const init = { method: 'POST', body: csv(NOON), headers: { 'content-type': 'text/csv' } }
    const problem = await problemOf(await session(importPath('nobody'), init))
    expect(problem).toMatchObject({ status: 422, code: 'REQUEST_INVALID' })
    expect(JSON.stringify(problem.faults)).toContain('signer')
  })

  it('does not know a foreign project', async () => {
    expect(await problemOf(await send(csv(NOON), 'text/csv', 'other-plant'))).toMatchObject({ status: 404 })
  })

  it('refuses an import by a party that is not the proponent, and without sign-in', async () => {
    const init = { method: 'POST', body: csv(NOON), headers: { 'content-type': 'text/csv' } }
    const path = importPath(people.proponent.account.address)
    const registry = await sessionOf(platform, 'registry')
    expect(await problemOf(await registry(path, init))).toMatchObject({ status: 403, code: 'FORBIDDEN' })
    const stranger = await fetch(new URL(path, platform.origin), init)
    expect(await problemOf(stranger)).toMatchObject({ status: 401, code: 'SIGN_IN_REQUIRED' })
  })

  describe('at the commit', () => {
    const commit = (id: string, body: string): Promise<Response> =>
      session(`/api/projects/${SLUG}/imports/${id}/commit`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      })
    const prepared = async (): Promise<{ id: string; batches: { digest: `0x${string}` }[] }> => {
      const schema = z.object({
        id: z.string(),
        batches: z.array(z.looseObject({ digest: z.custom<`0x${string}`>() })),
      })
      return schema.parse(await (await send(firstDays(2), 'text/csv')).json())
    }

    it('refuses a signature by another key', async () => {
      const { id, batches } = await prepared()
      const { account } = people.registry
      const signatures = await Promise.all(batches.map(({ digest }) => account.sign({ hash: digest })))
      const lines = (await (await commit(id, JSON.stringify({ signatures }))).text()).trim().split('\n')
      const { problem } = z.object({ problem: problemSchema }).parse(JSON.parse(lines.at(-1) ?? ''))
      expect(problem).toMatchObject({ code: 'SIGNER_NOT_AUTHORISED', status: 403 })
      expect(lines).toHaveLength(1)
      expect(await stateOf()).toBe(before)
    })

    it('refuses too few signatures', async () => {
      const { id } = await prepared()
      const problem = await problemOf(await commit(id, JSON.stringify({ signatures: [] })))
      expect(problem).toMatchObject({ code: 'SIGNATURES_MISSING', status: 422 })
    })

    it('refuses a text that is no signature, naming it', async () => {
      const { id } = await prepared()
      const problem = await problemOf(await commit(id, JSON.stringify({ signatures: ['0x12'] })))
      expect(problem).toMatchObject({ status: 422, code: 'REQUEST_INVALID' })
      expect(JSON.stringify(problem.faults)).toContain('signatures')
    })

    it('refuses JSON cut short', async () => {
      const { id } = await prepared()
      expect(await problemOf(await commit(id, '{"signatures": ['))).toMatchObject({ status: 400, code: 'BODY_INVALID' })
    })

    it('does not know another import', async () => {
      const problem = await problemOf(await commit('nothing', JSON.stringify({ signatures: [] })))
      expect(problem).toMatchObject({ status: 404, code: 'IMPORT_UNKNOWN' })
    })
  })
})
