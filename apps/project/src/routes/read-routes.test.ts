import { verifyReadingProof, type PinnedChain, type ReadingProof } from '@tcctv/proof'
import { createApp, createLogger, type Principal } from '@tcctv/service'
import { formatTime } from '@tcctv/units'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openReadModel, type ReadModel } from '../read-model/open-read-model.ts'
import type { BatchScores } from '../read-model/projected.ts'
import { dayColumn, FIRST_DAY, GENESIS, littleChain, type LittleChain } from '../read-model/testing/little-chain.ts'
import type { ReadSide } from './read-side.ts'
import { readRoutes } from './read-routes.ts'

const verifier: Principal = {
  id: 'u1',
  kind: 'user',
  name: 'u1',
  roles: { operator: false, projects: { little: ['verifier'] } },
}
const operator: Principal = { id: 'u2', kind: 'user', name: 'u2', roles: { operator: true, projects: {} } }
const HELD_DAY = FIRST_DAY + 2
const SPRING_FORWARD = FIRST_DAY + 3
const anomaly = { column: 0, code: 16, detail: 1, scoreMillionths: 1_250_000 } as const
const outside = { column: 0, code: 2, detail: 0, scoreMillionths: 0 } as const

describe('GET routes', () => {
  let little: LittleChain
  let readModel: ReadModel
  let project: ReadSide

  beforeAll(async () => {
    little = await littleChain()
    const { commit, ledger } = little
    const first = dayColumn(FIRST_DAY)
    const counts = [...first.counts].map((count, at) => (at === 9 ? 100_001n : count))
    await commit(
      [{ ...first, counts }],
      [
        { ...anomaly, position: 4 },
        { ...outside, position: 9 },
        { ...anomaly, position: 9 },
      ],
    )
    await ledger.quantifyDay(FIRST_DAY)
    await commit([dayColumn(FIRST_DAY + 1, { readings: 90 })])
    await commit([dayColumn(HELD_DAY, { count: 100_000n })])
    await ledger.quantifyDay(FIRST_DAY + 1)
    await ledger.quantifyDay(HELD_DAY)
    await little.checkpoint()
    readModel = await openReadModel(':memory:')
    const band = Array.from(first.counts, () => ({ expected: 5.5, low: 5, high: 6, score: 0.5 }))
    for (const block of await little.blocks()) {
      const scores: BatchScores = new Map(block.transactions.map(({ hash }) => [hash, [band]]))
      readModel.apply(block, scores, null)
    }
    project = readSideOf(little, readModel)
  })
  afterAll(async () => {
    readModel.close()
    await little[Symbol.asyncDispose]()
  })

  async function get(path: string, principal = verifier): Promise<{ status: number; body: Json }> {
    const app = createApp({ name: 'test', version: '0', logger: createLogger({ name: 'test', level: 'silent' }) })
    app.use(async (c, next) => {
      c.set('principal', principal)
      await next()
    })
    const answer = await app.route('/', readRoutes(project)).request(path)
    return { status: answer.status, body: (await answer.json()) as Json }
  }
  const body = async (path: string): Promise<Json> => {
    const found = await get(path)
    expect(found).toMatchObject({ status: 200 })
    return found.body
  }

  it('sums up the project and shows its suspension', async () => {
    const since = formatTime(readModel.exception(1)?.openedAtS ?? 0)
    expect(await body('/summary')).toMatchObject({
      asOf: readModel.headBlock(),
      label: 'illustrative, not a claim',
      stage: 'trial',
      visibility: 'public-records',
      lanes: [{ parameter: 'EG', unit: 'kWh', quantum: '0.01', role: 'baseline' }],
      limits: [
        { id: 'EG.reading', applies: 'reading', subject: 'EG', unit: 'kWh' },
        { id: 'ER.day', applies: 'day', subject: 'ER', unit: 'tCO2e' },
      ],
      suspended: { since, exceptions: ['1'], whoCanRelease: ['proponent'] },
      counts: { readings: 96 + 90 + 96, gaps: 6, flags: 3, anomalies: 2 },
      vintages: [{ vintage: 2022, days: 3, final: false, unit: 'tCO2e', status: 'open' }],
    })
  })

  it('gives each vintage with data availability, completeness, evidence and estimate', async () => {
    const { items } = (await body('/vintages')) as { items: readonly Json[] }
    expect(items).toMatchObject([
      {
        vintage: 2022,
        data: {
          expected: 3 * 96,
          present: 282,
          dataAvailability: '0.9791',
          completeness: { included: 1, sources: 1, share: '1', missing: [], byConstant: ['FC'] },
          streams: [{ parameter: 'EG', meter: 'M1', present: 282, substituted: 0 }],
          evidence: [{ class: 'file', readings: 282 }],
          substituted: { readings: 0, reduction: '0' },
        },
        estimate: { estimate: '10', source: 'study', significantPercent: '20', isSignificant: false },
      },
    ])
    expect(await body('/carbon?by=day')).toMatchObject({
      items: [{ substituted: 0, substitutedReduction: '0' }, {}, {}],
    })
  })

  it('keeps readings from who may see only records', async () => {
    expect(await get('/carbon', operator)).toMatchObject({ status: 200 })
    for (const path of ['/series?parameter=EG', '/flags', '/readings', `/evidence/${'ab'.repeat(32)}`, '/blocks/1'])
      expect(await get(path, operator)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
  })

  it.each([1, 7, 24, 96, 97, 500, 2000])(
    'counts every reading and every flag once in at most %i buckets',
    async (buckets) => {
      const series = await body(`/series?parameter=EG&from=2022-03-10&to=2022-03-12&buckets=${buckets}`)
      const total = (name: string): number => (series[name] as number[]).reduce((sum, count) => sum + count)
      expect((series['t'] as number[]).length).toBeLessThanOrEqual(buckets)
      expect({
        n: total('nReadings'),
        missing: total('nMissing'),
        out: total('nOut'),
        anomalies: total('nAnomaly'),
      }).toEqual({
        n: 282,
        missing: 6,
        out: 1,
        anomalies: 2,
      })
      expect(Math.max(...(series['maxCase'] as number[]))).toBe(2)
      expect(
        Object.values(series)
          .filter(Array.isArray)
          .map((column) => column.length),
      ).toEqual(Array.from({ length: 13 }, () => (series['t'] as number[]).length))
    },
  )

  it('refuses more than 2,000 buckets', async () => {
    expect(await get('/series?parameter=EG&buckets=2001')).toMatchObject({ status: 422 })
  })

  it('shows quantities, model band and limits of a bucket', async () => {
    const series = await body('/series?parameter=EG&from=2022-03-11&to=2022-03-11&buckets=24')
    expect(series).toMatchObject({ bucketS: 3600, unit: 'kWh' })
    for (const [name, first] of Object.entries({
      min: 5,
      max: 5.21,
      mean: 5.105,
      sum: '20.42',
      expected: 5.5,
      lo: 0,
      hi: 1000,
    }))
      expect(series[name]).toHaveProperty('0', typeof first === 'number' ? expect.closeTo(first, 9) : first)
  })

  it('cuts days where the local day begins, also the one of 23 hours', async () => {
    const { startS } = dayColumn(SPRING_FORWARD)
    const series = await body('/series?parameter=EG&from=2022-03-13&to=2022-03-13&buckets=100')
    expect(series['t']).toMatchObject({ 0: startS, length: 92 })
  })

  it('lists flags page by page', async () => {
    const first = await body('/flags?limit=2')
    const second = await body(`/flags?limit=2&cursor=${String(first['cursor'])}`)
    expect([first['items'], second['items']].flat()).toMatchObject([
      { kind: 'anomaly', reason: 'spike', value: '5.28', score: 0.5, expected: '5.5', position: 4 },
      { kind: 'tolerance', level: 2, limit: 'EG.reading', value: '1000.01', unit: 'kWh' },
      { kind: 'anomaly', position: 9 },
    ])
    expect(second['cursor']).toBeNull()
  })

  it('lists readings page by page and shows one with its checks', async () => {
    const first = await body('/readings?parameter=EG&from=2022-03-11&limit=60')
    const second = await body(`/readings?parameter=EG&from=2022-03-11&limit=200&cursor=${String(first['cursor'])}`)
    expect([first['items'], second['items']].flat()).toHaveLength(186)
    const [, flagged] = (await body('/flags'))['items'] as { id: string }[]
    expect(await body(`/readings/${flagged?.id}`)).toMatchObject({
      value: '1000.01',
      evidence: 'file',
      checks: [{ kind: 'tolerance', level: 2 }, { kind: 'anomaly' }],
    })
    expect(await get(`/readings/0x${'0'.repeat(64)}:0:0`)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
  })

  it('hands out a proof that a verifier accepts up to the checkpoint', async () => {
    const { items } = (await body('/readings?from=2022-03-11&limit=9')) as { items: Json[] }
    const proof = (await body(`/readings/${String(items[8]?.['id'])}/proof`)) as unknown as ReadingProof
    const { pinned, keys } = (await body('/parties')) as unknown as Parties
    const lines = await verifyReadingProof(proof, { ...pinned, keys })
    expect(lines.map(({ id, state }) => [id, state])).toEqual(
      ['leaf', 'batch', 'transaction', 'block', 'seal', 'checkpoint'].map((id) => [id, 'passed']),
    )
    expect(proof.reading).toMatchObject({ parameter: 'EG', meter: 'M1', unit: 'kWh', count: '556' })
  })

  it('leaves a withheld day out of sums and shows it by itself', async () => {
    const days = (await body('/carbon?by=day&from=2022-03-11'))['items'] as Json[]
    expect(days).toMatchObject([
      { period: '2022-03-11' },
      { period: '2022-03-12', status: 'withheld', reduction: '48' },
    ])
    const [month] = (await body('/carbon?by=month'))['items'] as Json[]
    expect(month).toMatchObject({ period: '2022-03', status: 'withheld', readings: 282 })
    expect(month?.['reduction']).toBe(days[0]?.['cumulative'])
    expect((await body('/carbon?by=vintage'))['items']).toMatchObject([
      { period: '2022', reduction: month?.['reduction'] },
    ])
  })

  it('traces a record to its equations, inputs and batches', async () => {
    expect(await body('/carbon/2022-03-12/trace')).toMatchObject({
      record: { revision: 1, status: 'withheld' },
      equations: [{ id: 'BE', unit: 'tCO2e' }, { id: 'ER' }],
      inputs: [
        { variable: 'EG', unit: 'MWh', lanes: [{ parameter: 'EG', meter: 'M1' }] },
        { variable: 'EF', amount: '0.5' },
      ],
      batches: [{ readings: 96, sum: '96000', unit: 'kWh' }],
    })
    expect(await get('/carbon/2022-03-20/trace')).toMatchObject({ status: 404 })
  })

  it('lists exceptions with who can act', async () => {
    expect((await body('/exceptions?state=held3'))['items']).toMatchObject([
      { id: '1', day: '2022-03-12', limit: 'ER.day', amount: '48', high: '10', unit: 'tCO2e', actions: ['justify'] },
    ])
    expect(await get('/exceptions/2')).toMatchObject({ status: 404 })
  })

  it('lists blocks and decodes the events of one', async () => {
    const page = await body('/ledger?limit=3')
    expect(page['items']).toMatchObject([
      { what: [expect.stringContaining('checkpoint')] },
      { what: [expect.stringContaining('day 2022-03-12 evaluated')] },
      {},
    ])
    const number = Number(page['cursor'])
    const { transactions } = (await body(`/blocks/${number + 1}`)) as { transactions: Json[] }
    expect(transactions).toMatchObject([
      { events: expect.arrayContaining([expect.objectContaining({ name: 'DayEvaluated' })]) },
    ])
  })

  it('shows parties, documents and evidence', async () => {
    const { keys } = (await body('/parties')) as { keys: Json[] }
    expect(keys).toHaveLength(6)
    expect(keys[1]).toMatchObject({ role: 'proponent', since: 1, until: null })
    expect(await body('/pdd')).toMatchObject({ yaml: 'pdd', program: { code: '0x02' } })
    expect(await get(`/evidence/${'ab'.repeat(32)}`)).toMatchObject({ status: 404 })
    expect(await get('/model')).toMatchObject({ status: 404 })
  })
})

type Json = Record<string, unknown>
type Parties = { readonly pinned: PinnedChain; readonly keys: PinnedChain['keys'] }

function readSideOf({ chain, ledger, genesisHash }: LittleChain, readModel: ReadModel): ReadSide {
  const { chainId, sealer } = GENESIS
  return {
    readModel,
    facts: {
      slug: 'little',
      title: 'Little project',
      chainId,
      genesisHash,
      sealer,
      ledger: ledger.domain.ledger,
      quantifier: ledger.quantifier,
    },
    reader: chain,
    documents: () => ({ methodologyYaml: 'methodology', pddYaml: 'pdd', listing: '' }),
    words: () => ({
      methodology: { id: 'm', version: '1.0.0' },
      pddVersion: '1.0.0',
      zone: 'America/Denver',
      unitOf: { EG: 'kWh' },
      variables: [
        { id: 'EG', unit: 'MWh' },
        { id: 'EF', unit: 'tCO2e/MWh' },
      ],
      equations: [
        { id: 'BE', expression: 'EG * EF', unit: 'tCO2e', quantum: '0.000001', direction: 'floor' },
        { id: 'ER', expression: 'BE', unit: 'tCO2e', quantum: null, direction: null },
      ],
      constants: ['FC'],
      estimates: {
        estimates: { '2022': { value: '10', unit: 'tCO2e', source: 'study' } },
        significant_increase: { percent: '20' },
      },
      evaluate: ([energy = 0n]) => {
        const baseline = (energy / 2n / 10n ** 12n) * 10n ** 12n
        return { rounded: [baseline, baseline] }
      },
      program: { code: '0x02', constants: [], tables: [] },
    }),
    model: () => null,
    alertPolicy: () => ({ policy: 'flag', recipients: ['proponent', 'registry'] }),
    nameplateOf: () => null,
    evidence: async () => undefined,
  }
}
