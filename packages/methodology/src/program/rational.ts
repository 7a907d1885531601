import { divide, FIXED_ONE, type Direction, type Fixed, type RoundingMode } from '@tcctv/units'

/** An exact number n/d in lowest terms, d above zero. Never rounded: 44/12 stays 11/3. */
export type Rational = { readonly n: bigint; readonly d: bigint }

export const ZERO: Rational = { n: 0n, d: 1n }

/** n/d in lowest terms; d must not be zero. */
export function rational(n: bigint, d = 1n): Rational {
  if (d === 1n) return { n, d }
  let [a, b] = [n < 0n ? -n : n, d < 0n ? -d : d]
  while (b !== 0n) [a, b] = [b, a % b]
  const common = (d < 0n ? -1n : 1n) * (a === 0n ? 1n : a)
  return { n: n / common, d: d / common }
}

/** Decimal text of any number of places, exactly. The text must have been checked by the document schema. */
export function rationalOf(decimal: string): Rational {
  const [whole = '0', fraction = ''] = decimal.replace(/^[-+]/, '').split('.')
  const magnitude = BigInt(whole + fraction)
  return rational(decimal.startsWith('-') ? -magnitude : magnitude, 10n ** BigInt(fraction.length))
}

export const add = (a: Rational, b: Rational): Rational => rational(a.n * b.d + b.n * a.d, a.d * b.d)
export const subtract = (a: Rational, b: Rational): Rational => rational(a.n * b.d - b.n * a.d, a.d * b.d)
export const multiply = (a: Rational, b: Rational): Rational => rational(a.n * b.n, a.d * b.d)
export const quotient = (a: Rational, b: Rational): Rational => rational(a.n * b.d, a.d * b.n)
export const compare = (a: Rational, b: Rational): number =>
  Number(a.n * b.d > b.n * a.d) - Number(a.n * b.d < b.n * a.d)
export const least = (a: Rational, b: Rational): Rational => (compare(a, b) <= 0 ? a : b)
export const greatest = (a: Rational, b: Rational): Rational => (compare(a, b) >= 0 ? a : b)

/** A fixed-point number as exact number. */
export const fromFixed = (amount: Fixed): Rational => rational(amount, FIXED_ONE)

/** The exact number at 1e-18, rounded to the stated side. */
export function toFixed(exact: Rational, direction: Direction): Fixed {
  return divide(exact.n * FIXED_ONE, exact.d, direction) as Fixed
}

/** Whether the exact number has at most 18 decimal places. */
export const isFixed = (exact: Rational): boolean => (exact.n * FIXED_ONE) % exact.d === 0n

/** Numerator and denominator up to here are multiplied and divided one after the other. */
const MOST_FRACTION = 10n ** 24n

/** A number like 44/12, which no decimal of 18 places is: exact only as a multiplication and a division. */
export const isFraction = (exact: Rational): boolean =>
  !isFixed(exact) && exact.d <= MOST_FRACTION && exact.n <= MOST_FRACTION && exact.n >= -MOST_FRACTION

/** The exact number as a multiple of the quantum by the mode; ties are judged on the exact number. */
export function roundRational(exact: Rational, quantum: Rational, mode: RoundingMode): Rational {
  const steps = quotient(exact, quantum)
  const floor = divide(steps.n, steps.d, 'floor')
  const rest = subtract(steps, rational(floor))
  if (rest.n === 0n) return exact
  return multiply(rational(roundsUp(steps, floor, rest, mode) ? floor + 1n : floor), quantum)
}

function roundsUp(steps: Rational, floor: bigint, rest: Rational, mode: RoundingMode): boolean {
  const half = compare(rest, rational(1n, 2n))
  switch (mode) {
    case 'floor':
      return false
    case 'ceil':
      return true
    case 'trunc':
      return steps.n < 0n
    case 'half-up':
      return half === 0 ? steps.n > 0n : half > 0
    case 'half-even':
      return half === 0 ? floor % 2n !== 0n : half > 0
  }
}
