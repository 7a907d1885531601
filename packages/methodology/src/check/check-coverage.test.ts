import { describe, expect, it } from 'vitest'
import { limitsOf, PLANT, plantPdd } from '../tolerance/bases.test-support.ts'
import { MONTHS } from '../tolerance/profile-rows.ts'
import { checkPdd } from './check-pdd.ts'

const range = (parameter: string, low: string, high: string, unit: string, applies = 'reading') =>
  `parameter: ${parameter}, applies: ${applies}, basis: {kind: range, low: "${low}", high: "${high}", unit: ${unit}}`
const EXP = range('EXP', '0', '375', 'kWh')
const IMP = range('IMP', '1', '20', 'kWh')
const GAS = range('GAS', '10', '900', 'Nm3')
const warningsOf = (...lines: string[]) =>
  limitsOf(lines).warnings?.map(({ code, message }) => `${code} ${message.split(' ')[0]}`)
const months = (amount: string) => `{${MONTHS.map((month) => `"${month}": "${amount}"`).join(', ')}}`

describe('what tolerances leave open', () => {
  it('is nothing when both directions are watched', () => {
    expect(warningsOf(EXP, IMP, GAS)).toEqual([])
  })

  it.each([
    ['parameters without any', [EXP], ['NO_TOLERANCE IMP', 'NO_TOLERANCE GAS']],
    ['an import that may stand still', [EXP, range('IMP', '0', '20', 'kWh'), GAS], ['NO_LOW_LIMIT IMP']],
    ['the same by day', [EXP, IMP, range('GAS', '0', '9000', 'Nm3', 'day')], ['NO_LOW_LIMIT GAS']],
    ['an export without an end', [range('EXP', '1', '99999999999', 'kWh'), IMP, GAS], ['NO_HIGH_LIMIT EXP']],
    ['limits of an equation only', [EXP, IMP, range('PE', '1', '9', 'tCO2e', 'day')], ['NO_TOLERANCE GAS']],
  ])('%s', (_what, lines, warnings) => {
    expect(warningsOf(...lines)).toEqual(warnings)
  })

  it('takes a second limit, or a ratio, for the open side', () => {
    const idle = range('IMP', '0', '20', 'kWh')
    expect(warningsOf(EXP, idle, range('IMP', '5', '900', 'kWh', 'day'), GAS)).toEqual([])
    const ratio = 'parameter: EXP, applies: day, basis: {kind: ratio, to: IMP, low: "0", high: "80", unit: "1"}'
    expect(warningsOf(EXP, idle, ratio, GAS)).toEqual([])
    const other = 'parameter: IMP, applies: day, basis: {kind: ratio, to: EXP, low: "0.01", high: "1", unit: "1"}'
    expect(warningsOf(EXP, other, GAS)).toEqual([])
    expect(warningsOf(EXP, other.replace('"0.01"', '"0"'), GAS)).toEqual(['NO_LOW_LIMIT IMP'])
  })

  it('names a table that judges the days it was made from, and its place', () => {
    const profile = (effective: string) =>
      `parameter: EXP, applies: day, ${effective}basis: {kind: profile, by: month, statistic: max, window: {start: "2023-12-22", end: "2024-01-05"}, unit: kWh, low: {constant: "0"}, high: ${months('1')}}`
    expect(warningsOf(EXP, IMP, GAS, profile(''))).toEqual(['IN_SAMPLE T3'])
    expect(warningsOf(EXP, IMP, GAS, profile('effective: "2024-01-05", '))).toEqual([])
    const yaml = plantPdd([profile(''), IMP, GAS])
    const checked = checkPdd(yaml, PLANT)
    const [warning] = 'warnings' in checked ? checked.warnings : []
    expect(warning?.path).toBe('tolerances.0.basis.window')
    expect(yaml.split('\n')[(warning?.line ?? 0) - 1]).toContain('id: T0')
  })

  it('asks what is in range of an expectation', () => {
    const expected = (within: string) =>
      `parameter: EXP, applies: day, basis: {kind: expected, by: month, source: x, ${within}unit: kWh, expected: ${months('9')}}, first: {of: expected, percent: "5"}, second: {of: expected, percent: "15"}`
    expect(warningsOf(EXP, IMP, GAS, expected(''))).toEqual(['POINT T3'])
    expect(warningsOf(EXP, IMP, GAS, expected('within: {of: expected, percent: "10"}, '))).toEqual([])
  })
})
