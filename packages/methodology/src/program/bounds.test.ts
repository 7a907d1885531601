import { describe, expect, it } from 'vitest'
import { compileMethodology } from './compile.ts'
import { evaluated, smallMethodology } from './small-methodology.test-support.ts'

const MASSES = ['A', 'B', 'C'].map((id) => `${id}: {unit: t, kind: total, sign: nonnegative}`).join(', ')
const compile = (monitored: string, expr: string, unit: string, more: { split?: 'none'; coefficients?: string } = {}) =>
  compileMethodology(
    smallMethodology({
      monitored,
      equations: `E: {expr: "${expr}", unit: "${unit}", round: floor, quantum: "1"}`,
      ...more,
    }),
    {},
  )
const refusal = (code: string) => expect.objectContaining({ code })

describe('256 bits', () => {
  it('hold two amounts of the largest size assumed, not three', () => {
    expect(compile(MASSES, 'A * B', 't*t').code.length).toBeGreaterThan(0)
    expect(() => compile(MASSES, 'A * B * C', 't*t*t')).toThrow(
      expect.objectContaining({
        code: 'E_OVERFLOW',
        details: expect.objectContaining({
          path: 'equations.E',
          found: 'A * B * C',
          range: '0 to 1e45',
          limit: '5e40',
        }),
      }),
    )
  })

  it('hold more with plausible ranges', () => {
    const plausible = MASSES.replaceAll('}', ', plausible: ["0", "1000000"]}')
    expect(compile(plausible, 'A * B * C', 't*t*t').code.length).toBeGreaterThan(0)
  })

  it('assume 1e9 of factors: the unit 1, % and quotients', () => {
    const factors =
      'A: {unit: t, kind: total, sign: nonnegative}, B: {unit: GJ/t, kind: total, sign: nonnegative}, C: {unit: "%", kind: total, sign: nonnegative}'
    expect(compile(factors, 'A * B * C', 'GJ').code.length).toBeGreaterThan(0)
    expect(() => compile(factors, 'A * B * C * C', 'GJ')).toThrow(refusal('E_OVERFLOW'))
  })

  it('take a sum as the plausible reading of every second of the period', () => {
    const summed = 'A: {unit: t, kind: interval, aggregate: sum, plausible: ["0", "1e3"]}, B: {unit: t, kind: total}'
    const of = (high: string) => summed.replace('1e3', high)
    // 31,622,400 readings: 3.2e25 t of them times 1e15 t just fit 5.7e40.
    expect(compile(of('1000000000000000000'), 'A * B', 't*t').code.length).toBeGreaterThan(0)
    expect(() => compile(of('10000000000000000000'), 'A * B', 't*t')).toThrow(refusal('E_OVERFLOW'))
    expect(() => compile(of('1000000000000000000'), 'A * B', 't*t', { split: 'none' })).toThrow(refusal('E_OVERFLOW'))
  })

  it('do not hold a quotient by an amount close to zero', () => {
    const small = 'A: {unit: t, kind: total}, D: {unit: "1", kind: total, plausible: ["LOW", "1"]}'
    expect(compile(small.replace('LOW', '0.000000000000000001'), 'A / D', 't').code.length).toBeGreaterThan(0)
    expect(() => compile(small.replace('LOW', '0.000000000000000001'), 'A / D / D / D', 't')).toThrow(
      refusal('E_OVERFLOW'),
    )
  })
})

describe('a divisor that is above zero', () => {
  it('is refused if it may be rounded to zero', () => {
    const small =
      'A: {unit: t, kind: total, sign: nonnegative}, D: {unit: "1", kind: total, plausible: ["0.0000000001", "1"]}'
    const equation = (round: string) => ({
      monitored: small,
      equations: `E: {expr: "A / (D * D)", unit: t, round: ${round}, quantum: "1"}`,
    })
    // Rounded up at 1e-18 the product of 1e-20 is 1e-18; rounded down it is 0.
    expect(() => compileMethodology(smallMethodology(equation('ceil')), {})).toThrow(refusal('E_DIVISOR'))
  })
})

it('a program refuses at run time what lies outside of its ranges', () => {
  const methodology = smallMethodology({
    monitored: MASSES,
    equations: 'E: {expr: "A * B", unit: t*t, round: floor, quantum: "1"}',
  })
  const huge = '9'.repeat(40)
  expect(() => evaluated(methodology, { A: huge, B: huge })).toThrow(refusal('FIXED_OVERFLOW'))
})
