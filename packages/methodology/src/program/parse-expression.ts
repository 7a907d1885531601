import jsep from 'jsep'
import { methodologyError } from '../errors.ts'
import { misplacedPart } from './misplaced.ts'
import type { Callee, Operator, Place, Reference, SourceExpression } from './expression.ts'

/** Where an expression stands decides what it may call. */
type Grammar = 'equation' | 'coefficient'
type Context = Place & { readonly grammar: Grammar }

const OPERATORS: readonly Operator[] = ['+', '-', '*', '/']
/** Fewest and most arguments. */
const CALLS: Readonly<Record<Callee, readonly [number, number]>> = {
  min: [2, 1000],
  max: [2, 1000],
  exp: [1, 1],
  ln: [1, 1],
  pow: [2, 2],
}
const EXPECTED = 'decimals, names, X[set], + - * /, parentheses, min, max, sum, conv, lookup'

/**
 * Reads an expression. Strings, unknown calls, conditionals, comparisons and floats with exponent are refused.
 *
 * @throws {TcctvError} E_SYNTAX, E_UNSUPPORTED for exp, ln and pow in an equation
 */
export function parseExpression(text: string, path: string, grammar: Grammar = 'equation'): SourceExpression {
  const place = { path, expression: text, grammar }
  const misplaced = misplacedPart(text)
  if (misplaced !== undefined) throw methodologyError('E_SYNTAX', { path, expression: text, ...misplaced })
  try {
    return convert(jsep(text), place)
  } catch (cause) {
    if (!(cause instanceof Error) || !('index' in cause)) throw cause
    throw methodologyError(
      'E_SYNTAX',
      { path, expression: text, column: Number(cause.index) + 1, found: cause.message, expected: EXPECTED },
      cause,
    )
  }
}

function convert(node: jsep.Expression, place: Context): SourceExpression {
  if (isNumber(node)) return { kind: 'number', text: numberText(node.raw, place) }
  if (isBinary(node)) return binary(node, place)
  if (isUnary(node) && node.operator === '-') return { kind: 'negate', of: convert(node.argument, place) }
  if (isCall(node)) return call(node, place)
  if (isName(node) || isMember(node)) return reference(node, place)
  throw refuse(node.type, place)
}

function numberText(raw: string, place: Context): string {
  if (!/^\d{1,40}(\.\d{1,40})?$/.test(raw)) throw refuse(raw, place)
  return raw
}

function binary(node: jsep.BinaryExpression, place: Context): SourceExpression {
  const operator = OPERATORS.find((known) => known === node.operator)
  if (operator === undefined) throw refuse(node.operator, place)
  return { kind: 'binary', operator, left: convert(node.left, place), right: convert(node.right, place) }
}

function call(node: jsep.CallExpression, place: Context): SourceExpression {
  const callee = isName(node.callee) ? node.callee.name : node.callee.type
  const [first, second, third, ...more] = node.arguments
  if (callee === 'sum' && first !== undefined && second !== undefined && third === undefined)
    return { kind: 'sum', set: nameOf(first, place), of: convert(second, place) }
  if (callee === 'conv' && first !== undefined && second !== undefined && third === undefined)
    return { kind: 'conv', history: reference(first, place), kernel: reference(second, place) }
  if (callee === 'lookup' && second !== undefined && third !== undefined && more.length === 0)
    return { kind: 'lookup', table: nameOf(first, place), mode: modeOf(third, place), at: convert(second, place) }
  return plainCall(callee, node, place)
}

function plainCall(name: string, node: jsep.CallExpression, place: Context): SourceExpression {
  const callee = Object.hasOwn(CALLS, name) ? (name as Callee) : undefined // a key of the table
  if (callee === undefined) throw refuse(name, place)
  const [fewest, most] = CALLS[callee]
  if (node.arguments.length < fewest || node.arguments.length > most) throw refuse(name, place)
  if (place.grammar === 'equation' && callee !== 'min' && callee !== 'max')
    throw methodologyError('E_UNSUPPORTED', {
      path: place.path,
      found: `${callee} in an equation (make a coefficient)`,
    })
  return { kind: 'call', callee, parts: node.arguments.map((part) => convert(part, place)) }
}

function reference(node: jsep.Expression, place: Context): Reference {
  if (isName(node)) return { kind: 'name', id: node.name }
  if (isMember(node) && node.computed && isName(node.object) && isName(node.property))
    return { kind: 'name', id: node.object.name, by: node.property.name }
  throw refuse(node.type, place)
}

function nameOf(node: jsep.Expression | undefined, place: Context): string {
  if (node === undefined || !isName(node)) throw refuse(node?.type ?? 'nothing', place)
  return node.name
}

function modeOf(node: jsep.Expression, place: Context): 'up' | 'down' {
  const mode = nameOf(node, place)
  if (mode !== 'up' && mode !== 'down') throw refuse(mode, place)
  return mode
}

function refuse(found: string, { path, expression }: Context): Error {
  const column = Math.max(expression.indexOf(found), 0) + 1
  return methodologyError('E_SYNTAX', { path, expression, column, found, expected: EXPECTED })
}

const isNumber = (node: jsep.Expression): node is jsep.Literal =>
  node.type === 'Literal' && typeof node['value'] === 'number'
const isName = (node: jsep.Expression): node is jsep.Identifier => node.type === 'Identifier'
const isBinary = (node: jsep.Expression): node is jsep.BinaryExpression => node.type === 'BinaryExpression'
const isUnary = (node: jsep.Expression): node is jsep.UnaryExpression => node.type === 'UnaryExpression'
const isCall = (node: jsep.Expression): node is jsep.CallExpression => node.type === 'CallExpression'
const isMember = (node: jsep.Expression): node is jsep.MemberExpression => node.type === 'MemberExpression'
