import { formatFixed } from '@tcctv/units'
import { methodologyError } from '../errors.ts'
import * as exact from '../program/rational.ts'
import { rational, rationalOf, toFixed, type Rational } from '../program/rational.ts'
import { studentQuantile } from './student-t.ts'

/** What the sample must show: `precision` is relative, `confidence` two-sided; both as decimals, "0.10" and "0.90". */
export type SamplingTarget = {
  readonly precision: string
  readonly confidence: string
  /** Number of units that the sample is drawn from; left out, it is taken as unlimited. */
  readonly population?: string
  /** Printed quantiles by degrees of freedom or `normal`; what is missing is computed and rounded to three decimals. */
  readonly quantiles?: Readonly<Record<string, string>>
}

type Step = {
  /** null: the normal distribution. */
  readonly degreesOfFreedom: number | null
  readonly quantile: string
  /** Size before it is rounded up, cut at 18 decimals. */
  readonly exact: string
  readonly size: string
}

/** A sample size with every step that led to it. `isCycle`: the steps never settled, the largest of them stands. */
export type SampleSize = { readonly size: string; readonly isCycle: boolean; readonly steps: readonly Step[] }

/**
 * Size of a simple random sample for a mean: n = (t·SD/(precision·mean))², rounded up. The first t is of the normal
 * distribution, then of Student with n − 1 degrees of freedom until n is stable; on a cycle the largest stands. With
 * `population` N: n = t²·N·V/((N − 1)·precision² + t²·V), V = (SD/mean)². Does not add a reserve for missing answers.
 *
 * Source: CDM AMS-III.D v21 Box 4 (read in the published case); formula with N: CDM sampling guideline (from memory).
 *
 * @throws {TcctvError} SAMPLE_INVALID
 * @example sampleSize({ mean: '34', standardDeviation: '6', precision: '0.10', confidence: '0.90' }).size // '11'
 */
export function sampleSize(
  inputs: SamplingTarget & { readonly mean: string; readonly standardDeviation: string },
): SampleSize {
  const variation = exact.quotient(
    amountOf(inputs.standardDeviation, 'standardDeviation'),
    positive(inputs.mean, 'mean'),
  )
  const size = sizeFor(inputs, exact.multiply(variation, variation))
  return untilStable(inputs, size)
}

/**
 * Size of a simple random sample for a proportion p: as for a mean with V = (1 − p)/p, normal quantile only.
 *
 * @throws {TcctvError} SAMPLE_INVALID
 * @example sampleSizeOfProportion({ proportion: '0.5', precision: '0.10', confidence: '0.90' }).size // '271'
 */
export function sampleSizeOfProportion(inputs: SamplingTarget & { readonly proportion: string }): SampleSize {
  const proportion = positive(inputs.proportion, 'proportion')
  if (exact.compare(proportion, rational(1n)) > 0) throw invalid('proportion', inputs.proportion, 'at most 1')
  const step = stepOf(
    inputs,
    null,
    sizeFor(inputs, exact.quotient(exact.subtract(rational(1n), proportion), proportion)),
  )
  return { size: step.size, isCycle: false, steps: [step] }
}

/** Repeats a size formula, from the normal quantile on, until the size is stable. */
export function untilStable(target: SamplingTarget, size: (quantile: Rational) => Rational): SampleSize {
  const steps = [stepOf(target, null, size)]
  for (;;) {
    const last = BigInt(steps.at(-1)?.size ?? '1')
    const next = stepOf(target, Math.max(Number(last) - 1, 1), size)
    const before = steps.findIndex((step) => step.degreesOfFreedom === next.degreesOfFreedom)
    if (before >= 0) return cycleOf(steps, before)
    steps.push(next)
    if (next.size === last.toString()) return { size: next.size, isCycle: false, steps }
  }
}

function cycleOf(steps: readonly Step[], from: number): SampleSize {
  const sizes = steps.slice(from).map(({ size }) => BigInt(size))
  const largest = sizes.reduce((most, size) => (size > most ? size : most), 0n)
  return { size: largest.toString(), isCycle: sizes.length > 1, steps }
}

function sizeFor({ precision, population }: SamplingTarget, variation: Rational): (quantile: Rational) => Rational {
  const allowed = positive(precision, 'precision')
  const allowedSquare = exact.multiply(allowed, allowed)
  return (quantile) => {
    const spread = exact.multiply(exact.multiply(quantile, quantile), variation)
    if (population === undefined) return exact.quotient(spread, allowedSquare)
    const all = positive(population, 'population')
    const divisor = exact.add(exact.multiply(exact.subtract(all, rational(1n)), allowedSquare), spread)
    return divisor.n === 0n ? rational(1n) : exact.quotient(exact.multiply(all, spread), divisor)
  }
}

function stepOf(target: SamplingTarget, degreesOfFreedom: number | null, size: (quantile: Rational) => Rational): Step {
  const quantile = target.quantiles?.[degreesOfFreedom ?? 'normal'] ?? computedQuantile(target, degreesOfFreedom)
  const unrounded = size(positive(quantile, 'quantile'))
  const needed = exact.roundRational(unrounded, rational(1n), 'ceil').n
  return {
    degreesOfFreedom,
    quantile,
    exact: formatFixed(toFixed(unrounded, 'floor')),
    size: (needed > 0n ? needed : 1n).toString(),
  }
}

function computedQuantile({ confidence }: SamplingTarget, degreesOfFreedom: number | null): string {
  const level = positive(confidence, 'confidence')
  if (exact.compare(level, rational(9999n, 10_000n)) > 0) throw invalid('confidence', confidence, 'at most 0.9999')
  return studentQuantile(Number(confidence), degreesOfFreedom ?? Infinity).toFixed(3)
}

/** A decimal of at least zero. */
export function amountOf(text: string, name: string): Rational {
  if (!/^\d{1,40}(\.\d{1,40})?$/.test(text)) throw invalid(name, text, 'a decimal of at least 0')
  return rationalOf(text)
}

/** A decimal above zero. */
export function positive(text: string, name: string): Rational {
  const amount = amountOf(text, name)
  if (amount.n === 0n) throw invalid(name, text, 'a decimal above 0')
  return amount
}

function invalid(name: string, found: string, expected: string): Error {
  return methodologyError('SAMPLE_INVALID', { name, found, expected })
}
