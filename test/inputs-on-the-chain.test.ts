import { verifyBundle } from '@tcctv/proof'
import { parseInputs, referenceEngine, runInputs, type Methodology, type ResultDocument } from '@tcctv/methodology'
import { formatFixed, parseFixed, parseLocalDay, type Fixed } from '@tcctv/units'
import { describe, expect, it } from 'vitest'
import {
  decaying,
  wasteProject,
  withCoefficient,
  withHistory,
} from '../packages/methodology/src/pdd-version/waste-pdd.test-support.ts'
import { buildDecision, decisionDocument, keepDocument } from '../apps/project/src/decisions.ts'
import { take } from '../apps/project/src/testing/test-project.ts'
import { projectOnChain, type ProjectOnChain } from './kit/project-on-chain.ts'

const FIRST_DAY = parseLocalDay('2011-12-30')
/** Two vintages in five days: the second one goes back to the first, and both to the years before. */
const fiveDays = (text: string): string =>
  text.replace('end: "2015-01-01"', 'end: "2012-01-04"').replace(', "2013": "0.7", "2014": "0.7"', '')

/** Two scales for paper and one for food in kg, a meter in kWh; days without a row have no readings. */
const ROWS = [
  ['2011-12-30', 1000, 501, 2003, '1000.5'],
  ['2011-12-31', 1100, 502, 2104, '1100.1'],
  ['2012-01-01', 50_007, 20_001, 130_009, '9999.9'],
  ['2012-01-03', 40_007, 10_003, 110_011, '8888.8'],
] as const
const CSV = [
  'time,paper_1,paper_2,food,power',
  ...ROWS.map(([day, ...amounts]) => `${day}T00:00:00+08:00,${amounts.join(',')}`),
].join('\n')

function sumOf(year: string, column: 1 | 2 | 3): bigint {
  return ROWS.filter(([day]) => day.startsWith(year)).reduce((sum, row) => sum + BigInt(row[column]), 0n)
}
const tonnes = (kilograms: bigint): string => formatFixed((kilograms * 10n ** 15n) as Fixed)

/** The same project as an inputs document of `tcctv methodology run`: years before the chain's own are periods too. */
async function byRun(methodology: Methodology): Promise<ResultDocument> {
  const energy = { 2011: '2.1006', 2012: '18.8887' }
  const factor = { 2011: '0.5', 2012: '0.6' }
  const before = { 2008: ['0.9', '0'], 2009: ['1.5005', '0'], 2010: ['2', '40'] }
  const period = (year: string, paper: string, food: string, EC: string, EF: string) => ({
    id: year,
    start: `${year}-01-01`,
    end: `${Number(year) + 1}-01-01`,
    fixed: { EF },
    monitored: { W: { paper, food }, EC },
  })
  const early = Object.entries(before).map(([year, [paper = '', food = '']]) => period(year, paper, food, '0', '0.5'))
  const own = (['2011', '2012'] as const).map((year) =>
    period(year, tonnes(sumOf(year, 1) + sumOf(year, 2)), tonnes(sumOf(year, 3)), energy[year], factor[year]),
  )
  const inputs = parseInputs({ schema: 'tcctv-inputs/1', periods: [...early, ...own] })
  return runInputs(methodology, inputs, 'reference', referenceEngine(methodology, inputs))
}

/** Results of a day, unrounded and rounded, in the order of the equations. */
function resultsOf({ project }: ProjectOnChain, day: string): (readonly [string, string])[] {
  const record = project.readModel.revisionsOf(parseLocalDay(day)).at(-1)
  return (record?.rounded ?? []).map((rounded, index) => [
    formatFixed((record?.unrounded[index] ?? 0n) as Fixed),
    formatFixed(rounded as Fixed),
  ])
}

const overdue = (text: string): string =>
  text.replace(
    'mpe: "0.01", calibration: {interval: P10Y, last: "2011-01-01"',
    'mpe: "0.01", calibration: {interval: P1Y, last: "2010-12-31"',
  )

/** What was borne for the calibration: days after the first, reason, amount. */
function borneIn({ project }: ProjectOnChain): unknown[] {
  return project.readModel
    .acts('CalibrationApplied')
    .map(({ subject, fields }) => [
      Number(subject) - FIRST_DAY,
      fields['reason'],
      formatFixed(BigInt(String(fields['adjustment'])) as Fixed),
    ])
}

