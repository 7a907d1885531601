import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatFixed, parseFixed, type Fixed } from '@tcctv/units'
import { parseMethodology, type Methodology } from '../documents/methodology.ts'
import { compileMethodology } from './compile.ts'
import { interpret } from './interpret.ts'
import { compare, fromFixed } from './rational.ts'
import { createReference } from './reference.ts'
import { evaluated, smallMethodology } from './small-methodology.test-support.ts'

const root = join(import.meta.dirname, '../../../..')
const SOLAR_YAML = readFileSync(join(root, 'methodologies/acm0002-solar.yaml'), 'utf8')
const SOLAR = parseMethodology(SOLAR_YAML)
const SOLAR_FIXED = { EF_OM: '0.8907', EF_BM: '0.8010', COEF_FF: '3.1863' }

type Vintage = {
  readonly id: string
  readonly monitored: Readonly<Record<string, string>>
  readonly equations: Readonly<Record<string, { readonly value: string; readonly unrounded?: string }>>
}
const expected = JSON.parse(readFileSync(join(root, 'examples/nrel50/expected.json'), 'utf8')) as {
  vintages: Vintage[]
}

function evaluate(
  methodology: Methodology,
  fixed: Readonly<Record<string, string>>,
  monitored: Readonly<Record<string, string>>,
) {
  const program = compileMethodology(methodology, fixed)
  const inputs = program.variables.map(({ id }) => parseFixed(monitored[id] ?? '0'))
  const reference = createReference(
    methodology,
    fixed,
  )(Object.fromEntries(program.variables.map(({ id }, index) => [id, inputs[index] ?? 0n])))
  return { program, bytecode: interpret(program, inputs), reference }
}

/** The solar document with other equations. */
function withEquations(equations: Readonly<Record<string, unknown>>): Methodology {
  const [head = ''] = SOLAR_YAML.split('equations:')
  return parseMethodology(`${head.replace(/issuance:[\s\S]*/, '')}equations: ${JSON.stringify(equations)}\n`)
}

const tonnes = (expr: string, rounding: object = { round: 'floor', quantum: '1' }) =>
  withEquations({ E: { expr, unit: 'tCO2e', ...rounding } })

describe('the photovoltaic example', () => {
  it.each(expected.vintages)('gives every equation of $id', ({ monitored, equations }) => {
    const { bytecode, reference } = evaluate(SOLAR, SOLAR_FIXED, monitored)
    expect(Object.fromEntries(bytecode.map(({ id, rounded }) => [id, formatFixed(rounded as Fixed)]))).toEqual(
      Object.fromEntries(Object.entries(equations).map(([id, { value }]) => [id, value])),
    )
    for (const { id, unrounded } of bytecode) {
      const printed = equations[id]?.unrounded
      if (printed !== undefined) expect(formatFixed(unrounded as Fixed)).toBe(printed)
    }
    expect(reference.map(({ id, unrounded, rounded }) => ({ id, unrounded, rounded }))).toEqual(bytecode)
    expect(reference.filter(({ knifeEdge }) => knifeEdge)).toEqual([])
  })

  it('compiles to the same program every time', () => {
    const program = compileMethodology(SOLAR, SOLAR_FIXED)
    expect(program).toEqual(compileMethodology(SOLAR, SOLAR_FIXED))
    expect(program.listing).toContain('; BE [tCO2e] = max(EG_EXP - EG_IMP, 0) * EF_B, floor to 1')
    expect(program.variables.map(({ id }) => id)).toEqual(['EG_EXP', 'EG_IMP', 'FC_FF'])
    expect(compileMethodology(SOLAR, { ...SOLAR_FIXED, EF_OM: '0.8908' }).hash).not.toBe(program.hash)
  })
})

