import { conversionFactor, divideUnits, multiplyUnits, parseUnit, TcctvError, type Unit } from '@tcctv/units'
import { methodologyError } from '../errors.ts'
import type { Expression, LookupMode, Place } from './expression.ts'
import { plainUnit } from './plain-unit.ts'
import * as exact from './rational.ts'
import { rational, rationalOf, ZERO, type Rational } from './rational.ts'

/** Range of a quantity as far as it is known; null means unbounded. */
export type Range = { readonly low: Rational | null; readonly high: Rational | null }

/** Where a rounded number lies by the exact one. */
export type Side = 'down' | 'up' | 'exact' | 'mixed'

/** What a name stands for. */
export type Meaning =
  | { readonly kind: 'constant'; readonly unit: Unit; readonly amount: Rational }
  | ({
      readonly kind: 'variable' | 'register'
      readonly unit: Unit
      readonly index: number
      /** Of a variable: that of the interval equation that gives it. */
      readonly side: Side
    } & Range)
  | ({
      readonly kind: 'table'
      readonly unit: Unit
      readonly argument: Unit
      readonly index: number
      readonly trend: Trend
    } & Range)

/** How the values of a table go with ascending keys: what a rounded argument does to the result. */
export type Trend = 'constant' | 'rising' | 'falling' | 'mixed'

type Facts = Range & { readonly unit: Unit | null /* a literal 0 fits every unit */; readonly text: string }

/** An expression with unit and range of every part; constants are folded. */
export type Typed = Facts &
  (
    | { readonly kind: 'constant'; readonly amount: Rational }
    | { readonly kind: 'variable' | 'register'; readonly meaning: Extract<Meaning, { kind: 'variable' | 'register' }> }
    | {
        readonly kind: 'add' | 'subtract' | 'multiply' | 'divide' | 'min' | 'max'
        readonly left: Typed
        readonly right: Typed
      }
    | { readonly kind: 'negate'; readonly of: Typed }
    | {
        readonly kind: 'lookup'
        readonly table: number
        readonly mode: LookupMode
        readonly trend: Trend
        readonly at: Typed
      }
  )

const ONE = parseUnit('1')

/**
 * Resolves names, checks units and bounds every part of an expression.
 *
 * @throws {TcctvError} E_NAME, E_UNIT, E_DIVISOR
 */
export function analyse(expression: Expression, names: ReadonlyMap<string, Meaning>, place: Place): Typed {
  const visit = (part: Expression): Typed => {
    switch (part.kind) {
      case 'number':
        return constant(rationalOf(part.text), rationalOf(part.text).n === 0n ? null : ONE, part.text)
      case 'name':
        return named(part.id, names, place)
      case 'negate': {
        const of = visit(part.of)
        return of.kind === 'constant'
          ? constant(exact.subtract(ZERO, of.amount), of.unit, `-${of.text}`)
          : { kind: 'negate', of, unit: of.unit, text: `-${of.text}`, ...negated(of) }
      }
      case 'call': {
        const { callee } = part
        if (callee === 'min' || callee === 'max')
          return part.parts.map(visit).reduce((left, right) => alike(callee, left, right, place))
        throw methodologyError('E_UNSUPPORTED', { path: place.path, found: `${callee} in an equation` })
      }
      case 'lookup':
        return lookedUp(part, visit(part.at), names, place)
      case 'binary':
        return binary(part.operator, visit(part.left), visit(part.right), place)
    }
  }
  return visit(expression)
}

/** The expression in the unit asked, multiplied by the exact factor where the scales differ. @throws {TcctvError} E_UNIT */
export function inUnit(typed: Typed, unit: Unit, place: Place): Typed {
  if (typed.unit === null) return { ...typed, unit }
  const factor = factorBetween(typed, unit, place)
  if (factor.n === 1n && factor.d === 1n) return { ...typed, unit }
  return { ...multiplied(typed, constant(factor, ONE, `${factor.n}/${factor.d}`)), unit }
}

