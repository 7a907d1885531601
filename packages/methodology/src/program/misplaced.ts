/** A part of an expression that cannot stand where it stands. `column` counts from 1. */
export type Misplaced = { readonly column: number; readonly found: string; readonly expected: string }

const TOKENS = /\.?\d[\w.]*|[×·⋅∙÷−–]|[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*|\S/gu
const OPERATORS = '+ - * or /; a product is written with *'
/** Signs of print, and what stands for them in an expression. */
const PRINTED: Readonly<Record<string, string>> = {
  '×': '*',
  '·': '*',
  '⋅': '*',
  '∙': '*',
  '÷': '/',
  '−': '- of the keyboard',
  '–': '- of the keyboard',
}

/**
 * The first part of an expression without an operator before it, sign of print (×, ÷, −) or comma outside of a call:
 * what the parser reads as a second expression, without a place. Undefined where there is none; the rest of the
 * grammar is not checked.
 *
 * @example misplacedPart('EC x EF') // { column: 4, found: 'x, which has no operator before it,', … }
 */
export function misplacedPart(expression: string): Misplaced | undefined {
  const open: ('call' | 'other')[] = []
  let before = ''
  for (const { 0: token, index } of expression.matchAll(TOKENS)) {
    const wrong = wrongToken(token, before, open.at(-1) === 'call', expression, index)
    if (wrong !== undefined) return { column: index + 1, ...wrong }
    if (token === '(' || token === '[') open.push(token === '(' && isName(before) ? 'call' : 'other')
    if (token === ')' || token === ']') open.pop()
    before = token
  }
  return undefined
}

function wrongToken(token: string, before: string, isInCall: boolean, expression: string, index: number) {
  const printed = Object.hasOwn(PRINTED, token) ? PRINTED[token] : undefined
  if (printed !== undefined) return { found: token, expected: printed }
  if (token === ';') return { found: token, expected: 'one expression; arguments are separated by commas' }
  if (token === ',' && !isInCall) return wrongComma(expression, index)
  const isOperand = isName(token) || isNumber(token) || (token === '(' && !isName(before))
  if (!isOperand || !(isName(before) || isNumber(before) || before === ')' || before === ']')) return undefined
  return { found: `${token}, which has no operator before it,`, expected: OPERATORS }
}

function wrongComma(expression: string, index: number) {
  const decimal = /\d+$/.exec(expression.slice(0, index))?.[0]
  const places = /^\d+/.exec(expression.slice(index + 1))?.[0]
  if (decimal === undefined || places === undefined)
    return { found: 'a comma outside of a call', expected: 'commas only between the arguments of a call' }
  return { found: `the comma of ${decimal},${places}`, expected: `a decimal point, as in ${decimal}.${places}` }
}

const isName = (token: string): boolean => /^[A-Za-z_$\u0080-\uffff]/.test(token)
const isNumber = (token: string): boolean => /^\.?\d/.test(token)