describe('refusals', () => {
  it.each([
    ['a unit that does not multiply out', 'EG_EXP * COEF_FF', 'E_UNIT'],
    ['a sum of different quantities', 'EG_EXP + FC_FF', 'E_UNIT'],
    ['an unknown name', 'EG_EXP * EF_X', 'E_NAME'],
    ['a call', 'sqrt(EG_EXP) * EF_OM', 'E_SYNTAX'],
    ['a text', '"1" * EF_OM', 'E_SYNTAX'],
    ['a comparison', 'EG_EXP > 1', 'E_SYNTAX'],
    ['a float with exponent', 'EG_EXP * 1e3', 'E_SYNTAX'],
    ['broken syntax', 'EG_EXP * (EF_OM', 'E_SYNTAX'],
    ['a divisor that may be zero', 'EG_EXP * EF_OM / (EG_IMP / EG_EXP)', 'E_DIVISOR'],
    ['a sum over an unknown set', 'sum(waste, EG_EXP)', 'E_NAME'],
  ])('%s', (_name, expr, code) => {
    expect(() => compileMethodology(tonnes(expr), SOLAR_FIXED)).toThrow(expect.objectContaining({ code }))
  })

  it('a factor whose rounding has no safe side because the other may be negative', () => {
    const third = '(EG_EXP - EG_IMP) * (EF_OM * EG_EXP / (EG_IMP + EG_EXP + 0))'
    expect(() => compileMethodology(tonnes(third.replace('+ 0', '+ EG_EXP')), SOLAR_FIXED)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/E_SIGN|E_DIVISOR/) }),
    )
  })

  it('a rounded factor on the wrong side', () => {
    const EF = { expr: 'W_OM * EF_OM', unit: 'tCO2/MWh', round: 'ceil', quantum: '0.0001' }
    const BE = { expr: 'EG_EXP * EF', unit: 'tCO2e', round: 'floor', quantum: '1' }
    expect(() => compileMethodology(withEquations({ EF, BE }), SOLAR_FIXED)).toThrow(
      expect.objectContaining({ code: 'E_ROUND' }),
    )
  })

  it('an inexact equation without rounding', () => {
    expect(() => compileMethodology(tonnes('EG_EXP * EF_OM', {}), SOLAR_FIXED)).toThrow(
      expect.objectContaining({ code: 'E_ROUND' }),
    )
  })

  it('name the part and its unit, with equal factors cancelled', () => {
    const document = smallMethodology({
      monitored:
        'D: {unit: km, kind: interval}, C: {unit: l/100*km, kind: published}, R: {unit: kg/l, kind: published}',
      equations: 'E: {expr: "D * C * R", unit: tCO2, round: ceil, quantum: "1"}',
    })
    expect(() => compileMethodology(document, {})).toThrow(
      'equations.E: found D * C * R in km2*kg/100 (km*(l/100*km)*(kg/l)), expected tCO2 in "D * C * R"',
    )
  })

  it('a divisor that may be zero, and take it with what the advice says', () => {
    const divided = (divisor: string) =>
      smallMethodology({
        fixed: 'LEAST: {unit: MWh, value: "1"}',
        monitored: 'A: {unit: MWh, kind: interval, sign: nonnegative}, X: {unit: kWh, kind: interval}',
        equations: `E: {expr: "A / ${divisor}", unit: "1", round: floor, quantum: "0.01"}`,
      })
    expect(() => compileMethodology(divided('X'), {})).toThrow(
      expect.objectContaining({
        code: 'E_DIVISOR',
        message: expect.stringContaining('the divisor X in kWh'),
        advice: expect.stringContaining('max(X, LEAST)'),
      }),
    )
    expect(compileMethodology(divided('max(X, LEAST)'), {}).equations).toHaveLength(1)
  })

  it('say how many places a decimal conversion needs, and take the unit without it', () => {
    const clamped = (unit: string) =>
      smallMethodology({
        monitored: 'HW: {unit: "%", kind: published}',
        equations: `E: {expr: "min(max(HW - 0.1, 0), 1)", unit: "${unit}"}`,
      })
    expect(() => compileMethodology(clamped('1'), {})).toThrow(
      'where 1/100 needs 2 decimal places more than the 18 that are kept',
    )
    expect(evaluated(clamped('%'), { HW: '12.5' }).bytecode[0]?.rounded).toBe(parseFixed('2.5'))
  })

  it('fixed values: missing, unknown, implausible', () => {
    const { EF_OM: _left, ...missing } = SOLAR_FIXED
    for (const [fixed, code] of [
      [missing, 'E_FIXED'],
      [{ ...SOLAR_FIXED, EF_X: '1' }, 'E_FIXED'],
      [{ ...SOLAR_FIXED, W_OM: '1' }, 'E_FIXED'],
      [{ ...SOLAR_FIXED, COEF_FF: '3186.3' }, 'E_PLAUSIBLE'],
    ] as const)
      expect(() => compileMethodology(SOLAR, fixed)).toThrow(expect.objectContaining({ code }))
  })
})

