// Gas of quantifyDay by kind of input: node --conditions=source --import tsx bench/inputs-gas.ts
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseLocalDay } from '@tcctv/units'
import { wasteProject, withCoefficient } from '../packages/methodology/src/pdd-version/waste-pdd.test-support.ts'
import { projectOnChain, type ProjectTexts } from '../test/kit/project-on-chain.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const SOLAR = { methodologyYaml: read('methodologies/acm0002-solar.yaml'), pddYaml: read('examples/nrel50/pdd.yaml') }
const KINDS = ['wood', 'paper', 'food', 'textile', 'garden']

/** Gas of the transaction that computed each of the days. */
async function gasOf(texts: ProjectTexts, day: string, csv: string): Promise<string> {
  await using made = await projectOnChain(texts, parseLocalDay(day))
  await made.commit(csv)
  const { readModel, chain } = made.project
  const used: bigint[] = []
  for (const { block } of readModel.records(0, 2 ** 32)) used.push((await chain.blockAt(block)).gasUsed)
  return used.map((gas) => gas.toLocaleString('en')).join(', ')
}

/** Two days with the amounts of a row. */
function rows(header: string, amounts: string): string {
  return [header, ...['2011-12-30', '2011-12-31'].map((day) => `${day}T00:00:00+08:00,${amounts}`)].join('\n')
}

/** Five kinds of waste that decay over 20 years: 95 amounts of earlier years. */
function decay(): ProjectTexts {
  const each = (of: (kind: string) => string): string => KINDS.map(of).join('')
  const inputs = each((kind) => `${kind}: "0.1", `)
  const { pddYaml: _pdd, ...rest } = wasteProject((text) =>
    text
      .replace('[paper, food]', `[${KINDS.join(', ')}]`)
      .replace(/value: \{paper[^}]*\}/, `value: {${inputs.slice(0, -2)}}`)
      .replace('fixed:\n', `fixed:\n  K: {unit: "1", index: waste, value: {${inputs.slice(0, -2)}}}\n`)
      .replace(
        'equations:\n',
        'coefficients:\n  G: {kind: static, unit: "1", index: waste, terms: 20, expr: "exp(-K[waste] * n) * (1 - exp(-K[waste]))", round: floor, places: 18}\nequations:\n',
      )
      .replace('DOC[waste] * W[waste])', 'DOC[waste] * conv(W[waste], G[waste]))')
      .replace('round: floor, quantum: "0.001"', 'round: floor, quantum: "0.000000000001"'),
  )
  const column = (kind: string): string =>
    `      ${kind}: {parameter: "W[${kind}]", unit: kg, kind: interval, meter: S2, empty: gap, quantum: {value: "1", unit: kg, round: floor}}\n`
  const history = (kind: string): string =>
    `  "W[${kind}]": {unit: t, years: {}, zero_before: {year: "2011", reason: the plant began}, evidence: {status: EXAMPLE, source: example}}\n`
  const { pddYaml } = wasteProject(
    () => rest.methodologyYaml,
    (text) =>
      text
        .replace(/ {6}(paper_1|paper_2|food): .*\n/g, '')
        .replace('    columns:\n', `    columns:\n${each(column)}`)
        .replace('["W[paper]", "W[food]"]', `[${KINDS.map((kind) => `"W[${kind}]"`).join(', ')}]`)
        .replace('sources:\n', `history:\n${each(history)}sources:\n`)
        .replace(/tolerances:\n.*\n/, 'tolerances: []\n'),
  )
  return { methodologyYaml: rest.methodologyYaml, pddYaml }
}

const stamps = Array.from({ length: 192 }, (_, index) =>
  new Date(Date.UTC(2011, 3, 15, 7) + index * 900_000).toISOString(),
)
const solarCsv = ['measured_on,ac_power_kw', ...stamps.map((stamp) => `${stamp},100.000`)].join('\n')
console.log(`solar project, 1 lane: ${await gasOf(SOLAR, '2011-04-15', solarCsv)}`)
const waste = rows('time,paper_1,paper_2,food,power', '1000,500,2000,900.5')
console.log(`waste of two kinds, 4 lanes: ${await gasOf(wasteProject(), '2011-12-30', waste)}`)
console.log(`the same with one coefficient: ${await gasOf(wasteProject(withCoefficient), '2011-12-30', waste)}`)
const five = rows(`time,${KINDS.join(',')},power`, '1,2,3,4,5,900.5')
console.log(`decay of five kinds over 20 years, 95 lags, 6 lanes: ${await gasOf(decay(), '2011-12-30', five)}`)
