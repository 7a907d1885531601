import { formatFixed } from '@tcctv/units'
import { methodologyError } from '../errors.ts'
import * as exact from '../program/rational.ts'
import { rational, toFixed, ZERO, type Rational } from '../program/rational.ts'
import { amountOf, positive, untilStable, type SampleSize, type SamplingTarget } from './sample-size.ts'

/** A stratum: its number of units (or area) and, for the optimal allocation, the standard deviation inside it. */
export type Stratum = { readonly id: string; readonly population: string; readonly standardDeviation?: string }

/** How many of each stratum are sampled. `exact`: share before it is rounded up, cut at 18 decimals. */
export type Allocation = {
  readonly total: string
  readonly strata: readonly { readonly id: string; readonly exact: string; readonly size: string }[]
}

/**
 * Divides a sample over strata: `proportional` n·N/ΣN, `neyman` n·N·s/Σ(N·s); every share is rounded up, so the total
 * can be above n. A stratum with a share of zero gets none.
 *
 * @throws {TcctvError} SAMPLE_INVALID
 * @example allocateSample('30', [{ id: 'a', population: '200' }, { id: 'b', population: '100' }], 'proportional').total // '30'
 */
export function allocateSample(
  size: string,
  strata: readonly Stratum[],
  method: 'proportional' | 'neyman',
): Allocation {
  const weights = strata.map((stratum) => weightOf(stratum, method))
  const sum = weights.reduce(exact.add, ZERO)
  if (sum.n === 0n) throw methodologyError('SAMPLE_INVALID', { name: 'strata', found: 'no weight', expected: 'units' })
  const wanted = positive(size, 'size')
  const shares = weights.map((weight) => exact.quotient(exact.multiply(wanted, weight), sum))
  const rounded = shares.map((share) => exact.roundRational(share, rational(1n), 'ceil').n)
  return {
    total: rounded.reduce((total, share) => total + share, 0n).toString(),
    strata: strata.map(({ id }, index) => ({
      id,
      exact: formatFixed(toFixed(shares[index] ?? ZERO, 'floor')),
      size: (rounded[index] ?? 0n).toString(),
    })),
  }
}

/**
 * Size of a stratified sample for a mean: n = N·t²·(Σ w·s)²/(N·E² + t²·Σ w·s²), w = share of the stratum, E =
 * precision · mean; without `population` the limit for a large N, (t·Σ w·s/E)². Repeated as `sampleSize`.
 *
 * Source: CDM A/R tool "number of sample plots" (from memory, not verified).
 *
 * @throws {TcctvError} SAMPLE_INVALID
 */
export function stratifiedSampleSize(
  inputs: SamplingTarget & { readonly mean: string; readonly strata: readonly Required<Stratum>[] },
): SampleSize {
  const all = inputs.strata.map(({ population }) => amountOf(population, 'population')).reduce(exact.add, ZERO)
  if (all.n === 0n) throw methodologyError('SAMPLE_INVALID', { name: 'strata', found: 'none', expected: 'units' })
  const parts = inputs.strata.map(({ population, standardDeviation }) => ({
    share: exact.quotient(amountOf(population, 'population'), all),
    deviation: amountOf(standardDeviation, 'standardDeviation'),
  }))
  const spread = parts.map(({ share, deviation }) => exact.multiply(share, deviation)).reduce(exact.add, ZERO)
  const squares = parts
    .map(({ share, deviation }) => exact.multiply(share, squareOf(deviation)))
    .reduce(exact.add, ZERO)
  const allowed = squareOf(exact.multiply(positive(inputs.precision, 'precision'), positive(inputs.mean, 'mean')))
  return untilStable(inputs, (quantile) => {
    const needed = exact.multiply(squareOf(quantile), squareOf(spread))
    if (inputs.population === undefined) return exact.quotient(needed, allowed)
    const population = positive(inputs.population, 'population')
    const divisor = exact.add(exact.multiply(population, allowed), exact.multiply(squareOf(quantile), squares))
    return exact.quotient(exact.multiply(population, needed), divisor)
  })
}

const squareOf = (amount: Rational): Rational => exact.multiply(amount, amount)

function weightOf({ id, population, standardDeviation }: Stratum, method: 'proportional' | 'neyman'): Rational {
  const units = amountOf(population, `population of ${id}`)
  if (method === 'proportional') return units
  return exact.multiply(units, amountOf(standardDeviation ?? '', `standard deviation of ${id}`))
}
