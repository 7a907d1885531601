import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FIXED_ONE } from '@tcctv/units'
import { describe, expect, it } from 'vitest'
import { hashDocument } from '../documents/hash-document.ts'
import { parseMethodology } from '../documents/methodology.ts'
import { parsePdd } from '../documents/pdd.ts'
import { compilePdd } from './compile-pdd.ts'
import { pddFaults } from './live-pdd.test-support.ts'

const root = join(import.meta.dirname, '../../../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const PDD = read('examples/nrel50/pdd.yaml')
const SOLAR = read('methodologies/acm0002-solar.yaml')

/** The example project with its methodology changed; the import follows the change. */
function withMethodology(change: (yaml: string) => string): { pdd: string; methodology: string } {
  const methodology = change(SOLAR)
  const hash = hashDocument(parseMethodology(methodology))
  return { methodology, pdd: PDD.replace(/keccak256:0x[0-9a-f]{64}/, `keccak256:${hash}`) }
}

function faultsOf(change: (yaml: string) => string): string[] {
  const { pdd, methodology } = withMethodology(change)
  return pddFaults(pdd, parseMethodology(methodology))
}

const issuance = (property: string) => (yaml: string) => yaml.replace('cap: none}', `${property}}`)
const inKilograms = (yaml: string): string => yaml.replaceAll(/unit: tCO2e, (round|quantum)/g, 'unit: kgCO2e, $1')

describe('a head of the chain', () => {
  it('is stated in tonnes', () => {
    expect(faultsOf((yaml) => yaml)).toEqual([])
  })

  it('is refused in grams or kilograms, which the chain would take for tonnes', () => {
    const found = faultsOf((yaml) =>
      inKilograms(yaml).replaceAll('unit: tCO2e}', 'unit: kgCO2e}').replace('unit: tCO2e,', 'unit: kgCO2e,'),
    )
    expect(found).toContain('methodology.equations.BE.unit HEAD_UNIT')
    expect(found).toContain('methodology.equations.PE.unit HEAD_UNIT')
    expect(found).toContain('methodology.equations.ER.unit HEAD_UNIT')
  })

  it.each(['vmr0017', 'composting'])('is stated in tonnes in %s of the library', (id) => {
    const { equations, issuance: rule } = parseMethodology(read(`methodologies/${id}.yaml`))
    const heads = ['BE', 'PE', 'LE', rule?.from ?? ''].flatMap((head) => equations[head]?.unit ?? [])
    expect(new Set(heads)).toEqual(new Set(['tCO2e']))
  })
})

describe('a rule of issuance', () => {
  const plain = { quantum: FIXED_ONE, rounding: 'floor', carryNegative: true, carryRemainder: true }
  const buffer = { share: FIXED_ONE / 5n, quantum: FIXED_ONE, rounding: 'half-even' }
  it.each([
    ['carry_remainder: true', plain],
    ['carry_remainder: false', { ...plain, carryRemainder: false }],
    ['cap: none', plain],
    ['cap: "100.5"', { ...plain, cap: (201n * FIXED_ONE) / 2n }],
    ['buffer: {share: "0.2", round: half-even, quantum: "1"}', { ...plain, buffer }],
  ])('has %s', (property, expected) => {
    const { pdd, methodology } = withMethodology(issuance(property))
    expect(compilePdd(parsePdd(pdd), parseMethodology(methodology)).issuance).toEqual(expected)
  })

  it('may not be missing', () => {
    expect(faultsOf((yaml) => yaml.replace(/\nissuance: .*/, ''))).toEqual(['methodology.issuance MISSING'])
  })
})

describe('a column of readings', () => {
  it.each(['ceil', 'trunc', 'half-up', 'half-even'])('of a baseline is not rounded by %s', (round) => {
    const pdd = PDD.replace('unit: kWh, round: floor', `unit: kWh, round: ${round}`)
    expect(pddFaults(pdd, parseMethodology(SOLAR))).toEqual([
      'sources.ac_power.columns.ac_power_kw.quantum.round ROUND',
    ])
  })

  it('of project emissions is rounded up', () => {
    const imports = PDD.replace('parameter: EG_EXP, unit: kW', 'parameter: EG_IMP, unit: kW')
      .replace('measures: [EG_EXP]', 'measures: [EG_IMP]')
      .replace('  EG_IMP: {value', '  EG_EXP: {value')
      .replaceAll('parameter: EG_EXP', 'parameter: EG_IMP')
    const roundFault = ['sources.ac_power.columns.ac_power_kw.quantum.round ROUND']
    expect(pddFaults(imports, parseMethodology(SOLAR))).toEqual(roundFault)
    expect(pddFaults(imports.replace('kWh, round: floor', 'kWh, round: ceil'), parseMethodology(SOLAR))).toEqual([])
  })

  it.each(['mean', 'last', 'min', 'max'])('has no limit of a day when the methodology takes the %s', (aggregate) => {
    const found = faultsOf((yaml) => yaml.replace('aggregate: sum', `aggregate: ${aggregate}`))
    expect(found).toEqual(['tolerances.1.applies UNSUPPORTED'])
  })

  it('is not added up when it is a published factor', () => {
    const found = faultsOf((yaml) =>
      yaml.replace('kind: interval, role: baseline, aggregate: sum', 'kind: published, role: baseline'),
    )
    expect(found).toEqual(['sources.ac_power.columns.ac_power_kw.parameter UNSUPPORTED'])
  })
})
