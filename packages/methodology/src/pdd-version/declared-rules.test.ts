import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseMethodology } from '../documents/methodology.ts'
import { HASH, liveOf, pddFaults } from './live-pdd.test-support.ts'

const root = join(import.meta.dirname, '../../../..')
const PDD = readFileSync(join(root, 'examples/nrel50/pdd.yaml'), 'utf8')
const SOLAR = parseMethodology(readFileSync(join(root, 'methodologies/acm0002-solar.yaml'), 'utf8'))
const LIVE = liveOf(PDD)
const faultsOf = (yaml: string): string[] => pddFaults(yaml, SOLAR)

const settled = `{conclusion: determined again, hash: "${HASH}"}`
const kept = '{decision: kept, evidence: letter of the registry}'
const renewal = (
  period: string,
  parameters = `{EF_OM: ${kept}, EF_BM: ${kept}, COEF_FF: ${kept}}`,
  version = '1.0.0',
) =>
  `{${period}, methodology: {id: acm0002-solar, version: ${version}}, parameters: ${parameters}, baseline: ${settled}, estimates: {source: study, hash: "${HASH}"}, monitoring_plan: ${settled}, validation: ${settled}}`
const renewed = (...renewals: string[]): string =>
  PDD.replace('zone: America/Denver}\nfixed', `zone: America/Denver, renewals: [${renewals.join(', ')}]}\nfixed`)
const PRESENT = 'start: "2011-04-15", end: "2014-01-01"'

describe('a renewal of the crediting period', () => {
  it('passes when it is the present period and says of every value what became of it', () => {
    expect(faultsOf(renewed(renewal(PRESENT)))).toEqual([])
    expect(faultsOf(renewed(renewal('start: "2004-04-15", end: "2011-04-15"'), renewal(PRESENT)))).toEqual([])
  })

  it.each([
    ['of another period', [renewal('start: "2014-01-01", end: "2021-01-01"')], 'crediting.renewals.0 PERIOD'],
    [
      'after a gap',
      [renewal('start: "2004-04-15", end: "2010-04-15"'), renewal(PRESENT)],
      'crediting.renewals.1.start ORDER',
    ],
    [
      'that carries a value over silently',
      [renewal(PRESENT, `{EF_OM: ${kept}, EF_BM: ${kept}}`)],
      'crediting.renewals.0.parameters.COEF_FF MISSING',
    ],
    [
      'with another methodology',
      [renewal(PRESENT, undefined, '0.9.0')],
      'crediting.renewals.0.methodology METHODOLOGY',
    ],
  ])('is refused %s', (_what, renewals, fault) => {
    expect(faultsOf(renewed(...renewals))).toContain(fault)
  })

  it('is refused without its validation', () => {
    const without = renewed(renewal(PRESENT).replace(`, validation: ${settled}`, ''))
    expect(faultsOf(without)).toEqual(['crediting.renewals.0.validation MISSING'])
  })
})

describe('materiality', () => {
  const change = (from: string, to: string): string[] => faultsOf(LIVE.replace(from, to))
  it.each([
    ['large, 3000 t a year', 'x', 'x'],
    ['small-scale', 'size: large, threshold_percent: "2"', 'size: small-scale, threshold_percent: "5"'],
    ['stricter than asked', 'threshold_percent: "2"', 'threshold_percent: "0.5"'],
  ])('passes for a project that is %s', (_what, from, to) => {
    expect(change(from, to)).toEqual([])
  })

  it.each([
    ['laxer than its size', 'threshold_percent: "2"', 'threshold_percent: "5"', 'materiality.threshold_percent LADDER'],
    ['without a size', 'size: large, ', '', 'materiality.size MISSING'],
    ['without a seed', ', seed: block hash of the freeze', '', 'materiality.sampling.seed MISSING'],
    ['too lax above 300,000 t', '{value: "3000"', '{value: "300001"', 'materiality.threshold_percent LADDER'],
  ])('is refused %s', (_what, from, to, fault) => {
    expect(change(from, to)).toContain(fault)
  })
})

describe('a sample in place of a meter', () => {
  const sample = (size: string, mean = '34'): string =>
    `samples:\n  FC_FF: {unit: t, mean: "${mean}", standard_deviation: "6", size: "${size}", precision: "0.10", confidence: "0.90", drawn: "2011-06-01", method: simple random, seed: "hash of block 7", record: "${HASH}"}\n`
  const constant = (text: string): string => text.replace('FC_FF:  {value: "0"', 'FC_FF:  {value: "34"')

  it('passes when it is large enough and its mean is the constant', () => {
    expect(faultsOf(`${constant(PDD)}\n${sample('11')}`)).toEqual([])
  })

  it.each([
    ['that is too small', constant(PDD), sample('10'), 'samples.FC_FF.size SAMPLE'],
    ['whose mean is not the constant', PDD, sample('11'), 'constants.FC_FF SAMPLE'],
    ['without a spread that can be', constant(PDD), sample('11', '0'), 'samples.FC_FF SAMPLE'],
    ['of no parameter', constant(PDD), sample('11').replace('FC_FF', 'XX'), 'samples.XX NAME'],
  ])('is refused %s', (_what, text, samples, fault) => {
    expect(faultsOf(`${text}\n${samples}`)).toContain(fault)
  })
})

describe('a parameter that is filled by rating', () => {
  const rated = (rating: string): string =>
    PDD.replace('rated: {value: "3500"', `rated: {EG_IMP: ${rating}, plant: {value: "3500"`)
      .replace('not verified"}}', 'not verified"}}}')
      .replace(/ {2}EG_IMP: .*\n/, '')
      .replace('measures: [EG_EXP]', 'measures: [EG_EXP, EG_IMP]')
      .replace(
        'columns:\n',
        'columns:\n      import_kw: {parameter: EG_IMP, unit: kW, kind: mean-power, meter: M1, empty: gap, quantum: {value: "0.001", unit: kWh, round: ceil}}\n',
      )
  it('takes a rating that converts to its unit, and no other', () => {
    expect(faultsOf(rated('{value: "50", unit: kW}'))).toEqual([])
    expect(faultsOf(rated('{value: "50", unit: kWh}'))).toContain('activity.rated.EG_IMP.unit UNIT_DIMENSION')
  })
})
