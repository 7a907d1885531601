import { describe, expect, it } from 'vitest'
import { conversionFactor, divideUnits, multiplyUnits, parseUnit } from './unit.ts'

describe('units', () => {
  it.each([
    ['kWh', 'MWh', 1n, 1000n],
    ['TJ/Gg', 'GJ/t', 1n, 1n],
    ['MWh', 'GJ', 18n, 5n],
    ['mi', 'km', 25_146n, 15_625n],
    ['lb', 'kg', 45_359_237n, 100_000_000n],
    ['gal', 'l', 473_176_473n, 125_000_000n],
    ['%', '1', 1n, 100n],
    ['gCO2e/kWh', 'tCO2e/MWh', 1n, 1000n],
    ['tCO2', 'tCO2e', 1n, 1n],
    ['kgCO2/kWh', 'tCO2e/MWh', 1n, 1n],
    ['kWh/100*mi', 'kWh*mi/100', 1n, 1n],
    ['kW*h', 'kWh', 1n, 1n],
    ['mbar', 'Pa', 100n, 1n],
    ['ha', 'm2', 10_000n, 1n],
    ['m^-1', '1/m', 1n, 1n],
  ])('converts %s to %s', (from, to, numerator, denominator) => {
    expect(conversionFactor(from, to)).toEqual({ numerator, denominator })
  })

  it.each([
    ['tCO2e', 'tCO2'],
    ['tCH4', 'tCO2e'],
    ['Nm3', 'm3'],
    ['yr', 'd'],
    ['kWh', 'kW'],
    ['t', 'tCO2'],
  ])('refuses %s where %s is asked', (from, to) => {
    expect(() => conversionFactor(from, to)).toThrow(expect.objectContaining({ code: 'UNIT_DIMENSION' }))
  })

  it.each(['kWhh', 'mWh', '', 'MWh//t', '0', 'm0', 'constructor'])('does not know %j', (text) => {
    expect(() => parseUnit(text)).toThrow(expect.objectContaining({ code: 'UNIT_UNKNOWN' }))
  })

  it('multiplies tags out', () => {
    const warming = multiplyUnits(parseUnit('tCH4'), parseUnit('tCO2e/tCH4'))
    expect(conversionFactor(warming, 'tCO2e')).toEqual({ numerator: 1n, denominator: 1n })
    expect(divideUnits(parseUnit('tCH4'), parseUnit('tCH4')).dimensions).toEqual({})
  })
})