describe('waste of two kinds over several years on the chain', () => {
  it(
    'bears for an overdue meter, is corrected by a late calibration, and is computed again',
    { timeout: 300_000 },
    async () => {
      const { methodology: _methodology, ...texts } = wasteProject(withCoefficient, (text) => overdue(fiveDays(text)))
      await using made = await projectOnChain(texts, FIRST_DAY)
      const { project } = made
      const [head = '', ...rows] = CSV.split('\n')
      await made.commit([head, ...rows.slice(0, 2)].join('\n'))
      const calibration = { action: 'calibrate', meter: 'M1', day: FIRST_DAY + 2, foundError: '-0.03' } as const
      await take(project, 'proponent', { ...calibration, document: decisionDocument('certificate 7') })
      await made.commit([head, ...rows.slice(2)].join('\n'))
      // 1 % of 1.1001 MWh from the due day on; 2 % more when the late calibration finds 3 %
      expect(borneIn(made)).toEqual([
        [1, 1, '0.011001'],
        [2, 3, '0.022002'],
      ])
      const record = project.readModel.revisionsOf(FIRST_DAY + 1).at(-1)
      expect(record?.inputs.slice(2)).toEqual([parseFixed('2.111601'), parseFixed('0.739591490030069393')])
      const { passed, checks } = await verifyBundle(await made.bundle())
      expect(checks.filter(({ state }) => state === 'failed')).toEqual([])
      expect(passed).toBe(true)
    },
  )

  it(
    'bears the error up to the calibration when that is stated after later days were computed',
    { timeout: 300_000 },
    async () => {
      const { methodology: _methodology, ...texts } = wasteProject(withCoefficient, (text) => overdue(fiveDays(text)))
      await using made = await projectOnChain(texts, FIRST_DAY)
      const { project } = made
      const [head = '', ...rows] = CSV.split('\n')
      await made.commit([head, ...rows.slice(0, 3)].join('\n'))
      const calibration = { action: 'calibrate', meter: 'M1', day: FIRST_DAY + 2, foundError: '-0.03' } as const
      await take(project, 'proponent', { ...calibration, document: decisionDocument('certificate 7') })
      await made.commit([head, ...rows.slice(3)].join('\n'))
      // the 31st owes 3 % of 1.1001 MWh; the day of the calibration owes nothing of its 9.9999 MWh and bore 1 %
      expect(borneIn(made)).toEqual([
        [1, 1, '0.011001'],
        [2, 1, '0.099999'],
        [3, 3, '0.022002'],
        [3, 4, '-0.099999'],
      ])
      const { passed, checks } = await verifyBundle(await made.bundle())
      expect(checks.filter(({ state }) => state === 'failed')).toEqual([])
      expect(passed).toBe(true)
    },
  )

  it(
    'takes a later version with a history from 1 January only, and says so before anything is signed',
    { timeout: 300_000 },
    async () => {
      const { methodology: _methodology, ...texts } = wasteProject(
        (text) => withCoefficient(decaying(text)),
        (text) => fiveDays(withHistory(text)),
      )
      await using made = await projectOnChain(texts, FIRST_DAY)
      const { project } = made
      const next = texts.pddYaml.replace(/^version: .*$/m, 'version: "9.0.0"')
      const proposal = { action: 'propose-pdd', pdd: next } as const
      keepDocument(project, proposal)
      await take(project, 'proponent', proposal)
      const from = (fromDay: number) =>
        ({ action: 'approve-pdd', index: 1, fromDay, change: 'correction', document: 'ok' }) as const
      await expect(buildDecision(project, from(FIRST_DAY + 1))).rejects.toMatchObject({
        code: 'PDD_FROM_INSIDE_VINTAGE',
        message: expect.stringContaining('2011-12-31 is inside a vintage; expected 1 January, next 2012-01-01'),
      })
      await take(project, 'registry', from(FIRST_DAY + 2))
    },
  )

  it(
    'gives every digit of `tcctv methodology run`, and is computed again from the bundle',
    { timeout: 300_000 },
    async () => {
      const { methodology, ...texts } = wasteProject(
        (text) => withCoefficient(decaying(text)),
        (text) => fiveDays(withHistory(text)),
      )
      await using made = await projectOnChain(texts, FIRST_DAY)
      await made.commit(CSV)
      const { periods } = await byRun(methodology)
      for (const [year, lastDay] of [
        ['2011', '2011-12-31'],
        ['2012', '2012-01-03'],
      ] as const) {
        const equations = periods.find(({ id }) => id === year)?.equations ?? {}
        expect(resultsOf(made, lastDay)).toEqual(
          Object.values(equations).map(({ unrounded, value }) => [unrounded, value]),
        )
      }
      const { passed, checks, totals } = await verifyBundle(await made.bundle())
      expect(checks.filter(({ state }) => state === 'failed')).toEqual([])
      expect(passed).toBe(true)
      expect(totals?.vintages.map(({ vintage, reduction }) => [String(vintage), reduction])).toEqual(
        ['2011', '2012'].map((year) => [year, periods.find(({ id }) => id === year)?.equations['ER']?.value]),
      )
    },
  )
})
