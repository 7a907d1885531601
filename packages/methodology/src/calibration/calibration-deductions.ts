import { divide, type UnixS } from '@tcctv/units'
import { compare, rationalOf, type Rational } from '../program/rational.ts'

/** One due calibration of a meter and what became of it; decimals are relative (0.005 is 0.5 %). */
export type CalibrationEntry = {
  readonly meter: string
  readonly dueS: UnixS
  /** When it was done; undefined while it is outstanding. */
  readonly doneS: UnixS | undefined
  /** Maximum permissible error of the meter. */
  readonly mpe: string
  /** Error that the calibration found; its sign does not matter. */
  readonly foundError: string | undefined
}

/** Error to be applied against the claim to the readings of a meter in [fromS, toS); open while outstanding. */
export type CalibrationDeduction = {
  readonly meter: string
  readonly fromS: UnixS
  readonly toS: UnixS | undefined
  readonly error: string
  readonly reason: 'overdue' | 'found-error'
}

/**
 * Where readings must be adjusted because a calibration was late (methodology.md R7): from the due date to the actual
 * calibration by the maximum permissible error, or by the error found if that is larger. A calibration in time gives
 * none. Not checked: class and serial number of the meter, and the certificate.
 *
 * @example calibrationDeductions([{ meter: 'M1', dueS: 100, doneS: 200, mpe: '0.005', foundError: '-0.008' }])
 * // [{ meter: 'M1', fromS: 100, toS: 200, error: '0.008', reason: 'found-error' }]
 */
export function calibrationDeductions(entries: readonly CalibrationEntry[]): CalibrationDeduction[] {
  return entries
    .filter(({ dueS, doneS }) => doneS === undefined || doneS > dueS)
    .map(({ meter, dueS, doneS, mpe, foundError }) => {
      const found = foundError?.replace(/^-/, '')
      const isLarger = found !== undefined && compare(rationalOf(found), rationalOf(mpe)) > 0
      const [error, reason] = isLarger ? ([found, 'found-error'] as const) : ([mpe, 'overdue'] as const)
      return { meter, fromS: dueS, toS: doneS, error, reason }
    })
}

/**
 * The count of an interval after the deductions of its meter that touch it: baseline × (1 − e) rounded down, project and
 * leakage × (1 + e) rounded up, with the largest e. Of a negative count the magnitude is adjusted the other way, so that
 * the result is never more favourable.
 *
 * @example adjustedCount(1000n, { startS: 0, stepS: 900 }, 'baseline', deductions) // 995n with e = 0.005
 */
export function adjustedCount(
  count: bigint,
  interval: { readonly startS: UnixS; readonly stepS: number },
  role: 'baseline' | 'project' | 'leakage',
  deductions: readonly CalibrationDeduction[],
): bigint {
  const endS = interval.startS + interval.stepS
  const errors = deductions
    .filter(({ fromS, toS }) => endS > fromS && (toS === undefined || interval.startS < toS))
    .map(({ error }) => rationalOf(error))
  if (errors.length === 0) return count
  const { n, d } = errors.reduce<Rational>((worst, error) => (compare(error, worst) > 0 ? error : worst), {
    n: 0n,
    d: 1n,
  })
  const isUp = (role === 'baseline') === count < 0n
  return divide(count * (isUp ? d + n : d - n), d, role === 'baseline' ? 'floor' : 'ceil')
}
