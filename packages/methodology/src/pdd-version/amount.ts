import { conversionFactor, divide, type Direction, type Unit } from '@tcctv/units'
import type { FaultSink, Path } from '../documents/faults.ts'
import { multiply, rational, rationalOf, type Rational } from '../program/rational.ts'

/** Exact factor from one unit to another; a fault and undefined if the dimensions differ. */
export function factorOf(from: Unit | string, to: Unit | string, path: Path, sink: FaultSink): Rational | undefined {
  const factor = conversionOf(from, to)
  if (factor === undefined) sink.add(path, 'UNIT_DIMENSION', textOf(from), `a unit that converts to ${textOf(to)}`)
  return factor
}

/** Exact factor from one unit to another; undefined if the dimensions differ. */
export function conversionOf(from: Unit | string, to: Unit | string): Rational | undefined {
  try {
    const { numerator, denominator } = conversionFactor(from, to)
    return rational(numerator, denominator)
  } catch {
    return undefined
  }
}

function textOf(unit: Unit | string): string {
  return typeof unit === 'string' ? unit : unit.text
}

/** Decimal text of one unit as exact count of 10^-places of another. */
export function countOf(text: string, factor: Rational, places: number): Rational {
  return multiply(multiply(rationalOf(text), factor), rational(10n ** BigInt(places)))
}

export function wholeCount({ n, d }: Rational, direction: Direction): bigint {
  return divide(n, d, direction)
}