describe('units', () => {
  it('inserts the factor of a prefix', () => {
    const { bytecode } = evaluate(
      withEquations({ E: { expr: 'EG_EXP * EF_OM', unit: 'kgCO2e', round: 'floor', quantum: '1' } }),
      SOLAR_FIXED,
      { EG_EXP: '1' },
    )
    expect(bytecode[0]?.rounded).toBe(parseFixed('890'))
  })
})

describe('operands of two units', () => {
  const methodology = (expr: string, unit: string) =>
    smallMethodology({
      monitored:
        'A: {unit: mi, kind: total}, B: {unit: km, kind: total}, C: {unit: tCO2, kind: total}, E: {unit: tCO2e, kind: total}',
      equations: `R: {expr: "${expr}", unit: ${unit}, round: floor, quantum: "0.000001"}`,
    })
  const AMOUNTS = { A: '1', B: '1', C: '1', E: '2' }

  it.each([
    ['A + B', 'km', '2.609344'],
    ['B + A', 'km', '2.609344'],
    ['A - B', 'km', '0.609344'],
    ['max(A, B)', 'km', '1.609344'],
    ['C + E', 'tCO2e', '3'],
    ['E - C', 'tCO2e', '1'],
  ])('%s meet where the way is a decimal', (expr, unit, expected) => {
    const { bytecode, reference } = evaluated(methodology(expr, unit), AMOUNTS)
    expect(formatFixed((bytecode[0]?.rounded ?? 0n) as Fixed)).toBe(expected)
    expect(reference[0]?.knifeEdge).toBe(false)
  })

  it('with carbon dioxide equivalents are no carbon dioxide', () => {
    expect(() => evaluated(methodology('C + E', 'tCO2'), AMOUNTS)).toThrow(expect.objectContaining({ code: 'E_UNIT' }))
  })
})

describe('random expressions', () => {
  const leaf = fc.constantFrom('EG_EXP', 'EG_IMP', 'EG_EXP * W_OM', 'EG_IMP / 3', 'EG_EXP * 0.3333333333333333333')
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc
        .tuple(fc.constantFrom('+', '-'), tie('tree'), tie('tree'))
        .map(([operator, left, right]) => `(${left} ${operator} ${right})`),
      fc
        .tuple(fc.constantFrom('min', 'max'), tie('tree'), tie('tree'))
        .map(([name, left, right]) => `${name}(${left}, ${right})`),
      tie('tree').map((of) => `(-${of})`),
      fc.tuple(tie('tree'), fc.constantFrom('* 1.7', '/ 7', '* W_BM / 3')).map(([of, factor]) => `(${of}) ${factor}`),
    ),
  }))
  const energy = fc.bigInt({ min: 0n, max: 10n ** 27n })

  it('bytecode and reference agree, and never pass the exact number on the wrong side', () => {
    const property = fc.property(tree, fc.constantFrom('floor', 'ceil'), energy, energy, (expr, round, exp, imp) => {
      const methodology = withEquations({ E: { expr, unit: 'MWh', round, quantum: '0.000001' } })
      const program = compileMethodology(methodology, SOLAR_FIXED)
      const [bytecode] = interpret(program, [exp, imp, 0n])
      const [reference] = createReference(methodology, SOLAR_FIXED)({ EG_EXP: exp, EG_IMP: imp, FC_FF: 0n })
      expect({ unrounded: reference?.unrounded, rounded: reference?.rounded }).toEqual({
        unrounded: bytecode?.unrounded,
        rounded: bytecode?.rounded,
      })
      const side = compare(fromFixed((bytecode?.rounded ?? 0n) as Fixed), reference?.exactRounded ?? { n: 0n, d: 1n })
      expect(round === 'floor' ? side <= 0 : side >= 0).toBe(true)
    })
    fc.assert(property, { numRuns: 500 })
  })
})
