import { Decimal } from 'decimal.js'
import type { Transcendental } from './expression.ts'
import { multiply, quotient, rational, rationalOf, type Rational } from './rational.ts'

/** 100 significant digits; decimal.js rounds its exp, ln and pow correctly at that precision. */
const Digits = Decimal.clone({ precision: 100, rounding: Decimal.ROUND_HALF_EVEN, toExpNeg: -9e15, toExpPos: 9e15 })
const ONE = rational(1n)
/** Beyond these a result has thousands of digits and no meaning in a methodology. */
const MOST_EXPONENT = 1000n

/**
 * exp, ln or pow of exact numbers, to 100 digits; a power with a whole exponent is exact. Undefined where the function
 * has no value, or the argument of exp or the exponent is beyond ±1000.
 *
 * @example transcendental('pow', [{ n: 3n, d: 2n }, { n: 2n, d: 1n }]) // 9/4
 */
export function transcendental(name: Transcendental, [first, second = ONE]: readonly Rational[]): Rational | undefined {
  if (first === undefined) return undefined
  switch (name) {
    case 'exp':
      return isLarge(first) ? undefined : rationalFrom(decimalOf(first).exp())
    case 'ln':
      return first.n <= 0n ? undefined : rationalFrom(decimalOf(first).ln())
    case 'pow':
      return power(first, second)
  }
}

function power(base: Rational, exponent: Rational): Rational | undefined {
  if (isLarge(exponent) || (base.n === 0n && exponent.n < 0n)) return undefined
  if (exponent.d !== 1n) return base.n < 0n ? undefined : rationalFrom(decimalOf(base).pow(decimalOf(exponent)))
  const raised = Array.from({ length: Number(exponent.n < 0n ? -exponent.n : exponent.n) }).reduce<Rational>(
    (product) => multiply(product, base),
    ONE,
  )
  return exponent.n < 0n ? quotient(ONE, raised) : raised
}

const isLarge = ({ n, d }: Rational): boolean => n > MOST_EXPONENT * d || n < -MOST_EXPONENT * d

function decimalOf({ n, d }: Rational): Decimal {
  return new Digits(n.toString()).div(new Digits(d.toString()))
}

function rationalFrom(decimal: Decimal): Rational | undefined {
  return decimal.isFinite() ? rationalOf(decimal.toFixed()) : undefined
}
