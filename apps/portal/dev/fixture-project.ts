// A made-up project beside a real chain in memory.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashDocument, parseMethodology, parsePdd } from '@tcctv/methodology'
import { chainFixture } from './chain-fixture.ts'

const textOf = (path: string) => readFileSync(join(import.meta.dirname, '../../..', path), 'utf8')
export const METHODOLOGY = textOf('methodologies/acm0002-solar.yaml')
/** What a project declares beside its figures; the example has none of it. */
const DECLARED = `visibility: public
estimates: {"2012": {value: "1000", unit: tCO2e, source: "yield study of the proponent"}, "2013": {value: "1400", unit: tCO2e, source: "yield study of the proponent"}}
significant_increase: {percent: "20"}
monitoring_plan:
  EG_EXP: {responsible: plant operator, equipment: M1, place: substation, qa_qc: "cross-check with the invoices of the grid company each month", fallback: "manual reading of the register, signed", archive: P2Y, clause: "section 8.2"}
applicability:
  - {clause: "4", text: "The plant delivers electricity to a grid", met: met, evidence: connection agreement}
  - {clause: "5", text: "Hydro power with a reservoir", met: not-applicable, evidence: the technology is photovoltaic}
documents:
  - {kind: additionality, title: Investment analysis, hash: "sha256:${'cd'.repeat(32)}", conclusion: additional}
  - {kind: validation-report, title: Validation report, hash: "keccak256:0x${'ef'.repeat(32)}", conclusion: positive}
materiality: {threshold_percent: "5", sampling: {method: "random days of every month", seed: "hash of the block that froze the period"}}
`
export const PDD = textOf('examples/nrel50/pdd.yaml') + DECLARED
export const PDD_HASH = hashDocument(parsePdd(PDD))
const METHODOLOGY_HASH = hashDocument(parseMethodology(METHODOLOGY))

const DAY_S = 86_400
const START = Date.parse('2012-04-15T07:00:00Z') / 1000
const DAYS = 230
export const hash = (n: number) => `0x${n.toString(16).padStart(64, 'a5c3')}`
export const chain = await chainFixture()
export const suspendedSlugs = ['pv-held']

function random(seed: number): number {
  const x = Math.sin(seed * 12.9898) * 43_758.5453
  return x - Math.floor(x)
}

function power(t: number, phase: number): number {
  const day = Math.floor((t - START) / DAY_S)
  const hour = ((t - START) % DAY_S) / 3600
  const sun = Math.max(0, Math.sin(((hour - 6) / 12) * Math.PI))
  return Number((sun * (18 + 6 * Math.sin((day + phase) / 40)) * (0.45 + 0.55 * random(day + phase))).toFixed(3))
}

const instant = (s: number) => new Date(s * 1000).toISOString().replace('.000Z', 'Z')
const dayText = (index: number) => instant(START + index * DAY_S).slice(0, 10)

export function summary(slug: string) {
  const isHeld = suspendedSlugs.includes(slug)
  const last = START + DAYS * DAY_S
  return {
    asOf: 812,
    slug,
    title: slug === 'landfill' ? 'Landfill gas to electricity, demonstration' : 'Photovoltaic plant, demonstration',
    label: 'illustrative, not a claim',
    purpose: 'demonstration',
    stage: 'trial',
    methodology: { id: 'acm0002-solar', version: '1.0.0', hash: METHODOLOGY_HASH },
    pdd: { version: '1.1.0', documentHash: PDD_HASH, index: 1 },
    chainId: chain.chainId,
    ledger: chain.ledger,
    quantifier: '0x00000000000000000000000000000000000000b1',
    zone: 'America/Los_Angeles',
    crediting: { from: '2012-04-15', to: '2014-01-01' },
    visibility: 'public',
    lanes: ['ac_power', 'irradiance'].map((parameter, lane) => ({
      lane,
      parameter: lane === 0 ? 'EG' : parameter,
      meter: lane === 0 ? 'M1' : 'P1',
      unit: lane === 0 ? 'MWh' : 'W/m2',
      quantum: lane === 0 ? '0.001' : '1',
      stepS: 900,
      role: 'project',
    })),
    limits: [{ id: 'EG.reading', applies: 'reading', subject: 'EG', unit: 'MWh', effectiveFrom: '2012-04-15' }],
    suspended: isHeld ? { since: instant(last), exceptions: ['3'], whoCanRelease: ['proponent', 'registry'] } : null,
    lastReadingAt: instant(last - 900),
    head: { number: 812, hash: hash(812), timestamp: instant(last + 9000) },
    counts: {
      blocks: 812,
      batches: 460,
      readings: 44_000,
      gaps: 12,
      flags: 61,
      exceptionsOpen: isHeld ? 2 : 0,
      anomalies: 48,
    },
    vintages: [
      {
        vintage: 2012,
        reduction: '1234.567891234',
        baseline: '1234.567891234',
        project: '0',
        leakage: '0',
        eligible: '1234',
        carried: '0.567891234',
        unit: 'tCO2e',
        days: DAYS,
        status: 'provisional',
        final: false,
      },
    ],
    model: { name: 'calendar-profile', modelHash: hash(3), cardHash: hash(4), trainedTo: '2012-04-15' },
  }
}

