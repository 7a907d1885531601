import { describe, expect, it } from 'vitest'
import { parseMethodology } from '../documents/methodology.ts'
import { parseInputs } from '../run/inputs-document.ts'
import { referenceEngine, runInputs } from '../run/run-inputs.ts'
import { periodCoefficients } from './coefficients.ts'
import { compileMethodology } from './compile.ts'
import { flatten } from './flatten.ts'
import { interpret } from './interpret.ts'
import { rational } from './rational.ts'

/** Landfilled waste of two kinds: decay, a table, a period coefficient, sums and an indexed equation. */
const YAML = `
schema: tcctv-methodology/1
id: waste
version: 1.0.0
title: Waste
basis: []
output_unit: tCO2e
period: {zone: project, bounds: "[start,end)", split: calendar-year, report: P1D}
sets: {waste: [paper, food]}
fixed:
  K: {unit: "1", index: waste, value: {paper: "0.05", food: "0.2"}}
  EF: {unit: tCO2e/t, plausible: ["0", "5"]}
monitored:
  W: {unit: t, kind: interval, role: baseline, aggregate: sum, index: waste, sign: nonnegative}
  HC: {unit: "1", kind: sampled, aggregate: mean, plausible: ["0", "2"]}
  TEMP: {unit: "1", kind: sampled, aggregate: mean, plausible: ["0", "1000"]}
coefficients:
  G: {kind: static, unit: "1", index: waste, terms: 3, expr: "exp(-K[waste] * n) * (1 - exp(-K[waste]))", round: floor, places: 18}
  P: {kind: period, unit: "1", expr: "exp(-HC)", round: floor, places: 6, plausible: ["0", "1"]}
  EFF: {kind: table, unit: "1", table: [["0", "0"], ["500", "0.9"]]}
equations:
  D: {expr: "conv(W[waste], G[waste])", unit: t, index: waste, round: floor, quantum: "0.000001"}
  BE: {expr: "sum(waste, D[waste] * EF) * P * lookup(EFF, TEMP, down)", unit: tCO2e, round: floor, quantum: "0.001"}
issuance: {from: BE, unit: tCO2e, quantum: "1", round: floor, negative: carry, cap: "10", buffer: {share: "0.19", round: half-even, quantum: "1"}}
`
const METHODOLOGY = parseMethodology(YAML)
const monitored = (paper: string, food: string, temperature = '600') => ({
  W: { paper, food },
  HC: '0.4',
  TEMP: temperature,
})
const inputs = (...years: readonly ReturnType<typeof monitored>[]) =>
  parseInputs({
    schema: 'tcctv-inputs/1',
    fixed: { EF: '2' },
    periods: years.map((year, index) => ({
      id: String(2020 + index),
      start: `${2020 + index}-01-01`,
      end: `${2021 + index}-01-01`,
      monitored: year,
    })),
  })

describe('an indexed methodology', () => {
  it('has a variable for each member and for each period before that a convolution needs', () => {
    const { variables, equations } = compileMethodology(METHODOLOGY, { EF: '2' })
    expect(variables.map(({ id }) => id)).toEqual([
      'W[paper]',
      'W[food]',
      'HC',
      'TEMP',
      'P',
      'W[paper]@1',
      'W[paper]@2',
      'W[food]@1',
      'W[food]@2',
    ])
    expect(equations.map(({ id }) => id)).toEqual(['D[paper]', 'D[food]', 'BE'])
  })

  it.each([
    ['reference', referenceEngine(METHODOLOGY, inputs(monitored('100', '50'), monitored('0', '10')))],
    ['bytecode', interpret],
  ] as const)('lets waste of the year before decay on with the %s', async (engine, evaluate) => {
    const document = inputs(monitored('100', '50'), monitored('0', '10'))
    const { periods } = await runInputs(METHODOLOGY, document, engine, evaluate)
    const valuesOf = (index: number) =>
      Object.fromEntries(Object.entries(periods[index]?.equations ?? {}).map(([id, { value }]) => [id, value]))
    // 100 t × (1 − e^−0.05) = 4.8770575; × e^−0.05 a year later = 4.6392012
    // 50 t × (1 − e^−0.2) = 9.0634623; a year later 7.4205… + 10 t × 0.1812692 = 9.2332278
    expect(valuesOf(0)).toMatchObject({ 'D[paper]': '4.877057', 'D[food]': '9.063462' })
    expect(valuesOf(1)).toMatchObject({ 'D[paper]': '4.6392', 'D[food]': '9.233227' })
    // (4.877057 + 9.063462) × 2 × 0.670320 × 0.9 = 16.8201…
    expect(valuesOf(0)).toMatchObject({ BE: '16.82' })
  })

  it('issues up to the cap, withholds the buffer, and shows what is lost', async () => {
    const { issuance } = await runInputs(METHODOLOGY, inputs(monitored('100', '50')), 'bytecode', interpret)
    expect(issuance).toEqual([{ id: '2020', er: '16.82', issued: '10', carried: '0', capped: '6.82', buffer: '2' }])
  })

  it('takes the row of a table on the declared side', async () => {
    const { periods } = await runInputs(METHODOLOGY, inputs(monitored('100', '50', '499.9')), 'bytecode', interpret)
    expect(periods[0]?.equations['BE']?.value).toBe('0')
  })
})

