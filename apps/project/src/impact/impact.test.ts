import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { toChainPddVersion } from '@tcctv/contracts'
import { compilePdd, hashDocument, parseMethodology, parsePdd } from '@tcctv/methodology'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decisionDocument } from '../decisions.ts'
import { documentsByHash } from '../documents.ts'
import { commitImport } from '../imports.ts'
import type { Project } from '../project.ts'
import { beginTrial, csvOfDays, openTestProject, prepared, projectDirectory, take } from '../testing/test-project.ts'
import { measureImpact } from './impact.ts'

const signal = new AbortController().signal
const FIRST_DAY = 15_079
const opened: Project[] = []

/** With the days of a file; once an exception was answered, of another one. */
async function withDays(
  first: string,
  answer = release,
  then = first,
  directory = projectDirectory(),
): Promise<Project> {
  const project = await openTestProject(directory)
  opened.push(project)
  await beginTrial(project)
  for (let csv = first; ; csv = then) {
    // prepared anew after an answer: a correction takes a number of its signer's batches
    const { rows, signatures } = await prepared(project, csv)
    let open: readonly { readonly id: number }[] = []
    for await (const line of commitImport(project, rows, { signatures, signal }))
      if ('suspended' in line) open = line.suspended.exceptions
    if (open.length === 0) return project
    for (const { id } of open) await answer(project, id)
  }
}

async function release(project: Project, exception: number): Promise<void> {
  const document = decisionDocument('checked')
  for (const action of ['justify', 'release', 'resubmit'] as const)
    await take(project, 'proponent', { action, exception, document })
}

const HIGH = csvOfDays(3).replace(/^(2011-04-16T12:00:00.000Z),.*$/m, '$1,3600.000') // 900 kWh of 875 allowed: case 3

/** The day of the exception by what the meter really gave. */
async function correct(project: Project): Promise<void> {
  const [header = '', ...rows] = csvOfDays(3).split('\n')
  const day = [header, ...rows.filter((line) => line >= '2011-04-16T07' && line < '2011-04-17T07')].join('\n')
  const document = decisionDocument('counted twice')
  for (const action of ['justify', 'release'] as const)
    await take(project, 'proponent', { action, exception: 1, document })
  const { rows: found, signatures } = await prepared(project, day, false, 1)
  const batch = found.batches[0]?.digest ?? '0x'
  await take(project, 'proponent', { action: 'resubmit-corrected', exception: 1, batch, document })
  for await (const line of commitImport(project, found, { signatures, signal }))
    if ('suspended' in line) throw new Error('the corrected day is held')
}

/** The example with a loss that is computed from the period's readings, off the chain. */
function withCoefficient(): string {
  const text = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8')
  const methodologyYaml = text('methodologies/acm0002-solar.yaml')
    .replace(
      'equations:\n',
      'coefficients:\n  LOSS: {kind: period, unit: "1", expr: "exp(0 - EG_EXP / EG_REF)", round: floor, places: 18}\nequations:\n',
    )
    .replace('  COEF_FF: {unit', '  EG_REF: {unit: MWh, value: "1000"}\n  COEF_FF: {unit')
    .replace('* EF_B", unit', '* EF_B * max(min(LOSS, 1), 0)", unit')
  const hash = hashDocument(parseMethodology(methodologyYaml))
  const pddYaml = text('examples/nrel50/pdd.yaml').replace(/keccak256:0x[0-9a-f]{64}/, `keccak256:${hash}`)
  return projectDirectory({}, { methodologyYaml, pddYaml })
}

// Impact only reads, so that one project serves several tests.
let plain: Project
let released: Project
let corrected: Project
beforeAll(async () => {
  plain = await withDays(csvOfDays(4))
  released = await withDays(HIGH)
  corrected = await withDays(HIGH, correct, csvOfDays(3))
})
afterAll(async () => {
  for (const project of opened) {
    await project[Symbol.asyncDispose]()
    rmSync(project.directory, { recursive: true })
  }
})