function named(id: string, names: ReadonlyMap<string, Meaning>, place: Place): Typed {
  const meaning = names.get(id)
  if (meaning === undefined || meaning.kind === 'table') throw unknownName(id, place)
  if (meaning.kind === 'constant') return constant(meaning.amount, meaning.unit, id)
  return { kind: meaning.kind, meaning, unit: meaning.unit, low: meaning.low, high: meaning.high, text: id }
}

function lookedUp(
  { table: id, mode }: Extract<Expression, { kind: 'lookup' }>,
  at: Typed,
  names: ReadonlyMap<string, Meaning>,
  place: Place,
): Typed {
  const meaning = names.get(id)
  if (meaning?.kind !== 'table') throw unknownName(id, place)
  const { unit, argument, index, trend, low, high } = meaning
  const text = `lookup(${id}, ${at.text}, ${mode})`
  return { kind: 'lookup', table: index, mode, trend, at: inUnit(at, argument, place), unit, low, high, text }
}

function unknownName(id: string, place: Place): Error {
  return methodologyError('E_NAME', {
    ...place,
    column: place.expression.indexOf(id.replace(/\W.*/, '')) + 1,
    found: id,
  })
}

function binary(operator: '+' | '-' | '*' | '/', left: Typed, right: Typed, place: Place): Typed {
  if (operator === '+') return alike('add', left, right, place)
  if (operator === '-') return alike('subtract', left, right, place)
  if (operator === '*') return multiplied(left, right)
  if (right.low === null || right.low.n <= 0n)
    throw methodologyError('E_DIVISOR', { ...place, found: inItsUnit(right) })
  return quotient(left, right)
}

const inItsUnit = ({ text, unit }: Typed): string => (unit === null ? text : `${text} in ${plainUnit(unit.text)}`)

/** left / right; right must be above zero. */
export function quotient(left: Typed, right: Typed): Typed {
  const unit = divideUnits(left.unit ?? ONE, right.unit ?? ONE)
  const text = `(${left.text} / ${right.text})`
  if (left.kind === 'constant' && right.kind === 'constant')
    return constant(exact.quotient(left.amount, right.amount), unit, text)
  return { kind: 'divide', left, right, unit, text, ...divided(left, right) }
}

function alike(kind: 'add' | 'subtract' | 'min' | 'max', first: Typed, second: Typed, place: Place): Typed {
  const { left, right, unit } = inOneUnit(first, second, place)
  const text =
    kind === 'add' || kind === 'subtract'
      ? `(${left.text} ${kind === 'add' ? '+' : '-'} ${right.text})`
      : `${kind}(${left.text}, ${right.text})`
  if (left.kind === 'constant' && right.kind === 'constant')
    return constant(combine(kind)(left.amount, right.amount), unit, text)
  return { kind, left, right, unit, text, ...alikeRange(kind, left, right) }
}

/** The unit of the left one; that of the right one where only the way there is a decimal, or is possible (tCO2 + tCO2e). */
function inOneUnit(left: Typed, right: Typed, place: Place): { left: Typed; right: Typed; unit: Unit | null } {
  if (left.unit === null || right.unit === null) return { left, right, unit: left.unit ?? right.unit }
  const [toLeft, toRight] = [knownFactor(right.unit, left.unit), knownFactor(left.unit, right.unit)]
  const isExact = (factor: Rational | undefined): boolean => factor !== undefined && exact.isFixed(factor)
  if (!isExact(toLeft) && (isExact(toRight) || (toLeft === undefined && toRight !== undefined)))
    return { left: inUnit(left, right.unit, place), right, unit: right.unit }
  return { left, right: inUnit(right, left.unit, place), unit: left.unit }
}

function knownFactor(from: Unit, to: Unit): Rational | undefined {
  try {
    const { numerator, denominator } = conversionFactor(from, to)
    return rational(numerator, denominator)
  } catch (cause) {
    if (cause instanceof TcctvError) return undefined
    throw cause
  }
}

