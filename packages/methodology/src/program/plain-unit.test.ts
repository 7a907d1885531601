import { conversionFactor, divideUnits, multiplyUnits, parseUnit } from '@tcctv/units'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { plainUnit } from './plain-unit.ts'

it.each([
  ['km*(l/100*km)*(kg/l)', 'km2*kg/100'],
  ['MWh*(tCO2/MWh)', 'tCO2'],
  ['kWh/(MWh/tCO2)', 'kWh*tCO2/MWh'],
  ['Nm3/h*h*%', 'Nm3*%'],
  ['t/t', '1'],
  ['tCO2*tCO2/Nm3', 'tCO2*tCO2/Nm3'],
  ['1', '1'],
  ['1/m2', '1/m2'],
  ['m^-1*m3', 'm2'],
  ['200*km/(100*km)', '2'],
])('%s is %s', (text, plain) => {
  expect(plainUnit(text)).toBe(plain)
})

it('keeps what a unit is', () => {
  const unit = fc.constantFrom('kWh', 'tCO2/MWh', 'l/100*km', 'km', 'kg/l', 'm2', '%', '1', 'W/m2', 'kWh/100*mi')
  fc.assert(
    fc.property(unit, fc.array(fc.tuple(fc.boolean(), unit), { maxLength: 3 }), (first, more) => {
      const joined = more.reduce(
        (left, [isProduct, right]) => (isProduct ? multiplyUnits : divideUnits)(left, parseUnit(right)),
        parseUnit(first),
      )
      expect(conversionFactor(plainUnit(joined.text), joined)).toEqual({ numerator: 1n, denominator: 1n })
    }),
    { numRuns: 2000 },
  )
})