describe('kernels and coefficients', () => {
  const valuesOf = async (from: string, to: string, years: readonly ReturnType<typeof monitored>[]) => {
    const methodology = parseMethodology(YAML.replace(from, to))
    const { periods } = await runInputs(methodology, inputs(...years), 'bytecode', interpret)
    return periods.map(({ equations }) => equations['D[paper]']?.value)
  }
  const COMPUTED = /G: .*/.exec(YAML)?.[0] ?? ''

  it('may be committed for each member', async () => {
    const committed = 'G: {kind: static, unit: "1", index: waste, values: {paper: ["0.5", "0.25"], food: ["1", "0"]}}'
    expect(await valuesOf(COMPUTED, committed, [monitored('100', '0'), monitored('8', '0')])).toEqual(['50', '29'])
  })

  it('may be one for all', async () => {
    const methodology = YAML.replace(COMPUTED, 'G: {kind: static, unit: "1", values: ["0.5", "0.25"]}')
    const one = parseMethodology(methodology.replace('G[waste]', 'G'))
    const { periods } = await runInputs(one, inputs(monitored('100', '0')), 'bytecode', interpret)
    expect(periods[0]?.equations['D[paper]']?.value).toBe('50')
  })

  it('are never rounded to the other side, however small they are', () => {
    const small = YAML.replace(
      'expr: "exp(-HC)", round: floor, places: 6',
      'expr: "exp(-200 * HC)", round: ceil, places: 18',
    )
    const { coefficients } = flatten(parseMethodology(small), { EF: '2' })
    const hc = new Map([['HC', { unit: '1', amount: rational(1n) }]])
    expect(periodCoefficients(coefficients, hc).get('P')?.amount).toEqual(rational(1n, 10n ** 18n))
  })
})

describe('limits of a program', () => {
  const withEquation = (expr: string) => YAML.replace(/BE: \{expr: ".*?"/, `BE: {expr: "EF * (${expr})"`)
  it('refuses an expression that is too deep for the stack of the contract', () => {
    const deep = (levels: number) => `${'W[food] + ('.repeat(levels)}W[food]${')'.repeat(levels)}`
    expect(compileMethodology(parseMethodology(withEquation(deep(30))), { EF: '2' }).code.length).toBeGreaterThan(100)
    expect(() => compileMethodology(parseMethodology(withEquation(deep(31))), { EF: '2' })).toThrow(
      expect.objectContaining({ code: 'E_LIMIT' }),
    )
  })

  it('refuses a program that is too long for a contract', () => {
    const long = YAML.replace('terms: 3', 'terms: 400')
    expect(() => compileMethodology(parseMethodology(long), { EF: '2' })).toThrow(
      expect.objectContaining({ code: 'E_LIMIT' }),
    )
  })
})

describe('refusals of inputs', () => {
  it.each([
    ['a member missing', { ...monitored('1', '1'), W: { paper: '1' } }, 'INPUT_MISSING'],
    ['a value where members belong', { ...monitored('1', '1'), W: '1' }, 'INPUT_MISSING'],
    ['a value out of its plausible range', { ...monitored('1', '1'), HC: '400' }, 'E_PLAUSIBLE'],
    ['a negative amount of waste', monitored('-1', '1'), 'E_PLAUSIBLE'],
  ])('%s', async (_what, year, code) => {
    const document = parseInputs({
      schema: 'tcctv-inputs/1',
      fixed: { EF: '2' },
      periods: [{ id: '2020', start: '2020-01-01', end: '2021-01-01', monitored: year }],
    })
    await expect(runInputs(METHODOLOGY, document, 'bytecode', interpret)).rejects.toMatchObject({ code })
  })
})

describe('refusals of documents', () => {
  const compile = (from: string, to: string) => () =>
    compileMethodology(parseMethodology(YAML.replace(from, to)), { EF: '2' })
  it.each([
    ['a set that is not declared', 'sum(waste,', 'sum(wood,', 'E_NAME'],
    ['a member that is not in the set', 'TEMP, down', 'W[glass], down', 'E_NAME'],
    ['an indexed name without its set', 'D[waste] * EF', 'D * EF', 'E_SYNTAX'],
    ['a kernel outside of conv', 'TEMP, down', 'G[paper], down', 'E_SYNTAX'],
    ['exp in an equation', 'D[waste] * EF', 'D[waste] * EF * exp(HC)', 'E_UNSUPPORTED'],
    ['ln of zero', 'expr: "exp(-K[waste] * n) * (1 - exp(-K[waste]))"', 'expr: "ln(n)"', 'E_COEFFICIENT'],
    ['an argument of another unit', 'exp(-K[waste] * n)', 'exp(-EF)', 'E_UNIT'],
    [
      'a convolution of an equation',
      'sum(waste, D[waste] * EF)',
      'sum(waste, conv(D[waste], G[waste]) * EF)',
      'E_UNSUPPORTED',
    ],
    ['a member without its value', '{paper: "0.05", food: "0.2"}', '{paper: "0.05"}', 'E_FIXED'],
    ['keys of a table that do not ascend', '["500", "0.9"]', '["0", "0.9"]', 'DOCUMENT_INVALID'],
    ['an index that is no set', 'K: {unit: "1", index: waste', 'K: {unit: "1", index: glass', 'DOCUMENT_INVALID'],
    ['a coefficient without rounding', 'round: floor, places: 6, ', '', 'DOCUMENT_INVALID'],
    ['a buffer above the whole', '"0.19"', '"1.19"', 'DOCUMENT_INVALID'],
    ['a name that is taken', 'HC: {', 'DAYS: {', 'DOCUMENT_INVALID'],
  ])('%s', (_what, from, to, code) => {
    expect(compile(from, to)).toThrow(expect.objectContaining({ code }))
  })
})
