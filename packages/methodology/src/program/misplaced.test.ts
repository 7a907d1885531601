import { expect, it } from 'vitest'
import { misplacedPart } from './misplaced.ts'
import { parseExpression } from './parse-expression.ts'

it.each([
  ['EC x EF_el', 4, 'x, which has no operator before it,', '+ - * or /'],
  ['EC × EF_el', 4, '×', '*'],
  ['EC ÷ 2', 4, '÷', '/'],
  ['EC − 2', 4, '−', '-'],
  ['EC * 0,5', 7, 'the comma of 0,5', 'a decimal point, as in 0.5'],
  ['(0,5 * EC)', 3, 'the comma of 0,5', 'a decimal point'],
  ['EC, EF', 3, 'a comma outside of a call', 'commas only'],
  ['2 EC', 3, 'EC, which has', '+ - * or /'],
  ['(A + B)(C)', 8, '(, which has', '+ - * or /'],
  ['W[paper] EF', 10, 'EF, which has', '+ - * or /'],
  ['min(A B, 1)', 7, 'B, which has', '+ - * or /'],
  ['sum(waste W[waste])', 11, 'W, which has', '+ - * or /'],
  ['A; B', 2, ';', 'one expression'],
])('%s is refused at column %i', (text, column, found, expected) => {
  expect(() => parseExpression(text, 'equations.E')).toThrow(
    expect.objectContaining({
      code: 'E_SYNTAX',
      details: expect.objectContaining({
        column,
        found: expect.stringContaining(found),
        expected: expect.stringContaining(expected),
      }),
    }),
  )
})

it.each([
  'min(A, 1) * -(B - 0.5) / 2',
  'sum(waste, W[waste] * K[waste]) + conv(W, K)',
  'lookup(EFF, T + 0.5, down)',
  'max(max(A, (B + 1) * 2), -3)',
])('%s is taken', (text) => {
  expect(misplacedPart(text)).toBeUndefined()
  expect(() => parseExpression(text, 'equations.E')).not.toThrow()
})