async function impactOf(project: Project, change: (yaml: string) => string, fromDay = FIRST_DAY) {
  const yaml = change(readFileSync(join(project.directory, 'pdd.yaml'), 'utf8'))
  const version = compilePdd(parsePdd(yaml), parseMethodology(project.documents.methodologyYaml))
  const { number: headBlock } = await project.chain.head()
  if (project.genesis === null) throw new Error('the chain is embedded')
  const steps: number[] = []
  const impact = await measureImpact({
    directory: join(project.directory, 'chain'),
    genesis: project.genesis,
    draft: {
      programs: [version.program],
      version: toChainPddVersion(version),
      fromDay,
      documentsOf: documentsByHash([{ methodologyYaml: project.documents.methodologyYaml, pddYaml: yaml }]),
    },
    headBlock,
    nowS: project.nowS(),
    onProgress: (done) => void steps.push(done),
  })
  expect(steps.at(-1)).toBe(impact.forkBlock === null ? undefined : headBlock - impact.forkBlock)
  return impact
}

describe('the impact of a version', () => {
  it('is nothing for the version in force, exceptions and their decisions included', { timeout: 60_000 }, async () => {
    const { vintages, limits, held, refusals, through } = await impactOf(released, (yaml) => yaml)
    expect(vintages.map(({ difference }) => difference)).toEqual([
      { baseline: '0', project: '0', leakage: '0', reduction: '0', eligible: null },
    ])
    expect(through).toBe('2011-04-17')
    for (const { before, after } of limits) expect(after).toEqual(before)
    expect(limits.find(({ limit }) => limit === 'EG_EXP.reading')?.before).toEqual([287, 0, 1, 0])
    expect(held).toEqual({ added: [], removed: [], both: 1 })
    expect(refusals).toEqual([])
  })

  it(
    'is the tonnes of another factor, to the last digit, and leaves the chain alone',
    { timeout: 60_000 },
    async () => {
      const before = await plain.chain.head()
      const { vintages } = await impactOf(plain, (yaml) => yaml.replace('value: "0.8907"', 'value: "0.7000"'))
      const energy = plain.readModel.records(0, 99_999).at(-1)?.inputs[0] ?? 0n
      const tonnes = (factor: bigint) => (energy * factor) / 10n ** 4n / 10n ** 18n
      const present = (8907n * 75n + 8010n * 25n) / 100n // rounded down at four places, as the document says
      const drafted = (7000n * 75n + 8010n * 25n) / 100n
      expect(vintages.map(({ before: was, after }) => [was.reduction, after.reduction])).toEqual([
        [String(tonnes(present)), String(tonnes(drafted))],
      ])
      expect(vintages[0]?.difference.reduction).toBe(String(tonnes(drafted) - tonnes(present)))
      expect(await plain.chain.head()).toEqual(before)
    },
  )
})

describe('limits of a draft', () => {
  it('are counted in cases, and their days would be held', { timeout: 60_000 }, async () => {
    const { limits, held } = await impactOf(plain, (yaml) => yaml.replace('high: "875"', 'high: "25"'))
    const [reading] = limits.filter(({ limit }) => limit === 'EG_EXP.reading')
    expect(reading?.before).toEqual([384, 0, 0, 0])
    // 25 kWh, margins 0.5 and 2.5: readings are 100..106 kW, so 25, 25.25 … 26.5 kWh
    const perDay = [0, 1, 2, 3, 4, 5, 6].map((kw) => (kw === 0 ? 0 : kw <= 2 ? 1 : 2))
    const cases = [0, 0, 0, 0]
    for (let index = 0; index < 384; index += 1)
      cases[perDay[index % 7] ?? 0] = (cases[perDay[index % 7] ?? 0] ?? 0) + 1
    expect(reading?.after).toEqual(cases)
    expect(held.added.map(({ day }) => day)).toEqual(['2011-04-15', '2011-04-16', '2011-04-17', '2011-04-18'])
  })

  it('hold from the day asked for only', { timeout: 60_000 }, async () => {
    const { held, from } = await impactOf(plain, (yaml) => yaml.replace('high: "875"', 'high: "25"'), FIRST_DAY + 2)
    expect(from).toBe('2011-04-17')
    expect(held.added.map(({ day }) => day)).toEqual(['2011-04-17', '2011-04-18'])
  })

  it('change nothing behind the last reading', { timeout: 60_000 }, async () => {
    const { through, forkBlock, vintages } = await impactOf(plain, (yaml) => yaml, FIRST_DAY + 4)
    expect([through, forkBlock, vintages]).toEqual([null, null, []])
  })
})

