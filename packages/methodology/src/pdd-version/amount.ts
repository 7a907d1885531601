import { conversionFactor, divide, type Direction, type Unit } from '@tcctv/units'
import type { FaultSink, Path } from '../documents/faults.ts'
import { multiply, rational, rationalOf, type Rational } from '../program/rational.ts'

/** Exact factor from one unit to another; a fault and undefined if the dimensions differ. */
export function factorOf(from: Unit | string, to: string, path: Path, sink: FaultSink): Rational | undefined {
  try {
    const { numerator, denominator } = conversionFactor(from, to)
    return rational(numerator, denominator)
  } catch {
    sink.add(path, 'UNIT_DIMENSION', typeof from === 'string' ? from : from.text, `a unit that converts to ${to}`)
    return undefined
  }
}

/** Decimal text of one unit as exact count of 10^-places of another. */
export function countOf(text: string, factor: Rational, places: number): Rational {
  return multiply(multiply(rationalOf(text), factor), rational(10n ** BigInt(places)))
}

export function wholeCount({ n, d }: Rational, direction: Direction): bigint {
  return divide(n, d, direction)
}
