import { describe, expect, it } from 'vitest'
import { parseMethodology } from '../documents/methodology.ts'
import { compileMethodology } from '../program/compile.ts'
import { interpret } from '../program/interpret.ts'
import { smallText } from '../program/small-methodology.test-support.ts'
import { parseInputs } from './inputs-document.ts'
import { referenceEngine, runInputs } from './run-inputs.ts'

/**
 * A flare by the hour. R9: no gas counts while the generator's status is off. R10, TOOL06 for an enclosed flare: 90 % only in
 * an hour with more than 40 minutes above 500 °C and with a flame, else 0; an open flare: 50 % with a flame.
 */
const YAML = smallText({
  fixed: 'GWP: {unit: tCO2e/tCH4, value: "28"}, OPEN: {unit: "1", value: "0"}',
  monitored: `
    ENGINE: {unit: "1", kind: interval, aggregate: max, sign: nonnegative, plausible: ["0", "1"]},
    FLAME: {unit: "1", kind: interval, aggregate: max, sign: nonnegative, plausible: ["0", "1"]},
    GAS: {unit: tCH4, kind: interval, role: baseline, aggregate: sum, sign: nonnegative, when: ENGINE, plausible: ["0", "10"]},
    FLARED: {unit: tCH4, kind: interval, role: project, aggregate: sum, sign: nonnegative},
    HOT: {unit: min, kind: interval, aggregate: mean, plausible: ["0", "60"]},
    SOLD: {unit: tCO2e, kind: total, sign: nonnegative}`,
  coefficients: 'HOT_ENOUGH: {kind: table, unit: "1", argument: min, table: [["40", "0"], ["60", "0.9"]]}',
  equations: `
    DESTROYED: {expr: "GAS * GWP", unit: tCO2e, scope: interval, round: floor, quantum: "0.001"},
    ETA: {expr: "FLAME * (OPEN * 0.5 + (1 - OPEN) * lookup(HOT_ENOUGH, HOT, up))", unit: "1", scope: interval, aggregate: min, round: floor, quantum: "0.01"},
    PE_H: {expr: "FLARED * (1 - ETA) * GWP", unit: tCO2e, scope: interval, round: ceil, quantum: "0.001"},
    BE: {expr: "DESTROYED + SOLD", unit: tCO2e, round: floor, quantum: "1"},
    PE: {expr: "PE_H", unit: tCO2e, round: ceil, quantum: "1"},
    ER: {expr: "BE - PE", unit: tCO2e}`,
})
const METHODOLOGY = parseMethodology(YAML)
type Hour = { ENGINE: string; FLAME: string; GAS: string; FLARED: string; HOT: string }
const hour = (change: Partial<Hour> = {}): Hour => ({
  ENGINE: '1',
  FLAME: '1',
  GAS: '1.25',
  FLARED: '2',
  HOT: '60',
  ...change,
})

function inputsOf(hours: readonly Readonly<Record<string, string>>[], monitored = { SOLD: '100' }) {
  const time = (at: number) => new Date(Date.UTC(2020, 0, 1, at)).toISOString().replace('.000Z', 'Z')
  const intervals = hours.map((row, at) => ({ start: time(at), end: time(at + 1), monitored: row }))
  return {
    schema: 'tcctv-inputs/1',
    periods: [{ id: 'day', start: '2020-01-01', end: '2020-01-02', monitored, intervals }],
  }
}

async function run(yaml: string, json: unknown, engine: string) {
  const [methodology, inputs] = [parseMethodology(yaml), parseInputs(json)]
  const evaluate = engine === 'bytecode' ? interpret : referenceEngine(methodology, inputs)
  const { periods, flags } = await runInputs(methodology, inputs, engine, evaluate)
  expect(flags).toEqual([])
  const [first] = periods
  const valuesOf = (equations: Readonly<Record<string, { value: string }>> = {}) =>
    Object.fromEntries(Object.entries(equations).map(([id, { value }]) => [id, value]))
  return { period: valuesOf(first?.equations), hours: (first?.intervals ?? []).map((one) => valuesOf(one.equations)) }
}

describe.each(['reference', 'bytecode'])('by the hour with the %s', (engine) => {
  it('no gas counts while the engine is off (R9)', async () => {
    const { period, hours } = await run(YAML, inputsOf([hour(), hour({ ENGINE: '0' }), hour({ GAS: '2' })]), engine)
    expect(hours.map(({ DESTROYED }) => DESTROYED)).toEqual(['35', '0', '56'])
    expect(period).toMatchObject({ DESTROYED: '91', BE: '191' })
  })

  it.each([
    ['41 minutes hot', { HOT: '41' }, '0.9', '5.6'],
    ['just 40 minutes hot', { HOT: '40' }, '0', '56'],
    ['not hot at all', { HOT: '0' }, '0', '56'],
    ['without a flame', { HOT: '60', FLAME: '0' }, '0', '56'],
  ])('an enclosed flare, %s (R10)', async (_what, change, eta, emitted) => {
    const { hours } = await run(YAML, inputsOf([hour(change)]), engine)
    expect(hours[0]).toMatchObject({ ETA: eta, PE_H: emitted })
  })

  it.each([
    ['1', '0.5', '28'],
    ['0', '0', '56'],
  ])('an open flare with flame %s (R10)', async (FLAME, eta, emitted) => {
    const open = YAML.replace('OPEN: {unit: "1", value: "0"}', 'OPEN: {unit: "1", value: "1"}')
    const { hours } = await run(open, inputsOf([hour({ FLAME, HOT: '0' })]), engine)
    expect(hours[0]).toMatchObject({ ETA: eta, PE_H: emitted })
  })

  it('results of the hours are aggregated as the equation says, and rounded in each hour', async () => {
    const { period } = await run(
      YAML,
      inputsOf([hour({ FLARED: '0.00001' }), hour({ FLARED: '0.00001', HOT: '3' })]),
      engine,
    )
    expect(period).toMatchObject({ PE_H: '0.002', PE: '1', ETA: '0', ER: '169' })
  })

  it('a mean is rounded as its equation', async () => {
    const mean = YAML.replace('aggregate: min, round: floor', 'aggregate: mean, round: floor')
    const hours = [hour(), hour(), hour({ HOT: '1' })]
    expect((await run(mean, inputsOf(hours), engine)).period).toMatchObject({ ETA: '0.6' })
    const third = mean.replace('["60", "0.9"]', '["60", "0.5"]')
    expect((await run(third, inputsOf(hours), engine)).period).toMatchObject({ ETA: '0.333333333333333333' })
  })
})

