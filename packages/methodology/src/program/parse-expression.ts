import jsep from 'jsep'
import { methodologyError } from '../errors.ts'

/** An expression of a methodology: decimals, names, + - * /, min and max. Total by construction. */
export type Expression =
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'name'; readonly id: string }
  | {
      readonly kind: 'binary'
      readonly operator: '+' | '-' | '*' | '/'
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'negate'; readonly of: Expression }
  | { readonly kind: 'call'; readonly callee: 'min' | 'max'; readonly parts: readonly Expression[] }

/** Where an expression stands, for errors. */
export type Place = { readonly path: string; readonly expression: string }

const OPERATORS = ['+', '-', '*', '/'] as const
const NOT_YET = ['sum', 'conv', 'lookup']
const EXPECTED = 'decimals, names, + - * /, parentheses, min, max'

/**
 * Reads an expression. Strings, calls other than min and max, conditionals, comparisons and floats with exponent are
 * refused.
 *
 * @throws {TcctvError} E_SYNTAX, E_UNSUPPORTED
 */
export function parseExpression(text: string, path: string): Expression {
  const place = { path, expression: text }
  try {
    return convert(jsep(text), place)
  } catch (cause) {
    if (!(cause instanceof Error) || !('index' in cause)) throw cause
    throw methodologyError(
      'E_SYNTAX',
      { ...place, column: Number(cause.index) + 1, found: cause.message, expected: EXPECTED },
      cause,
    )
  }
}

function convert(node: jsep.Expression, place: Place): Expression {
  if (isNumber(node)) return { kind: 'number', text: numberText(node.raw, place) }
  if (isName(node)) return { kind: 'name', id: node.name }
  if (isBinary(node)) return binary(node, place)
  if (isUnary(node) && node.operator === '-') return { kind: 'negate', of: convert(node.argument, place) }
  if (isCall(node)) return call(node, place)
  if (node.type === 'MemberExpression')
    throw methodologyError('E_UNSUPPORTED', { ...place, found: 'an indexed parameter' })
  throw refuse(node.type, place)
}

function numberText(raw: string, place: Place): string {
  if (!/^\d+(\.\d+)?$/.test(raw)) throw refuse(raw, place)
  return raw
}

function binary(node: jsep.BinaryExpression, place: Place): Expression {
  const operator = OPERATORS.find((known) => known === node.operator)
  if (operator === undefined) throw refuse(node.operator, place)
  return { kind: 'binary', operator, left: convert(node.left, place), right: convert(node.right, place) }
}

function call(node: jsep.CallExpression, place: Place): Expression {
  const callee = isName(node.callee) ? node.callee.name : node.callee.type
  if (NOT_YET.includes(callee)) throw methodologyError('E_UNSUPPORTED', { ...place, found: callee })
  if ((callee !== 'min' && callee !== 'max') || node.arguments.length < 2) throw refuse(callee, place)
  return { kind: 'call', callee, parts: node.arguments.map((part) => convert(part, place)) }
}

function refuse(found: string, place: Place): Error {
  const column = Math.max(place.expression.indexOf(found), 0) + 1
  return methodologyError('E_SYNTAX', { ...place, column, found, expected: EXPECTED })
}

const isNumber = (node: jsep.Expression): node is jsep.Literal =>
  node.type === 'Literal' && typeof node['value'] === 'number'
const isName = (node: jsep.Expression): node is jsep.Identifier => node.type === 'Identifier'
const isBinary = (node: jsep.Expression): node is jsep.BinaryExpression => node.type === 'BinaryExpression'
const isUnary = (node: jsep.Expression): node is jsep.UnaryExpression => node.type === 'UnaryExpression'
const isCall = (node: jsep.Expression): node is jsep.CallExpression => node.type === 'CallExpression'
