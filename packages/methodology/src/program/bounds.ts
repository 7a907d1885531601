import { divide, FIXED_ONE, roundToQuantum, type Direction, type RoundingMode } from '@tcctv/units'
import { methodologyError } from '../errors.ts'
import type { Place } from './expression.ts'
import type { Plan, Sense } from './plan.ts'
import { toFixed } from './rational.ts'

/** What an amount lies between, both ends included; integers of 1e-18. */
export type Interval = { readonly low: bigint; readonly high: bigint }

/** Intervals of what a plan reads, by index. */
export type Intervals = {
  readonly variables: readonly Interval[]
  readonly registers: readonly Interval[]
  readonly tables: readonly Interval[]
}

const LIMIT = 2n ** 255n
const ONLY_ONE: Interval = { low: FIXED_ONE, high: FIXED_ONE }

/**
 * What the machine can compute for a plan while every input lies in its interval, with every rounding. Each part, and each
 * product before it is divided, stays below 2^255.
 *
 * @throws {TcctvError} E_OVERFLOW; E_DIVISOR for a divisor that is above zero but may be rounded to it
 */
export function boundsOf(plan: Plan, known: Intervals, place: Place): Interval {
  const of = (part: Plan): Interval => boundsOf(part, known, place)
  const fits = (interval: Interval): Interval => fitting(interval, plan.text, place)
  switch (plan.kind) {
    case 'constant': {
      const amount = toFixed(plan.amount, directionOf(plan.sense))
      return fits({ low: amount, high: amount })
    }
    case 'variable':
      return fits(found(known.variables, plan.index))
    case 'register':
      return found(known.registers, plan.index)
    case 'lookup':
      of(plan.at)
      return fits(found(known.tables, plan.table))
    case 'negate': {
      const { low, high } = of(plan.of)
      return fits({ low: -high, high: -low })
    }
    case 'multiply':
      return fits(scaled(of(plan.left), of(plan.right), ONLY_ONE, plan, place))
    case 'divide':
      return fits(scaled(of(plan.left), ONLY_ONE, divisor(plan.right, of(plan.right), place), plan, place))
    case 'multiply-divide':
      return fits(scaled(of(plan.left), of(plan.right), divisor(plan.by, of(plan.by), place), plan, place))
    default:
      return fits(alike(plan.kind, of(plan.left), of(plan.right)))
  }
}

/** The interval after the rounding of an equation. @throws {TcctvError} E_OVERFLOW */
export function roundedInterval({ low, high }: Interval, quantum: bigint, mode: RoundingMode, place: Place): Interval {
  // The quantum above the limit of what fits would overflow in roundToQuantum itself.
  const [least, most] = [low - quantum, high + quantum]
  fitting({ low: least, high: most }, place.expression, place)
  return { low: roundToQuantum(low, quantum, mode), high: roundToQuantum(high, quantum, mode) }
}

function alike(kind: 'add' | 'subtract' | 'min' | 'max', a: Interval, b: Interval): Interval {
  switch (kind) {
    case 'add':
      return { low: a.low + b.low, high: a.high + b.high }
    case 'subtract':
      return { low: a.low - b.high, high: a.high - b.low }
    case 'min':
      return { low: least([a.low, b.low]), high: least([a.high, b.high]) }
    case 'max':
      return { low: most([a.low, b.low]), high: most([a.high, b.high]) }
  }
}

/** a·b/c: the quotient is least or most where two ends meet. */
function scaled(a: Interval, b: Interval, c: Interval, plan: Plan & { readonly sense: Sense }, place: Place): Interval {
  const products = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]
  fitting({ low: least(products), high: most(products) }, plan.text, place, FIXED_ONE)
  const direction = directionOf(plan.sense)
  const quotients = products.flatMap((product) => [c.low, c.high].map((by) => divide(product, by, direction)))
  return { low: least(quotients), high: most(quotients) }
}

function divisor({ text }: Plan, interval: Interval, place: Place): Interval {
  if (interval.low > 0n) return interval
  throw methodologyError('E_DIVISOR', { ...place, found: `${text}, which may be rounded to zero at 1e-18,` })
}

/** @param scale of the integers besides 1e-18: products stand at 1e-36 */
function fitting(interval: Interval, text: string, place: Place, scale = 1n): Interval {
  const { low, high } = interval
  if (high < LIMIT && low > -LIMIT) return interval
  const [from, to] = [low, high].map((end) => powerOfTen(end, FIXED_ONE * scale))
  throw methodologyError('E_OVERFLOW', {
    ...place,
    found: text,
    range: `${from} to ${to}`,
    limit: powerOfTen(LIMIT, FIXED_ONE * scale),
  })
}

/** Order of magnitude of an integer of the scale. @example powerOfTen(-5n * 10n ** 23n, 10n ** 18n) // '-5e5' */
function powerOfTen(count: bigint, scale: bigint): string {
  const digits = String(count < 0n ? -count : count)
  const sign = count < 0n ? '-' : ''
  if (count === 0n) return '0'
  const exponent = digits.length - String(scale).length
  return `${sign}${digits[0] ?? '0'}${exponent === 0 ? '' : `e${exponent}`}`
}

function directionOf(sense: Sense): Direction {
  return sense === 'up' ? 'ceil' : 'floor'
}

function found(intervals: readonly Interval[], index: number): Interval {
  return intervals[index] ?? { low: 0n, high: 0n }
}

const least = (ends: readonly bigint[]): bigint => ends.reduce((one, other) => (one < other ? one : other))
const most = (ends: readonly bigint[]): bigint => ends.reduce((one, other) => (one > other ? one : other))
