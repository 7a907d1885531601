import { FIXED_ONE } from '@tcctv/units'
import { describe, expect, it } from 'vitest'
import { parsePdd } from '../documents/pdd.ts'
import { compilePdd } from './compile-pdd.ts'
import { yearsText } from './histories.ts'
import { pddFaults } from './live-pdd.test-support.ts'
import { decaying, wasteProject, withHistory } from './waste-pdd.test-support.ts'

function compiled(changePdd: (text: string) => string = withHistory) {
  const { methodology, pddYaml } = wasteProject(decaying, changePdd)
  return compilePdd(parsePdd(pddYaml), methodology)
}
function faultsOf(change: (text: string) => string): string[] {
  const { methodology, pddYaml } = wasteProject(decaying, (text) => change(withHistory(text)))
  return pddFaults(pddYaml, methodology)
}

describe('the history of an input', () => {
  it('gives what lagged variables take before the chain has amounts of its own', () => {
    const { histories, variables, program } = compiled()
    const names = program.variables.map(({ id }) => id)
    expect(names.slice(3)).toEqual(['W[paper]@1', 'W[paper]@2', 'W[paper]@3', 'W[food]@1', 'W[food]@2', 'W[food]@3'])
    expect(variables.slice(3)).toEqual([
      ...[1, 2, 3].map((lag) => ({ kind: 'lag', history: 0, lag })),
      ...[1, 2, 3].map((lag) => ({ kind: 'lag', history: 1, lag })),
    ])
    expect(histories).toMatchObject([
      {
        variable: 0,
        parameter: 'W[paper]',
        fromYear: 2008,
        amounts: [9n * 10n ** 17n, 15_005n * 10n ** 14n, 2n * FIXED_ONE],
      },
      { variable: 1, parameter: 'W[food]', fromYear: 2010, amounts: [40n * FIXED_ONE] },
    ])
    expect(histories[0]?.series).not.toBe(histories[1]?.series)
  })

  it.each([
    ['a year is missing', '"2009": "1500.5", ', '', 'history.W[paper].years MISSING'],
    ['the earliest year is missing and not declared zero', '"2008": "900", ', '', 'history.W[paper].years MISSING'],
    ['there is none', /  "W\[food\]": \{unit.*\n/, '', 'history.W[food] MISSING'],
    ['it is of an input without lags', '  "W[food]": {unit: t', '  EC: {unit: MWh', 'history.EC NAME'],
    ['it has another quantity', '"W[food]": {unit: t', '"W[food]": {unit: MWh', 'history.W[food].unit UNIT_DIMENSION'],
    ['an amount is negative', '"2010": "40"', '"2010": "-40"', 'history.W[food].years.2010 SIGN'],
    [
      'zero is declared over an amount',
      'zero_before: {year: "2010"',
      'zero_before: {year: "2011"',
      'history.W[food].zero_before.year ORDER',
    ],
  ])('is refused when %s', (_what, found, replaced, fault) => {
    expect(faultsOf((text) => text.replace(found, replaced))).toContain(fault)
  })

  it('is refused when zero is declared without a reason', () => {
    const { methodology, pddYaml } = wasteProject(decaying, (text) =>
      withHistory(text).replace(', reason: collection of food began in 2010', ''),
    )
    expect(() => compilePdd(parsePdd(pddYaml), methodology)).toThrow('zero_before.reason')
  })

  it('names years by runs', () => {
    expect(yearsText([2007, 2009, 2010, 2011, 2014])).toBe('2007, 2009 to 2011, 2014')
  })
})

describe('a fixed parameter with values by year', () => {
  it('gives each vintage a program of its own with the same inputs and equations', () => {
    const { program, programs } = compiled()
    expect(programs.map(({ year }) => year)).toEqual([2011, 2012, 2013, 2014])
    expect(programs[0]?.program).toBe(program)
    expect(new Set(programs.map((one) => one.program.hash)).size).toBe(3)
    for (const one of programs) expect(one.program.variables).toEqual(program.variables)
  })

  it.each([
    ['years are missing', '"2012": "0.6", "2013": "0.7", ', '', 'fixed.EF.versions MISSING'],
    ['it has one value only', /versions: \{"2011"[^}]*\}/, 'value: "0.5"', 'fixed.EF.value VERSIONS'],
    ['a value is out of range', '"2013": "0.7"', '"2013": "700"', 'fixed.EF.versions.2013 PLAUSIBLE'],
  ])('is refused when %s', (_what, found, replaced, fault) => {
    expect(faultsOf((text) => text.replace(found, replaced))).toEqual([fault])
  })

  it('names every missing year', () => {
    const { methodology, pddYaml } = wasteProject(decaying, (text) =>
      withHistory(text).replace('"2012": "0.6", "2013": "0.7", "2014": "0.7"', '"2014": "0.7"'),
    )
    expect(() => compilePdd(parsePdd(pddYaml), methodology)).toThrow(
      'found 2011, 2014, expected values of 2012, 2013 also',
    )
  })

  it('is refused where the methodology has one value for the crediting period', () => {
    const { methodology, pddYaml } = wasteProject(undefined, (text) =>
      text.replace('{value: "0.5", evidence', '{versions: {"2011": "0.5"}, evidence'),
    )
    expect(pddFaults(pddYaml, methodology)).toContain('fixed.EF.versions VERSIONS')
  })
})