describe('corrected data', () => {
  it('takes its place on the copy too', { timeout: 60_000 }, async () => {
    const { vintages, limits, refusals } = await impactOf(corrected, (yaml) => yaml)
    expect(vintages.map(({ difference }) => difference.reduction)).toEqual(['0'])
    for (const { before, after } of limits) expect(after).toEqual(before)
    expect(refusals).toEqual([])
  })

  it('answers an exception that only the draft has, after its time', { timeout: 60_000 }, async () => {
    // readings may be anything, but the day with 900 kWh at noon is above what the draft allows a day
    const change = (yaml: string): string =>
      yaml
        .replace('high: "875"', 'high: "2000"')
        .replace('effective: "2012-04-15"', 'effective: "2011-04-15"')
        .replace('"04": "23431.676"', '"04": "2800"')
    const { vintages, held, refusals } = await impactOf(corrected, change)
    expect(held.both).toBe(1)
    expect(refusals).toEqual([])
    expect(vintages.map(({ difference }) => difference.reduction)).toEqual(['0'])
  })

  it('is told where the draft lets the first data stand', { timeout: 60_000 }, async () => {
    const { vintages, refusals } = await impactOf(corrected, (yaml) => yaml.replace('high: "875"', 'high: "2000"'))
    expect(refusals).toMatchObject([{ day: '2011-04-16', code: 'CORRECTION_UNASKED' }])
    const energy = (project: Project) => project.readModel.records(0, 99_999).at(-1)?.inputs[0] ?? 0n
    const more = (900_000n - 26_000n) * 10n ** 12n // Wh as MWh at 1e18
    const tonnes = (amount: bigint) => (amount * 8682n) / 10n ** 22n
    const difference = tonnes(energy(corrected) + more) - tonnes(energy(corrected))
    expect(vintages[0]?.difference.reduction).toBe(String(difference))
  })
})

describe('coefficients of the period', () => {
  it('are computed on the copy from its own inputs', { timeout: 60_000 }, async () => {
    const project = await withDays(csvOfDays(2), release, csvOfDays(2), withCoefficient())
    const same = await impactOf(project, (yaml) => yaml)
    expect([same.through, same.refusals]).toEqual(['2011-04-16', []])
    expect(same.vintages.map(({ difference }) => difference.reduction)).toEqual(['0'])
    const [other] = (await impactOf(project, (yaml) => yaml.replace('value: "0.8907"', 'value: "0.7000"'))).vintages
    const amount = project.readModel.records(0, 99_999).at(-1)?.inputs ?? []
    const [energy = 0n, loss = 0n] = [amount[0], amount.at(-1)]
    expect(loss).toBeLessThan(10n ** 18n)
    const tonnes = (factor: bigint): string => String((energy * factor * loss) / 10n ** 40n)
    expect([other?.before.reduction, other?.after.reduction]).toEqual([tonnes(8682n), tonnes(7252n)])
  })
})

describe('series of a draft', () => {
  it('are refused when they count in another quantum', { timeout: 60_000 }, async () => {
    const change = (yaml: string) => yaml.replace('quantum: {value: "0.001"', 'quantum: {value: "0.01"')
    await expect(impactOf(plain, change)).rejects.toMatchObject({ code: 'IMPACT_LANES' })
  })
})
