import { describe, expect, it } from 'vitest'
import { parsePdd } from '../documents/pdd.ts'
import { compilePdd } from './compile-pdd.ts'
import { pddFaults } from './live-pdd.test-support.ts'
import { wasteProject } from './waste-pdd.test-support.ts'

const compiled = (changePdd?: (text: string) => string) => {
  const { methodology, pddYaml } = wasteProject(undefined, changePdd)
  return compilePdd(parsePdd(pddYaml), methodology)
}
const faultsOf = (changePdd: (text: string) => string): string[] => {
  const { methodology, pddYaml } = wasteProject(undefined, changePdd)
  return pddFaults(pddYaml, methodology)
}

describe('a member of an indexed parameter', () => {
  it('has lanes of its own, one for each meter, which feed the variable of this member', () => {
    const { lanes, variables, program, limits } = compiled()
    expect(program.variables.map(({ id }) => id)).toEqual(['W[paper]', 'W[food]', 'EC'])
    expect(lanes.map(({ parameter, meter, variable }) => [parameter, meter, variable])).toEqual([
      ['W[paper]', 'S1', 0],
      ['W[paper]', 'S2', 0],
      ['W[food]', 'S2', 1],
      ['EC', 'M1', 2],
    ])
    expect(lanes[0]?.multiplier).toBe(10n ** 15n) // a kilogram, of a tonne at 1e18
    expect(variables).toEqual([{ kind: 'lanes' }, { kind: 'lanes' }, { kind: 'lanes' }])
    expect(limits[0]?.subject).toEqual({ kind: 'parameter', variable: 0 })
  })

  it('may be a constant with its reason', () => {
    const constant = 'constants:\n  "W[food]": {value: "250", unit: kg, reason: none is taken, flag: true}\nsources:'
    const { variables } = compiled((text) => text.replace(/ {6}food: .*\n/, '').replace('sources:', constant))
    expect(variables[1]).toMatchObject({ kind: 'constant', amount: 25n * 10n ** 16n })
  })

  const column = 'sources.scales.columns.food'
  it.each([
    ['is not in the set', 'parameter: "W[food]"', 'parameter: "W[wood]"', `${column}.parameter NAME`],
    ['has no name', 'parameter: "W[food]"', 'parameter: W', `${column}.parameter NAME`],
    ['is of a parameter without members', 'parameter: "W[food]"', 'parameter: "EC[food]"', `${column}.parameter NAME`],
    [
      'is measured by a meter of another',
      'meter: S2, empty: gap, quantum: {value: "1", unit: kg, round: floor}}\n      power',
      'meter: S1, empty: gap, quantum: {value: "1", unit: kg, round: floor}}\n      power',
      `${column}.meter METER`,
    ],
  ])('is refused when it %s', (_what, found, replaced, fault) => {
    expect(faultsOf((text) => text.replace(found, replaced))).toContain(fault)
  })

  it('is asked for by name when it has no data', () => {
    expect(faultsOf((text) => text.replace(/ {6}food: .*\n/, ''))).toEqual(['sources PARAMETER_WITHOUT_DATA'])
  })
})
