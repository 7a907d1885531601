import { conversionFactor, divideUnits, multiplyUnits, parseUnit, TcctvError, type Unit } from '@tcctv/units'
import { methodologyError } from '../errors.ts'
import type { Callee, Expression, Operator, Place } from './expression.ts'
import * as exact from './rational.ts'
import { multiply, rational, rationalOf, roundRational, subtract, ZERO, type Rational } from './rational.ts'
import { transcendental } from './transcendental.ts'

/** A number with its unit. Without an amount only the units are checked. A literal 0 has no unit: it fits every one. */
export type Quantity = { readonly amount: Rational | null; readonly unit: Unit | null }
export type CoefficientRounding = {
  readonly unit: string
  readonly round: 'floor' | 'ceil' | 'half-even'
  readonly places: number
}

const ONE = parseUnit('1')
/** With exp, ln or pow a number relatively this close to a multiple of the quantum is that multiple: ln(exp(2)) is 2. */
const CLOSE = 10n ** 60n

/**
 * Value of a coefficient's expression in its unit, rounded as declared; null if an amount is not known. Exact up to
 * exp, ln and pow, which have 100 digits.
 *
 * @throws {TcctvError} E_NAME, E_UNIT, E_COEFFICIENT
 */
export function coefficientValue(
  expression: Expression,
  names: ReadonlyMap<string, Quantity>,
  { unit, round, places }: CoefficientRounding,
  place: Place,
): Rational | null {
  const { amount } = converted(evaluate(expression, names, place), parseUnit(unit), place)
  if (amount === null) return null
  const quantum = rational(1n, 10n ** BigInt(places))
  if (!usesTranscendental(expression)) return roundRational(amount, quantum, round)
  const nearest = roundRational(amount, quantum, 'half-even')
  return isCloseTo(amount, nearest) ? nearest : roundRational(amount, quantum, round)
}

/** Whether two numbers other than zero differ by less than the error of 100 digits can be. Not in lowest terms, for speed. */
function isCloseTo(amount: Rational, other: Rational): boolean {
  if (amount.n === 0n || other.n === 0n) return false
  const difference = magnitude(amount.n * other.d - other.n * amount.d)
  return difference * CLOSE < magnitude(other.n) * amount.d
}

const magnitude = (count: bigint): bigint => (count < 0n ? -count : count)

function usesTranscendental(part: Expression): boolean {
  switch (part.kind) {
    case 'number':
    case 'name':
      return false
    case 'negate':
      return usesTranscendental(part.of)
    case 'binary':
      return usesTranscendental(part.left) || usesTranscendental(part.right)
    case 'call':
      return (
        part.callee === 'exp' || part.callee === 'ln' || part.callee === 'pow' || part.parts.some(usesTranscendental)
      )
    case 'lookup':
      return usesTranscendental(part.at)
  }
}

function evaluate(part: Expression, names: ReadonlyMap<string, Quantity>, place: Place): Quantity {
  const of = (inner: Expression): Quantity => evaluate(inner, names, place)
  switch (part.kind) {
    case 'number':
      return literal(rationalOf(part.text))
    case 'name': {
      const known = names.get(part.id)
      if (known !== undefined) return known
      throw methodologyError('E_NAME', { ...place, column: columnOf(part.id, place), found: part.id })
    }
    case 'negate': {
      const { amount, unit } = of(part.of)
      return { amount: amount === null ? null : subtract(ZERO, amount), unit }
    }
    case 'binary':
      return binary(part.operator, of(part.left), of(part.right), place)
    case 'call':
      return called(part.callee, part.parts.map(of), place)
    case 'lookup':
      throw methodologyError('E_UNSUPPORTED', { path: place.path, found: 'lookup in a coefficient' })
  }
}

const literal = (amount: Rational): Quantity => ({ amount, unit: amount.n === 0n ? null : ONE })

function binary(operator: Operator, left: Quantity, right: Quantity, place: Place): Quantity {
  if (operator === '+') return alike(exact.add, left, right, place)
  if (operator === '-') return alike(exact.subtract, left, right, place)
  const [first, second] = [left.unit ?? ONE, right.unit ?? ONE]
  if (operator === '*') return { amount: both(multiply, left.amount, right.amount), unit: multiplyUnits(first, second) }
  if (right.amount !== null && right.amount.n === 0n) throw valueless('a division by zero', place)
  return { amount: both(exact.quotient, left.amount, right.amount), unit: divideUnits(first, second) }
}

function called(callee: Callee, parts: readonly Quantity[], place: Place): Quantity {
  if (callee === 'min') return parts.reduce((left, right) => alike(exact.least, left, right, place))
  if (callee === 'max') return parts.reduce((left, right) => alike(exact.greatest, left, right, place))
  const amounts = parts.flatMap((part) => converted(part, ONE, place).amount ?? [])
  if (amounts.length < parts.length) return { amount: null, unit: ONE }
  const amount = transcendental(callee, amounts)
  if (amount === undefined) throw valueless(callee, place)
  return { amount, unit: ONE }
}

function alike(f: (a: Rational, b: Rational) => Rational, left: Quantity, right: Quantity, place: Place): Quantity {
  const unit = left.unit ?? right.unit
  const [one, other] = unit === null ? [left, right] : [converted(left, unit, place), converted(right, unit, place)]
  return { amount: both(f, one.amount, other.amount), unit }
}

function converted({ amount, unit: from }: Quantity, unit: Unit, place: Place): Quantity {
  if (from === null) return { amount, unit }
  try {
    const { numerator, denominator } = conversionFactor(from, unit)
    return { amount: amount === null ? null : multiply(amount, rational(numerator, denominator)), unit }
  } catch (cause) {
    if (!(cause instanceof TcctvError)) throw cause
    throw methodologyError('E_UNIT', { ...place, found: from.text, expected: unit.text }, cause)
  }
}

function both(f: (a: Rational, b: Rational) => Rational, a: Rational | null, b: Rational | null): Rational | null {
  return a === null || b === null ? null : f(a, b)
}

function valueless(found: string, place: Place): Error {
  return methodologyError('E_COEFFICIENT', { ...place, found })
}

function columnOf(id: string, { expression }: Place): number {
  return expression.indexOf(id.split('[')[0] ?? id) + 1
}
