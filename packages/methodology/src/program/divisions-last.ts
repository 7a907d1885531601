import { multiplied, quotient, type Typed } from './analyse.ts'
import * as exact from './rational.ts'
import { isFixed, isFraction, rational, type Rational } from './rational.ts'

/** A product of factors, a constant, and divisors in the order in which they were written. */
type Chain = {
  readonly constant: Rational
  readonly factors: readonly Typed[]
  readonly divisors: readonly Typed[]
  /** Whether anything was divided by, a constant or a part. */
  readonly isDivided: boolean
}

const ONE = rational(1n)

/**
 * The same expression with the divisions of each product behind its multiplications and its constants in one: what is
 * rounded at 1e-18 by a division would be multiplied otherwise. `A / 3 * B` becomes `A * B / 3`; `A / (B / C)` becomes
 * `A * C / B`. Products without divisions stay as they are. Unit, range and text of each part are kept.
 *
 * @example divisionsLast(typed('A / 3 * 3')) // A
 */
export function divisionsLast(typed: Typed): Typed {
  switch (typed.kind) {
    case 'constant':
    case 'variable':
    case 'register':
      return typed
    case 'negate':
      return { ...typed, of: divisionsLast(typed.of) }
    case 'lookup':
      return { ...typed, at: divisionsLast(typed.at) }
    case 'multiply':
    case 'divide': {
      const chain = chainOf(typed)
      if (!isKept(chain)) return { ...writtenOut(chain), ...factsOf(typed) }
      return { ...typed, left: divisionsLast(typed.left), right: divisionsLast(typed.right) }
    }
    default:
      return { ...typed, left: divisionsLast(typed.left), right: divisionsLast(typed.right) }
  }
}

/** Nothing is won without a division, or where the constant has more digits than can be multiplied and divided. */
function isKept({ constant, isDivided }: Chain): boolean {
  return isFixed(constant) ? !isDivided : !isFraction(constant)
}

const factsOf = ({ text, unit, low, high }: Typed): Pick<Typed, 'text' | 'unit' | 'low' | 'high'> => ({
  text,
  unit,
  low,
  high,
})

function chainOf(part: Typed): Chain {
  switch (part.kind) {
    case 'constant':
      return { constant: part.amount, factors: [], divisors: [], isDivided: false }
    case 'multiply':
      return joined(chainOf(part.left), chainOf(part.right))
    case 'divide':
      return joined(chainOf(part.left), inverseOf(part.right))
    default:
      return { constant: ONE, factors: [divisionsLast(part)], divisors: [], isDivided: false }
  }
}

function inverseOf(part: Typed): Chain {
  switch (part.kind) {
    case 'constant':
      return { constant: exact.quotient(ONE, part.amount), factors: [], divisors: [], isDivided: true }
    case 'divide':
      return joined(inverseOf(part.left), chainOf(part.right))
    default:
      return { constant: ONE, factors: [], divisors: [divisionsLast(part)], isDivided: true }
  }
}

function joined(left: Chain, right: Chain): Chain {
  return {
    constant: exact.multiply(left.constant, right.constant),
    factors: [...left.factors, ...right.factors],
    divisors: [...left.divisors, ...right.divisors],
    isDivided: left.isDivided || right.isDivided,
  }
}

function writtenOut({ constant, factors, divisors }: Chain): Typed {
  const [first, ...others] = factors
  if (first === undefined) return divisors.reduce(quotient, constantOf(constant))
  const product = others.reduce(multiplied, first)
  const fixed = isFixed(constant)
  const count = fixed ? constant : rational(constant.n)
  const numerator = count.n === 1n && count.d === 1n ? product : multiplied(product, constantOf(count))
  const whole = divisors.reduce(quotient, numerator)
  return fixed ? whole : quotient(whole, constantOf(rational(constant.d)))
}

function constantOf(amount: Rational): Typed {
  const text = amount.d === 1n ? String(amount.n) : `${amount.n}/${amount.d}`
  return { kind: 'constant', amount, unit: null, low: amount, high: amount, text }
}
