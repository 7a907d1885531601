import { expect, it } from 'vitest'
import { compileStages } from '../program/compile-stages.ts'
import { smallMethodology } from '../program/small-methodology.test-support.ts'
import { equationFacts } from './equation-facts.ts'

it('tells range and side, through minus signs, minima, products and quotients', () => {
  const ranges = [
    ['X', '-2', '3'],
    ['Y', '1', '4'],
  ].map(([id, low, high]) => `${id}: {unit: "1", kind: total, plausible: ["${low}", "${high}"]}`)
  const methodology = smallMethodology({
    monitored: ranges.join(', '),
    equations: `
      DOWN: {expr: "Y / 3", unit: "1", round: floor, quantum: "0.001"},
      UP: {expr: "Y / 3", unit: "1", round: ceil, quantum: "0.001"},
      NEGATED: {expr: "-DOWN", unit: "1"},
      TWICE: {expr: "-(-(-X))", unit: "1"},
      DIFFERENCE: {expr: "X - (Y - (X - Y))", unit: "1"},
      SIDES: {expr: "UP - DOWN", unit: "1"},
      BOTH: {expr: "UP + DOWN", unit: "1"},
      LEAST: {expr: "min(X, Y, 2)", unit: "1"},
      MOST: {expr: "max(-X, Y)", unit: "1"},
      PRODUCT: {expr: "X * Y", unit: "1", round: floor, quantum: "1"},
      QUOTIENT: {expr: "X / Y", unit: "1", round: floor, quantum: "1"},
      MINUS: {expr: "-2 * DOWN", unit: "1"}`,
  })
  expect(
    equationFacts(compileStages(methodology, {})).map(({ id, side, range }) => [id, side, range.low, range.high]),
  ).toEqual([
    ['DOWN', 'down', '0.333', '1.333'],
    ['UP', 'up', '0.334', '1.334'],
    ['NEGATED', 'up', '-1.333', '-0.333'],
    ['TWICE', 'exact', '-3', '2'],
    ['DIFFERENCE', 'exact', '-12', '4'],
    ['SIDES', 'up', '-0.999', '1.001'],
    ['BOTH', 'mixed', '0.667', '2.667'],
    ['LEAST', 'exact', '-2', '2'],
    ['MOST', 'exact', '1', '4'],
    ['PRODUCT', 'down', '-8', '12'],
    ['QUOTIENT', 'down', '-2', '3'],
    ['MINUS', 'up', '-2.666', '-0.666'],
  ])
})
