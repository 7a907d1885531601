import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashDocument, parseMethodology } from '@tcctv/methodology'
import { parse } from 'yaml'
import { contractEngine } from '../apps/cli/src/contract-engine.ts'
import type { BoundOutput } from '../methodologies/scripts/bind-case.ts'
import { boundCases, readBinding } from '../methodologies/scripts/binding.ts'
import { casePage, type CaseHead } from '../methodologies/scripts/case-table.ts'
import { judgeBound, type Judgement } from '../methodologies/scripts/engines.ts'
import { idsOf, judgeHand, judgeSample, type HandVerdict } from '../methodologies/scripts/hand-case.ts'
import { FAMILIES, libraryPage } from '../methodologies/scripts/library-page.ts'
import { judgeOutput } from '../methodologies/scripts/judge-case.ts'

const root = join(import.meta.dirname, '..')
const LIBRARY = join(root, 'methodologies')
const CASES = join(LIBRARY, 'cases')
const PAGE = join(root, 'docs', 'published-cases.md')
const LIBRARY_PAGE = join(root, 'docs', 'library.md')

const read = (name: string): unknown => JSON.parse(readFileSync(join(CASES, name), 'utf8'))
const DOCUMENTS = readdirSync(LIBRARY).filter((name) => name.endsWith('.yaml'))
const BOUND = boundCases(CASES)
const OTHERS = idsOf(CASES, '.inputs.json').filter((id) => !BOUND.includes(id))
const EXERCISE_FOLDER = join(LIBRARY, 'exercises')
const EXERCISES = idsOf(EXERCISE_FOLDER, '.inputs.json')
const SAMPLES = idsOf(EXERCISE_FOLDER, '.sample.json')

let contract: Awaited<ReturnType<typeof contractEngine>>
const byHand = new Map<string, HandVerdict>()
const judged = new Map<string, { readonly head: CaseHead; readonly judgement: Judgement }>()

beforeAll(async () => {
  contract = await contractEngine()
})
afterAll(async () => {
  await contract[Symbol.asyncDispose]()
})

async function judge(caseId: string): Promise<{ readonly head: CaseHead; readonly judgement: Judgement }> {
  const known = judged.get(caseId)
  if (known !== undefined) return known
  const binding = readBinding(CASES, caseId)
  if (binding === undefined) throw new Error(`${caseId} has no binding`)
  const shipped = read(`${caseId}.expected.json`) as Omit<CaseHead, 'methodology'> & { outputs: BoundOutput[] }
  const published = { ...shipped, id: caseId, fixed: [], monitored: [], expected: shipped.outputs }
  const inputs = read(`${caseId}.inputs.json`) as object
  const judgement = await judgeBound(CASES, published, binding, inputs, contract.evaluate)
  const found = { head: { ...shipped, methodology: binding.methodology }, judgement }
  judged.set(caseId, found)
  return found
}

async function handVerdict(id: string, folder: string): Promise<HandVerdict> {
  const verdict = byHand.get(id) ?? (await judgeHand(folder, id, contract.evaluate))
  byHand.set(id, verdict)
  return verdict
}

function sampleVerdict(id: string): HandVerdict {
  const verdict = byHand.get(id) ?? judgeSample(EXERCISE_FOLDER, id)
  byHand.set(id, verdict)
  return verdict
}

describe('published cases', () => {
  it.each(BOUND)('%s comes out as printed or with the stated difference', async (caseId) => {
    const { judgement } = await judge(caseId)
    expect(judgement.faults).toEqual([])
    expect(judgement.verdicts.length).toBeGreaterThan(0)
    expect(judgement.verdicts.filter(({ passed }) => !passed)).toEqual([])
  })

  it('makes the page of published cases', async () => {
    const cases = []
    for (const caseId of BOUND) cases.push(await judge(caseId))
    const wanted = casePage(cases)
    if (process.env['UPDATE_DOCS'] !== undefined) writeFileSync(PAGE, wanted)
    expect(readFileSync(PAGE, 'utf8')).toBe(wanted)
  })
})

describe('the judge', () => {
  const output = {
    id: 'ER',
    target: '1/ER',
    unit: 'tCO2e',
    value: '10',
    rounding: 'floor',
    check: { rounded: '10', difference: '0', status: 'exact' },
  } as const
  const differs = { ...output, check: { rounded: '12', difference: '2', status: 'differs' } }

  it.each([
    ['passes a printed number', output, { amount: '10.9', unit: 'tCO2e' }, true],
    ['fails one above it', output, { amount: '11', unit: 'tCO2e' }, false],
    ['fails a missing one', output, undefined, false],
    ['fails another unit', output, { amount: '10', unit: 'MWh' }, false],
    ['converts exactly', output, { amount: '10900', unit: 'kgCO2e' }, true],
    ['passes a stated difference', differs, { amount: '12.5', unit: 'tCO2e' }, true],
    ['fails a number bent to the printed one', differs, { amount: '10', unit: 'tCO2e' }, false],
    ['rounds half up', { ...output, rounding: 'nearest' as const }, { amount: '9.5', unit: 'tCO2e' }, true],
    ['judges a distance', { ...output, compare: { relative: '0.001' } }, { amount: '10.01', unit: 'tCO2e' }, true],
    ['fails beyond it', { ...output, compare: { relative: '0.001' } }, { amount: '10.011', unit: 'tCO2e' }, false],
  ])('%s', (_name, asked, found, passed) => {
    expect(judgeOutput(asked, found).passed).toBe(passed)
  })
})

