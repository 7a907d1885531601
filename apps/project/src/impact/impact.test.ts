import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { toChainPddVersion } from '@tcctv/contracts'
import { compilePdd, parseMethodology, parsePdd } from '@tcctv/methodology'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decisionDocument } from '../decisions.ts'
import { commitImport } from '../imports.ts'
import type { Project } from '../project.ts'
import { beginTrial, csvOfDays, openTestProject, prepared, projectDirectory, take } from '../testing/test-project.ts'
import { measureImpact } from './impact.ts'

const signal = new AbortController().signal
const FIRST_DAY = 15_079
const opened: Project[] = []

async function withDays(csv: string): Promise<Project> {
  const project = await openTestProject(projectDirectory())
  opened.push(project)
  await beginTrial(project)
  const { rows, signatures } = await prepared(project, csv)
  for (;;) {
    let open: readonly { readonly id: number }[] = []
    for await (const line of commitImport(project, rows, { signatures, signal }))
      if ('suspended' in line) open = line.suspended.exceptions
    if (open.length === 0) return project
    const document = decisionDocument('checked')
    for (const { id } of open)
      for (const action of ['justify', 'release', 'resubmit'] as const)
        await take(project, 'proponent', { action, exception: id, document })
  }
}

const HIGH = csvOfDays(3).replace(/^(2011-04-16T12:00:00.000Z),.*$/m, '$1,3600.000') // 900 kWh of 875 allowed: case 3

// Impact only reads, so that one project serves several tests.
let plain: Project
let released: Project
beforeAll(async () => {
  plain = await withDays(csvOfDays(4))
  released = await withDays(HIGH)
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
    draft: { programs: [version.program], version: toChainPddVersion(version), fromDay },
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

describe('series of a draft', () => {
  it('are refused when they count in another quantum', { timeout: 60_000 }, async () => {
    const change = (yaml: string) => yaml.replace('quantum: {value: "0.001"', 'quantum: {value: "0.01"')
    await expect(impactOf(plain, change)).rejects.toMatchObject({ code: 'IMPACT_LANES' })
  })
})
