import { expect, it } from 'vitest'
import { percentOf } from './percent-of.ts'

it.each([
  ['0.005', '0.5'],
  ['0.008', '0.8'],
  ['0', '0'],
  ['1', '100'],
  ['0.12', '12'],
  ['0.00125', '0.125'],
])('shows %s as %s percent', (relative, percent) => {
  expect(percentOf(relative)).toBe(percent)
})