describe('cases computed by hand', () => {
  it.each([...OTHERS.map((id) => [id, CASES] as const), ...EXERCISES.map((id) => [id, EXERCISE_FOLDER] as const)])(
    '%s comes out on every engine',
    async (id, folder) => {
      const verdict = await handVerdict(id, folder)
      expect(verdict.wrong).toEqual([])
      expect(verdict.figures).toBeGreaterThan(0)
      expect(verdict.note).toMatch(/^(Computed by hand, not published[.;]|Exercise\.|values printed in) /)
    },
  )

  it.each(SAMPLES)('%s is the size of the sample', (id) => {
    const verdict = sampleVerdict(id)
    expect(verdict.wrong).toEqual([])
    expect(verdict.figures).toBeGreaterThan(0)
  })

  it('has an exercise for each document of the folder, and none that looks like a methodology', () => {
    expect(idsOf(EXERCISE_FOLDER, '.yaml')).toEqual(EXERCISES)
    for (const id of EXERCISES) {
      const { title, basis } = parseMethodology(readFileSync(join(EXERCISE_FOLDER, `${id}.yaml`), 'utf8'))
      expect(title).toMatch(/^Exercise, /)
      expect(basis.map(({ status }) => status)).toEqual(['M'])
    }
  })
})

describe('the library', () => {
  const list = readFileSync(join(LIBRARY, 'README.md'), 'utf8')

  it.each(DOCUMENTS)('lists %s with its hash and a case that runs', (name) => {
    const text = readFileSync(join(LIBRARY, name), 'utf8')
    const { id, version, tests = [] } = parseMethodology(text)
    expect(`${id}.yaml`).toBe(name)
    expect(list).toContain(`| \`${id}\` | ${version} |`)
    expect(list).toContain(`\`${hashDocument(parse(text, { schema: 'core' }))}\``)
    expect(tests.length).toBeGreaterThan(0)
  })

  it.each(DOCUMENTS)('runs the tests that %s names', (name) => {
    const { id, version, tests = [] } = parseMethodology(readFileSync(join(LIBRARY, name), 'utf8'))
    for (const { inputs } of tests)
      if (inputs?.endsWith('.json') === true)
        expect(read(inputs)).toMatchObject({
          methodology: `${id}@${version}`,
          expected: { periods: expect.any(Array) },
        })
  })

  it.each(DOCUMENTS)('gives a plausible range to each value that a project states in %s', (name) => {
    const { fixed } = parseMethodology(readFileSync(join(LIBRARY, name), 'utf8'))
    const open = Object.entries(fixed).filter(
      ([, { value, plausible }]) => value === undefined && plausible === undefined,
    )
    expect(open).toEqual([])
  })

  it.each(DOCUMENTS)('issues tonnes by %s, or is a module without issuance', (name) => {
    const { equations, issuance } = parseMethodology(readFileSync(join(LIBRARY, name), 'utf8'))
    if (issuance === undefined)
      expect(['fuel-tool03', 'landfill-avoided-fod', 'tool07-margin']).toContain(name.slice(0, -5))
    else expect([issuance.unit, equations[issuance.from]?.unit]).toEqual(['tCO2e', 'tCO2e'])
  })

  it('stands in one family each', () => {
    const listed = Object.values(FAMILIES).flat()
    expect(listed.toSorted()).toEqual(idsOf(LIBRARY, '.yaml'))
  })

  it('makes the page of the library', async () => {
    const published = []
    for (const caseId of BOUND) published.push(await judge(caseId))
    for (const id of OTHERS) await handVerdict(id, CASES)
    for (const id of EXERCISES) await handVerdict(id, EXERCISE_FOLDER)
    for (const id of SAMPLES) sampleVerdict(id)
    const documents = (folder: string) =>
      idsOf(folder, '.yaml').map((id) => parseMethodology(readFileSync(join(folder, `${id}.yaml`), 'utf8')))
    const wanted = libraryPage({
      documents: documents(LIBRARY),
      exercises: documents(EXERCISE_FOLDER),
      published,
      byHand,
    })
    if (process.env['UPDATE_DOCS'] !== undefined) writeFileSync(LIBRARY_PAGE, wanted)
    expect(readFileSync(LIBRARY_PAGE, 'utf8')).toBe(wanted)
  })
})
