import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseMethodology } from '../documents/methodology.ts'
import { checkInputs } from './check-inputs.ts'

const ROOT = join(import.meta.dirname, '../../../..')
const methodologyOf = (id: string) => parseMethodology(readFileSync(join(ROOT, `methodologies/${id}.yaml`), 'utf8'))
const SOLAR = methodologyOf('acm0002-solar')
const GOOD = `schema: tcctv-inputs/1
fixed: {EF_OM: "0.89", EF_BM: "0.8010", COEF_FF: "3"}
periods:
  - {id: "2020", start: "2020-01-01", end: "2021-01-01", monitored: {EG_EXP: "12", EG_IMP: "3", FC_FF: "0"}}
  - {id: "2021", start: "2021-01-01", end: "2022-01-01", monitored: {EG_EXP: "12", EG_IMP: "3", FC_FF: "0"}}
`
const faultsOf = (text: string, methodology = SOLAR) =>
  checkInputs(text, methodology).faults.map(({ path, line, column, code }) => [path, line, column, code])

describe('inputs', () => {
  it('may be YAML or JSON', () => {
    expect(faultsOf(GOOD)).toEqual([])
    const json = readFileSync(join(ROOT, 'methodologies/cases/acm0001-lfg.inputs.json'), 'utf8')
    expect(faultsOf(json, methodologyOf('acm0001-lfg'))).toEqual([])
  })

  it.each([
    ['a value out of its range', 'EF_OM: "0.89"', 'EF_OM: "890"', ['fixed.EF_OM', 2, 16, 'E_PLAUSIBLE']],
    ['a fixed value that is not known', 'COEF_FF: "3"', 'COEF_FF: "3", EF: "1"', ['fixed.EF', 2, 59, 'INPUT_UNKNOWN']],
    ['a fixed value of the methodology', 'COEF_FF: "3"', 'COEF_FF: "3", W_OM: "1"', ['fixed.W_OM', 2, 61, 'E_FIXED']],
    ['a fixed value left out', ', COEF_FF: "3"', '', ['fixed.COEF_FF', 2, 8, 'E_FIXED']],
    ['an amount left out', 'EG_EXP: "12", ', '', ['periods.0.monitored.EG_EXP', 4, 69, 'INPUT_MISSING']],
    [
      'another name',
      'EG_EXP: "12", ',
      'EG_EXP: "12", EG_EX: "1", ',
      ['periods.0.monitored.EG_EX', 4, 91, 'INPUT_UNKNOWN'],
    ],
    [
      'a number with 19 places',
      '"12"',
      '"1.1234567890123456789"',
      ['periods.0.monitored.EG_EXP', 4, 78, 'DECIMAL_PLACES'],
    ],
    ['a number without quotes', '"12"', '1.5', ['periods.0.monitored.EG_EXP', 4, 78, 'YAML_FLOAT']],
    ['a negative amount', '"12"', '"-12"', ['periods.0.monitored.EG_EXP', 4, 78, 'E_PLAUSIBLE']],
    ['members where there are none', '"12"', '{a: "1"}', ['periods.0.monitored.EG_EXP.a', 4, 82, 'INPUT_UNKNOWN']],
    ['a day that is none', 'start: "2020-01-01"', 'start: "2020-02-30"', ['periods.0.start', 4, 25, 'DATE_SYNTAX']],
    ['a year twice', 'start: "2021-01-01"', 'start: "2020-01-01"', ['periods.1.start', 5, 25, 'INPUT_VALUE']],
    ['an id twice', 'id: "2021"', 'id: "2020"', ['periods.1.id', 5, 10, 'INPUT_VALUE']],
    ['an end before the start', 'end: "2022-01-01"', 'end: "2021-01-01"', ['periods.1.end', 5, 44, 'INPUT_VALUE']],
    ['a key that is not known', 'id: "2021"', 'id: "2021", colour: red', ['periods.1.colour', 5, 18, 'UNKNOWN_KEY']],
    ['a total that is not known', 'periods:', 'totals: {FUEL: "1"}\nperiods:', ['totals.FUEL', 3, 16, 'INPUT_UNKNOWN']],
    ['no period', /periods:[^]*/, 'periods: []', ['periods', 3, 10, 'INPUT_VALUE']],
    ['broken syntax', 'periods:', 'periods: [', ['', 4, 3, 'YAML_SYNTAX']],
  ] as const)('with %s have a fault at its place', (_what, from, to, fault) => {
    expect(faultsOf(GOOD.replace(from, to))).toContainEqual(fault)
  })

  it('have all faults at once, in the order of the text, also in JSON', () => {
    const json = JSON.stringify(
      {
        schema: 'tcctv-inputs/1',
        fixed: { EF_OM: '890', EF_BM: '0.8', COEF: '3' },
        periods: [{ id: '2020', start: '2020-01-01', end: '2019-01-01', monitored: { EG_EXP: 'x', EG_IMPP: '3' } }],
      },
      null,
      2,
    )
    expect(faultsOf(json)).toEqual([['periods.0.monitored.EG_EXP', 14, 19, 'TEXT']])
    expect(faultsOf(json.replace('"x"', '"-1"'))).toEqual([
      ['fixed.COEF_FF', 3, 12, 'E_FIXED'],
      ['fixed.EF_OM', 4, 14, 'E_PLAUSIBLE'],
      ['fixed.COEF', 6, 13, 'INPUT_UNKNOWN'],
      ['periods.0.end', 12, 14, 'INPUT_VALUE'],
      ['periods.0.monitored.EG_IMP', 13, 20, 'INPUT_MISSING'],
      ['periods.0.monitored.FC_FF', 13, 20, 'INPUT_MISSING'],
      ['periods.0.monitored.EG_EXP', 14, 19, 'E_PLAUSIBLE'],
      ['periods.0.monitored.EG_IMPP', 15, 20, 'INPUT_UNKNOWN'],
    ])
  })

  it('must not leave out a year that a convolution counts', () => {
    const fod = methodologyOf('landfill-avoided-fod')
    const text = readFileSync(join(ROOT, 'methodologies/cases/bergama-fod.inputs.json'), 'utf8')
    expect(faultsOf(text, fod)).toEqual([])
    const { periods, ...rest } = JSON.parse(text) as { periods: object[] }
    const faults = checkInputs(
      JSON.stringify({ ...rest, periods: periods.filter((_, index) => index !== 1) }),
      fod,
    ).faults
    expect(faults.map(({ path, code }) => [path, code])).toEqual([['periods.1.start', 'INPUT_VALUE']])
  })
})
