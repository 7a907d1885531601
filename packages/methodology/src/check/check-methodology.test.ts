import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkMethodology, standIns } from './check-methodology.ts'

const SOLAR = readFileSync(join(import.meta.dirname, '../../../../methodologies/acm0002-solar.yaml'), 'utf8')
const HEAD = SOLAR.slice(0, SOLAR.indexOf('equations:'))
const faultsOf = (equations: string) => checkMethodology(`${HEAD}equations:\n${equations}`, standIns).faults
const LINES = HEAD.split('\n').length

describe('faults of a methodology', () => {
  it('are none in the library', () => {
    expect(checkMethodology(SOLAR, standIns).faults).toEqual([])
  })

  it('have line and column inside of the expression, also of equations after a faulty one', () => {
    const faults = faultsOf(
      [
        '  A: {expr: "EG_EXP * EF_OMM", unit: tCO2e, round: floor, quantum: "1"}',
        '  B: {expr: "EG_EXP", unit: tCO2e}',
        '  C:',
        '    expr: >-',
        '      A +',
        '      B + NOPE',
        '    unit: tCO2e',
      ].join('\n'),
    )
    expect(faults.map(({ path, line, column, code }) => [path, line - LINES, column, code])).toEqual([
      ['equations.A', 1, 23, 'E_NAME'],
      ['equations.B', 2, 13, 'E_UNIT'],
      ['equations.C', 6, 11, 'E_NAME'],
    ])
    expect(faults[1]?.message).toContain('MWh')
    expect(faults.every(({ advice }) => advice.length > 10)).toBe(true)
  })

  it('are those of the shape alone while there are any', () => {
    const faults = faultsOf('  A: {expr: "EG_EXP", unit: furlong, colour: red}')
    expect(faults.map(({ path, line, code }) => [path, line - LINES, code])).toEqual([
      ['equations.A.unit', 1, 'UNIT_UNKNOWN'],
      ['equations.A.colour', 1, 'UNKNOWN_KEY'],
    ])
  })

  it('mark a misspelt key itself, name the nearest one, and need no more advice', () => {
    const [fault] = faultsOf('  A: {expr: "EG_EXP", unti: MWh, unit: MWh}')
    expect(fault).toMatchObject({ column: 23, code: 'UNKNOWN_KEY', advice: '' })
    expect(fault?.message).toContain('found unti, expected unit, the nearest of expr, unit,')
    expect(faultsOf('  A: {expr: "EG_EXP", xyz: MWh, unit: MWh}')[0]?.message).toContain('one of expr, unit,')
  })

  it('list the sets where one is not known, and the members', () => {
    expect(faultsOf('  A: {expr: "EG_EXP", unit: MWh, index: wate}')[0]?.message).toContain('of which there are none')
    const sets = (expr: string) =>
      checkMethodology(
        SOLAR.replace('fixed:', 'sets: {waste: [paper, food]}\nfixed:\n  K: {unit: "1", index: waste}').replace(
          /issuance:[^]*/,
          `  Z: {expr: "${expr}", unit: "1"}`,
        ),
        standIns,
      ).faults[0]?.message
    expect(sets('sum(wate, K[wate])')).toContain('wate, which is no set (waste),')
    expect(sets('K[papr]')).toContain('K[papr], of which the members are paper, food,')
  })

  it('are not blamed on equations that use a faulty one', () => {
    const faults = faultsOf(
      [
        '  A: {expr: "max(EG_EXP, 0) * EF_OMM", unit: tCO2e, round: floor, quantum: "1"}',
        '  B: {expr: "EG_EXP * EF_OM / A", unit: "1", round: floor, quantum: "1"}',
        '  C: {expr: "EG_EXP * EF_BMM", unit: tCO2e, round: floor, quantum: "1"}',
      ].join('\n'),
    )
    expect(faults.map(({ path, code }) => [path, code])).toEqual([
      ['equations.A', 'E_NAME'],
      ['equations.C', 'E_NAME'],
    ])
  })

  it('of a fixed value do not hide those of equations', () => {
    const yaml = `${HEAD}equations:\n  A: {expr: "EG_EXP", unit: tCO2e}`
    const faults = checkMethodology(yaml, (methodology) => ({ ...standIns(methodology), EF_OM: '890' })).faults
    expect(faults.map(({ path, code }) => [path, code])).toEqual([
      ['fixed.EF_OM', 'E_PLAUSIBLE'],
      ['equations.A', 'E_UNIT'],
    ])
  })

  it('are not, but a warning, where a project gives a value without a range', () => {
    const warned = (fixed: string) => {
      const checked = checkMethodology(SOLAR.replace(/(EF_OM: .*?), *plausible: \[[^\]]*\]/, `$1${fixed}`), standIns)
      return 'warnings' in checked ? checked.warnings : checked.faults
    }
    expect(warned('')).toEqual([{ parameter: 'EF_OM', unit: 'tCO2/MWh', missing: 'plausible' }])
    expect(warned(', value: "0.5"')).toEqual([])
  })

  it('name a fixed value that is implausible at its place', () => {
    const faults = checkMethodology(
      SOLAR.replace(/plausible: \["0", "1\.5"\]/, 'value: "890", plausible: ["0", "1.5"]'),
      standIns,
    ).faults
    expect(faults[0]).toMatchObject({ code: 'E_PLAUSIBLE', path: 'fixed.EF_OM' })
    expect(faults[0]?.line).toBeGreaterThan(5)
  })
})