export function vintages(slug: string) {
  const [expected, substituted] = [DAYS * 96, 44]
  const stream = (parameter: string, meter: string, present: number, filled: number) => ({
    parameter,
    meter,
    expected,
    present,
    substituted: filled,
    dataAvailability: (Math.floor((present / expected) * 10_000) / 10_000).toFixed(4),
    evidence: [
      { class: 'meter-signed', readings: Math.floor(present / 2) },
      { class: 'file', readings: present - Math.floor(present / 2) },
      ...(filled > 0 ? [{ class: 'substituted', readings: filled }] : []),
    ],
  })
  const streams = [stream('EG_EXP', 'M1', expected - 56, substituted), stream('EG_IMP', 'M2', 0, 0)]
  const data = {
    expected: 2 * expected,
    present: expected - 56,
    dataAvailability: '0.4987',
    completeness: { included: 1, sources: 2, share: '0.5', missing: ['EG_IMP (M2)'], byConstant: ['FC_FF'] },
    streams,
    evidence: [],
    substituted: { readings: substituted, baseline: '3.214567', project: '0', leakage: '0', reduction: '3.214567' },
  }
  const estimate = {
    estimate: '1000',
    source: 'yield study of the proponent',
    difference: '234.567891234',
    differencePercent: '23.45',
    significantPercent: '20',
    isSignificant: true,
  }
  return { items: summary(slug).vintages.map((vintage) => ({ ...vintage, data, estimate })) }
}

export function series(query: URLSearchParams) {
  const from = Date.parse(`${query.get('from')}T07:00:00Z`) / 1000
  const to = Date.parse(`${query.get('to')}T07:00:00Z`) / 1000 + DAY_S
  const bucketS = [900, 3600, 21_600, DAY_S, 7 * DAY_S].find((step) => (to - from) / step <= 1200) ?? DAY_S
  const t: number[] = []
  for (let at = from; at < Math.min(to, START + DAYS * DAY_S); at += bucketS) if (at >= START) t.push(at)
  const phase = query.get('parameter') === 'EG' ? 0 : 13
  const column = (pick: (values: number[], at: number) => number | null) =>
    t.map((at) =>
      pick(
        Array.from({ length: Math.min(96, bucketS / 900) }, (_, i) => power(at + i * 900, phase)),
        at,
      ),
    )
  const flagged = t.map((at) => (random(at / 7) > 0.985 ? 1 : 0))
  const mean = column((values) => values.reduce((sum, v) => sum + v, 0) / values.length)
  return {
    asOf: 812,
    parameter: query.get('parameter'),
    unit: phase === 0 ? 'MWh' : 'W/m2',
    bucketS,
    t,
    min: column((values) => Math.min(...values)),
    max: column((values) => Math.max(...values)),
    mean,
    sum: mean.map((v) => String(((v ?? 0) * bucketS) / 900)),
    expected: mean.map((v, i) => (v === null ? null : v * (0.9 + 0.2 * random(i)))),
    lo: t.map(() => (phase === 0 ? 0 : null)),
    hi: t.map(() => (phase === 0 ? 26 : null)),
    nReadings: t.map(() => bucketS / 900),
    nMissing: t.map((at) => (random(at) > 0.99 ? 2 : 0)),
    nOut: flagged,
    nAnomaly: t.map((at) => (random(at / 3) > 0.98 ? 1 : 0)),
    maxCase: flagged.map((flag, i) => (flag === 0 ? 1 : 2 + (i % 3))),
  }
}

export function carbon(query: URLSearchParams) {
  const by = query.get('by')
  const count = by === 'day' ? DAYS : by === 'month' ? 8 : 1
  const items = Array.from({ length: count }, (_, i) => {
    const baseline = (3 + 4 * random(i)) * (by === 'day' ? 1 : by === 'month' ? 30 : DAYS)
    const project = i % 11 === 5 ? baseline * 1.4 : baseline * 0.06
    return {
      period: by === 'day' ? dayText(i) : by === 'month' ? dayText(i * 30).slice(0, 7) : '2012',
      baseline: baseline.toFixed(9),
      project: project.toFixed(9),
      leakage: (baseline * 0.02).toFixed(9),
      reduction: (baseline - project - baseline * 0.02).toFixed(9),
      cumulative: (i * 4.1).toFixed(9),
      status: i % 11 === 5 ? 'withheld' : i % 17 === 3 ? 'provisional-with-report' : 'provisional',
      level: i % 11 === 5 ? 3 : 1,
      revision: 1,
      readings: 94,
      expected: 96,
      block: 100 + i,
      tx: hash(i),
    }
  })
  const from = query.get('from') ?? '0'
  const to = query.get('to') ?? '9'
  return {
    asOf: 812,
    unit: 'tCO2e',
    items: by === 'day' ? items.filter(({ period }) => period >= from && period <= to) : items,
  }
}