describe('parameters of intervals', () => {
  it('give the amount of the period too, by their aggregate and their status', async () => {
    const yaml = YAML.replace('expr: "DESTROYED + SOLD"', 'expr: "GAS * GWP + HOT / HOT * SOLD"').replace(
      'aggregate: mean, plausible: ["0", "60"]',
      'aggregate: mean, plausible: ["1", "60"]',
    )
    const { period } = await run(yaml, inputsOf([hour(), hour({ ENGINE: '0' })]), 'bytecode')
    expect(period).toMatchObject({ BE: '135' })
  })

  it('may be one amount for the period, if they are no sum', async () => {
    const { HOT: _hot, ...others } = hour()
    const { period } = await run(YAML, inputsOf([others], { SOLD: '1', HOT: '45' } as { SOLD: string }), 'bytecode')
    expect(period).toMatchObject({ PE_H: '5.6' })
  })
})

const refused = async (yaml: string, json: unknown) => {
  const methodology = parseMethodology(yaml)
  return runInputs(methodology, parseInputs(json), 'bytecode', interpret)
}

describe('refusals', () => {
  const { HOT: _hot, ...withoutHot } = hour()
  const day = inputsOf([hour(), hour()])
  const text = JSON.stringify(day)
  it.each([
    [
      'a period without intervals',
      JSON.stringify({ ...day, periods: day.periods.map(({ intervals: _none, ...period }) => period) }),
      'INPUT_MISSING',
    ],
    ['an amount that one interval lacks', JSON.stringify(inputsOf([hour(), withoutHot])), 'INPUT_MISSING'],
    ['an implausible reading of a sum', text.replace('"1.25"', '"11"'), 'E_PLAUSIBLE'],
    [
      'an interval twice',
      text.replace('"2020-01-01T01:00:00Z","end":"2020-01-01T02', '"2020-01-01T00:00:00Z","end":"2020-01-01T02'),
      'INPUT_VALUE',
    ],
    ['an interval after the period', text.replace('"end":"2020-01-01T02', '"end":"2020-01-02T02'), 'INPUT_VALUE'],
    [
      'an interval that ends before it starts',
      text.replace('"end":"2020-01-01T01', '"end":"2020-01-01T00'),
      'INPUT_VALUE',
    ],
    ['a time without zone', text.replace('T01:00:00Z"', 'T01:00:00"'), 'TIME_SYNTAX'],
    ['a name that is not known', text.replace('"HOT"', '"HEAT"'), 'INPUT_UNKNOWN'],
    [
      'a sum for the whole period where intervals are due',
      text.replace('"SOLD":"100"', '"SOLD":"100","GAS":"4"'),
      'INPUT_VALUE',
    ],
    ['no interval at all', JSON.stringify(inputsOf([])), 'INPUT_VALUE'],
  ])('%s', async (_what, json, code) => {
    await expect(refused(YAML, JSON.parse(json))).rejects.toMatchObject({ code })
  })

  it('an equation of the intervals on a chain, which takes none yet', () => {
    expect(() => compileMethodology(METHODOLOGY, {})).toThrow(expect.objectContaining({ code: 'E_UNSUPPORTED' }))
  })

  it.each([
    ['DAYS in an interval', 'FLARED * (1 - ETA) * GWP', 'FLARED * (1 - ETA) * GWP * (DAYS / DAYS)', 'E_UNSUPPORTED'],
    [
      'an equation of the period in one of intervals',
      'FLARED * (1 - ETA)',
      'FLARED * (1 - ETA) * (BE / max(BE, 1))',
      'E_NAME',
    ],
    ['a floored result in a ceiled equation', 'expr: "PE_H"', 'expr: "DESTROYED"', 'E_ROUND'],
    ['a status that is not declared', 'when: ENGINE', 'when: MOTOR', 'DOCUMENT_INVALID'],
    ['a mean without a side', 'aggregate: min, round: floor', 'aggregate: mean, round: half-up', 'DOCUMENT_INVALID'],
    [
      'an aggregate of the period',
      'expr: "BE - PE", unit: tCO2e',
      'expr: "BE - PE", unit: tCO2e, aggregate: sum',
      'DOCUMENT_INVALID',
    ],
  ])('%s', async (_what, from, to, code) => {
    expect(YAML).toContain(from)
    await expect((async () => refused(YAML.replace(from, to), day))()).rejects.toMatchObject({ code })
  })
})
