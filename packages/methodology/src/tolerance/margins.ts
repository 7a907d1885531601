import type { PddMargin, PddTolerance } from '../documents/tolerance.ts'
import { countOf, factorOf } from '../pdd-version/amount.ts'
import { multiply, quotient, rational, rationalOf, subtract, ZERO, type Rational } from '../program/rational.ts'
import type { Row } from './basis-rows.ts'
import type { Place, Subject } from './subject.ts'

/** Exact margin of a row, in counts of the subject. */
export type MarginRule = (row: Row) => Rational

const HUNDRED = rational(100n)

/** The rule of a margin at a path of the tolerance; after a fault, and for none, the margin of nothing. */
export function marginRule(
  margin: PddMargin | undefined,
  { basis }: Pick<PddTolerance, 'basis'>,
  { subject, place, at }: { readonly subject: Subject; readonly place: Place; readonly at: readonly string[] },
): MarginRule {
  const { sink } = place
  const path = [...place.path, ...at]
  if (margin === undefined) return () => ZERO
  const { of, percent, absolute } = margin
  if (absolute !== undefined && percent === undefined && of === undefined) {
    const unit = margin.unit ?? ('unit' in basis ? basis.unit : undefined)
    if (unit === undefined) sink.add([...path, 'unit'], 'MISSING', 'nothing', `a unit that converts to ${subject.unit}`)
    const factor = unit === undefined ? undefined : factorOf(unit, subject.scale, [...path, 'unit'], sink)
    const count = factor === undefined ? ZERO : countOf(absolute, factor, subject.places)
    return () => count
  }
  const known = basis.kind === 'expected' ? ['expected'] : ['span', 'high', 'low']
  if (of === undefined || percent === undefined || absolute !== undefined || !known.includes(of)) {
    sink.add(path, 'MARGIN', margin, `{of: ${known.join(' | ')}, percent} or {absolute, unit}`)
    return () => ZERO
  }
  const share = quotient(rationalOf(percent), HUNDRED)
  return (row) => multiply(baseOf(of, row), share)
}

function baseOf(of: NonNullable<PddMargin['of']>, { low, high, expected = ZERO }: Row): Rational {
  switch (of) {
    case 'span':
      return subtract(high, low)
    case 'high':
      return magnitude(high)
    case 'low':
      return magnitude(low)
    case 'expected':
      return magnitude(expected)
  }
}

function magnitude({ n, d }: Rational): Rational {
  return { n: n < 0n ? -n : n, d }
}