export const exceptions = {
  items: [
    {
      id: '3',
      day: dayText(DAYS - 1),
      limit: 'EG.reading',
      level: 3,
      state: 'held3',
      amount: '31.2',
      low: '0',
      high: '26',
      unit: 'MWh',
      openedBlock: 811,
      moves: [],
      whoCanAct: ['proponent'],
      actions: ['justify'],
    },
    {
      id: '4',
      day: dayText(DAYS - 1),
      limit: 'ER.day',
      level: 4,
      state: 'reported4',
      amount: '19.4',
      low: '0',
      high: '12',
      unit: 'tCO2e',
      openedBlock: 810,
      whoCanAct: ['registry'],
      actions: ['release-as-is', 'release-zero', 'send-back'],
      moves: [
        {
          from: 'held4',
          to: 'reported4',
          by: '0x3a1076bf45ab87712ad64ccb3b10217737f7faac',
          content: hash(9),
          block: 812,
          tx: hash(77),
          text: 'The meter was replaced on that day; the certificate is attached.',
        },
      ],
    },
    {
      id: '1',
      day: dayText(40),
      limit: 'EG.reading',
      level: 2,
      state: 'noted',
      amount: '27.1',
      low: '0',
      high: '26',
      unit: 'MWh',
      openedBlock: 140,
      moves: [],
      whoCanAct: [],
      actions: [],
    },
  ],
}

export const blocks = chain.built.map(({ block, transactions }) => ({
  number: block.number,
  hash: block.hash,
  parent: hash(block.number - 1),
  timestamp: instant(block.timestampS),
  txs: transactions.length,
  gasUsed: '412331',
  stateRoot: block.stateRoot,
  sealer: chain.parties.sealer,
  what: ['batch of 24 readings', 'day quantified'].slice(0, 1 + (block.number % 2)),
  transactions: transactions.map(({ hash: tx }) => ({
    hash: tx,
    what: 'batch of readings',
    digest: hash(5),
    readings: 24,
    events: [{ name: 'BatchCommitted', args: { digest: hash(5), day: '2012-04-15', sequence: '1', readings: 24 } }],
  })),
}))

export async function reading(id: string) {
  const [, , position = '0'] = id.split(':')
  const proof = await chain.proofOf(3, Number(position) || 0)
  return {
    proof,
    facts: {
      asOf: 812,
      id,
      parameter: 'EG',
      meter: 'M1',
      at: instant(proof.reading.startS),
      value: (Number(proof.reading.count) / 1000).toString(),
      unit: 'MWh',
      source: { hash: hash(6) },
      isScored: true,
      evidence: 'file',
      checks: [],
      expected: '0.402',
      batch: hash(5),
      block: proof.block,
      tx: proof.tx,
    },
  }
}

export function flags() {
  return Array.from({ length: 30 }, (_, i) => ({
    id: `${hash(i)}:0:${i}`,
    at: instant(START + (DAYS - i) * DAY_S + 40_000),
    parameter: 'EG',
    meter: 'M1',
    value: (26 + random(i) * 6).toFixed(3),
    unit: 'MWh',
    kind: i % 3 === 0 ? 'tolerance' : 'anomaly',
    level: i % 3 === 0 ? 2 + (i % 2) : null,
    limit: i % 3 === 0 ? 'EG.reading' : null,
    reason: i % 3 === 0 ? null : 'far from the calendar profile',
    score: '7.1',
    expected: '18.2',
    block: 700 - i,
    tx: hash(i),
    batch: hash(5),
    position: i,
  }))
}

export async function readingRows() {
  return Promise.all(Array.from({ length: 24 }, async (_, i) => (await reading(`${hash(5)}:0:${i}`)).facts))
}

export function trace(day: string) {
  return {
    asOf: 812,
    record: { ...carbon(new URLSearchParams({ by: 'day', from: day, to: day })).items[0], block: 112, tx: hash(12) },
    equations: [
      {
        id: 'BE',
        expression: 'EG * EF_grid',
        unit: 'tCO2e',
        unrounded: '512.123456789123456789',
        rounded: '512.123',
        quantum: '0.001',
        direction: 'floor',
      },
      {
        id: 'ER',
        expression: 'BE - PE - LE',
        unit: 'tCO2e',
        unrounded: '500.1',
        rounded: '500',
        quantum: '1',
        direction: 'floor',
      },
    ],
    inputs: [
      { variable: 'EG', unit: 'MWh', amount: '1024.247', lanes: [{ lane: 0, parameter: 'EG', meter: 'M1' }] },
      { variable: 'EF_grid', unit: 'tCO2e/MWh', amount: '0.5', lanes: [] },
    ],
    batches: [{ digest: hash(5), tx: hash(12), block: 112, parameter: 'EG', readings: 96, sum: '104.2', unit: 'MWh' }],
  }
}
