import { readFileSync } from 'node:fs'
import { verifyBundle } from '@tcctv/proof'
import { hashDocument, parseInputs, parseMethodology, referenceEngine, runInputs } from '@tcctv/methodology'
import { formatFixed, parseLocalDay, type Fixed } from '@tcctv/units'
import { expect, it } from 'vitest'
import { projectOnChain } from './kit/project-on-chain.ts'

const FLARE = readFileSync(new URL('../methodologies/flare-hourly.yaml', import.meta.url), 'utf8')
const methodology = parseMethodology(FLARE)
const FIRST_DAY = parseLocalDay('2011-12-30')
const FIXED = { F_BL: '0.05', OPEN: '0' }
/** Gas in Nm3, its share of methane, minutes above 500 degC, minutes with a flame, and whether the maker's range was kept. */
const COLUMNS = {
  V: { unit: 'Nm3', quantum: '0.1' },
  W: { unit: '"1"', quantum: '0.0001' },
  HOT: { unit: 'min', quantum: '1' },
  FLAME: { unit: 'min', quantum: '1' },
  SPEC: { unit: '"1"', quantum: '1' },
} as const

const meter = (id: string): string =>
  `  M_${id}: {measures: [${id}], model: EXAMPLE, serial: "${id}", class: "1", mpe: "0.01", calibration: {interval: P10Y, last: "2011-01-01"}, register: {kind: interval}}`
const column = ([id, { unit, quantum }]: [string, { readonly unit: string; readonly quantum: string }]): string =>
  `      ${id}: {parameter: ${id}, unit: ${unit}, kind: interval, meter: M_${id}, empty: gap, quantum: {value: "${quantum}", unit: ${unit}, round: floor}}`
const given = (id: keyof typeof FIXED): string =>
  `  ${id}: {value: "${FIXED[id]}", evidence: {status: EXAMPLE, source: example}}`
const PDD = `schema: tcctv-pdd/1
id: flare
version: 1.0.0
purpose: demonstration
title: Flare of a landfill
methodology: {id: flare-hourly, version: 1.0.0, hash: "keccak256:${hashDocument(methodology)}"}
parties: {proponent: Example Plant Ltd, registry: Example Registry, verifier: Example Verifier}
crediting: {start: "2011-12-30", end: "2012-01-03", zone: Asia/Hong_Kong}
fixed:
${given('F_BL')}
${given('OPEN')}
meters:
${Object.keys(COLUMNS).map(meter).join('\n')}
sources:
  flare:
    format: csv
    time: {column: time, parse: rfc3339, read_as: instant, zone: Asia/Hong_Kong, marks: interval-start, interval: PT1H}
    columns:
${Object.entries(COLUMNS).map(column).join('\n')}
tolerances: []
`

/** Hours of two days: the flare is out in some, out of its range in others. */
const HOURS = Array.from({ length: 48 }, (_, hour) => ({
  start: `2011-12-${hour < 24 ? 30 : 31}T${String(hour % 24).padStart(2, '0')}:00:00+08:00`,
  monitored: {
    V: `${100 + hour}.${hour % 10}`,
    W: `0.${5000 + 7 * hour}`,
    HOT: String([60, 41, 40, 0][hour % 4]),
    FLAME: '60',
    SPEC: hour % 5 === 0 ? '0' : '1',
  },
}))
const CSV = [
  ['time', ...Object.keys(COLUMNS)].join(','),
  ...HOURS.map(({ start, monitored }) => [start, ...Object.values(monitored)].join(',')),
].join('\n')

it(
  'a flare by the hour on the chain gives every digit of `tcctv methodology run`, and is computed again from the bundle',
  { timeout: 300_000 },
  async () => {
    await using made = await projectOnChain({ methodologyYaml: FLARE, pddYaml: PDD }, FIRST_DAY)
    await made.commit(CSV)
    const intervals = HOURS.map(({ start, monitored }) => ({
      start,
      end: new Date(Date.parse(start) + 3_600_000).toISOString(),
      monitored,
    }))
    const inputs = parseInputs({
      schema: 'tcctv-inputs/1',
      zone: 'Asia/Hong_Kong',
      fixed: FIXED,
      periods: [{ id: '2011', start: '2011-12-30', end: '2012-01-01', monitored: {}, intervals }],
    })
    const { periods } = await runInputs(methodology, inputs, 'reference', referenceEngine(methodology, inputs))
    const record = made.project.readModel.revisionsOf(FIRST_DAY + 1).at(-1)
    const found = (record?.rounded ?? []).map((amount) => formatFixed(amount as Fixed))
    const { BE, ER } = periods[0]?.equations ?? {}
    expect(found).toEqual([BE?.value, ER?.value])
    expect(BE?.value).not.toBe('0')
    const { passed, checks } = await verifyBundle(await made.bundle())
    expect(checks.filter(({ state }) => state === 'failed')).toEqual([])
    expect(passed).toBe(true)
  },
)