/** left · right */
export function multiplied(left: Typed, right: Typed): Typed {
  const unit = multiplyUnits(left.unit ?? ONE, right.unit ?? ONE)
  const text = `${left.text} * ${right.text}`
  if (left.kind === 'constant' && right.kind === 'constant')
    return constant(exact.multiply(left.amount, right.amount), unit, text)
  return { kind: 'multiply', left, right, unit, text, ...productRange(left, right) }
}

function constant(amount: Rational, unit: Unit | null, text: string): Typed {
  return { kind: 'constant', amount, unit, low: amount, high: amount, text }
}

function factorBetween(from: Typed, to: Unit, place: Place): Rational {
  const unit = from.unit ?? to
  try {
    const { numerator, denominator } = conversionFactor(unit, to)
    return rational(numerator, denominator)
  } catch (cause) {
    if (!(cause instanceof TcctvError)) throw cause
    const found = `${from.text} in ${plainAndRaw(unit)}`
    throw methodologyError('E_UNIT', { ...place, found, expected: plainAndRaw(to) }, cause)
  }
}

/** @example plainAndRaw(multiplyUnits(parseUnit('MWh'), parseUnit('tCO2/MWh'))) // 'tCO2 (MWh*(tCO2/MWh))' */
function plainAndRaw({ text }: Unit): string {
  const plain = plainUnit(text)
  return plain === text ? text : `${plain} (${text})`
}

function combine(kind: 'add' | 'subtract' | 'min' | 'max'): (a: Rational, b: Rational) => Rational {
  switch (kind) {
    case 'add':
      return exact.add
    case 'subtract':
      return exact.subtract
    case 'min':
      return exact.least
    case 'max':
      return exact.greatest
  }
}

const both = (f: (a: Rational, b: Rational) => Rational, a: Rational | null, b: Rational | null): Rational | null =>
  a === null || b === null ? null : f(a, b)
/** The bound that one side alone guarantees: max is at least either low, min at most either high. */
const either = (f: (a: Rational, b: Rational) => Rational, a: Rational | null, b: Rational | null): Rational | null =>
  a === null ? b : b === null ? a : f(a, b)

function alikeRange(kind: 'add' | 'subtract' | 'min' | 'max', a: Range, b: Range): Range {
  switch (kind) {
    case 'add':
      return { low: both(exact.add, a.low, b.low), high: both(exact.add, a.high, b.high) }
    case 'subtract':
      return { low: both(exact.subtract, a.low, b.high), high: both(exact.subtract, a.high, b.low) }
    case 'min':
      return { low: both(exact.least, a.low, b.low), high: either(exact.least, a.high, b.high) }
    case 'max':
      return { low: either(exact.greatest, a.low, b.low), high: both(exact.greatest, a.high, b.high) }
  }
}

function negated({ low, high }: Range): Range {
  const minus = (amount: Rational | null): Rational | null => (amount === null ? null : exact.subtract(ZERO, amount))
  return { low: minus(high), high: minus(low) }
}

function productRange(a: Range, b: Range): Range {
  const corners = [
    both(exact.multiply, a.low, b.low),
    both(exact.multiply, a.low, b.high),
    both(exact.multiply, a.high, b.low),
    both(exact.multiply, a.high, b.high),
  ]
  if (corners.every((corner) => corner !== null))
    return { low: corners.reduce(exact.least), high: corners.reduce(exact.greatest) }
  if (isAtLeastZero(a) && isAtLeastZero(b)) return { low: both(exact.multiply, a.low, b.low), high: null }
  if ((isAtLeastZero(a) && isAtMostZero(b)) || (isAtMostZero(a) && isAtLeastZero(b))) return { low: null, high: ZERO }
  return { low: null, high: null }
}

function divided(a: Range, b: Range): Range {
  const inverse: Range = {
    low: b.high === null ? ZERO : exact.quotient(rational(1n), b.high),
    high: b.low === null ? null : exact.quotient(rational(1n), b.low),
  }
  return productRange(a, inverse)
}

export const isAtLeastZero = ({ low }: Range): boolean => low !== null && low.n >= 0n
export const isAtMostZero = ({ high }: Range): boolean => high !== null && high.n <= 0n
