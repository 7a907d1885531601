import { conversionFactor, divide, type Fixed } from '@tcctv/units'
import type { Pdd } from '../documents/pdd.ts'
import { compare, fromFixed, multiply, quotient, rational, rationalOf, subtract, toFixed } from '../program/rational.ts'

/** A year's result against what the project document expects of it, in tCO2e at 1e-18. */
export type EstimateComparison = {
  readonly estimate: Fixed
  readonly source: string
  /** Result minus estimate. */
  readonly difference: Fixed
  /** The difference in hundredths of a percent of the estimate, rounded down; null for an estimate of zero. */
  readonly differenceBasisPoints: bigint | null
  /** Percent above the estimate from which an increase is significant; null where the document declares none. */
  readonly significantPercent: string | null
  readonly isSignificant: boolean
}

/**
 * Compares the reductions of a calendar year with the document's estimate of that year (methodology.md R21). The estimate
 * is for those days of the year that lie in the crediting period. An increase is significant when the result is more than
 * `significant_increase.percent` above the estimate: exactly at the limit it is not. Null for a year without estimate.
 *
 * Not checked: whether the estimate is right, and whether the year is complete; a year to date may already be above.
 *
 * @example compareWithEstimate(pdd, 2012, parseFixed('3700'))?.isSignificant // true for 3000 tCO2e and 20 %
 */
export function compareWithEstimate(
  { estimates = {}, significant_increase: threshold }: Pick<Pdd, 'estimates' | 'significant_increase'>,
  year: number,
  reduction: Fixed,
): EstimateComparison | null {
  const declared = estimates[String(year).padStart(4, '0')]
  if (declared === undefined) return null
  const { numerator, denominator } = conversionFactor(declared.unit, 'tCO2e')
  const expected = multiply(rationalOf(declared.value), rational(numerator, denominator))
  const difference = subtract(fromFixed(reduction), expected)
  const share = expected.n === 0n ? null : quotient(difference, expected)
  const limit = threshold === undefined ? undefined : multiply(expected, rationalOf(threshold.percent))
  const isSignificant = limit !== undefined && compare(multiply(difference, rational(100n)), limit) > 0
  return {
    estimate: toFixed(expected, 'floor'),
    source: declared.source,
    difference: toFixed(difference, 'floor'),
    differenceBasisPoints: share === null ? null : divide(share.n * 10_000n, share.d, 'floor'),
    significantPercent: threshold?.percent ?? null,
    isSignificant,
  }
}
