import { FIXED_ONE, parseUnit } from '@tcctv/units'
import type { Methodology, MonitoredParameter } from '../documents/methodology.ts'
import type { Range } from './analyse.ts'
import type { Interval } from './bounds.ts'
import type { Coefficients } from './coefficients.ts'
import type { ProgramVariable } from './program.ts'
import { greatest, least, rational, rationalOf, toFixed, ZERO, type Rational } from './rational.ts'

/** Assumed of an amount without `plausible`: at most so many of its unit, of either sign. */
const MOST_OF_UNIT = rational(10n ** 15n)
/** The same for a factor: of the unit 1 or %, or a quotient of units. */
const MOST_OF_FACTOR = rational(10n ** 9n)
const SECONDS_OF_YEAR = 366n * 86_400n
/** Years of a period that is not split. */
const MOST_YEARS = 100n
const FEWEST = rational(1n)

/**
 * What is known of a variable because other inputs are refused: `sign`, and `plausible` where it is the range of the
 * amount itself and not of one reading of a sum. Null is not bounded.
 */
export function provenRange(
  methodology: Methodology,
  periods: Coefficients['periods'],
  variable: ProgramVariable,
): Range {
  if (!('of' in variable)) return { low: FEWEST, high: null }
  const now =
    variable.source === 'monitored'
      ? rangeOf(methodology.monitored[variable.parameter])
      : plausibleRange(periods.find(({ id }) => id === variable.of)?.plausible)
  return variable.lag === undefined ? now : withZero(now)
}

/**
 * What a variable lies between for the bounds of a program, at 1e-18: the proven range, and where that is open
 * `plausible` of one reading times the most readings of a period (one a second), or what is assumed of its unit.
 */
export function assumedInterval(
  methodology: Methodology,
  periods: Coefficients['periods'],
  variable: ProgramVariable,
): Interval {
  const most = mostReadings(methodology)
  if (!('of' in variable)) return { low: FIXED_ONE, high: most * FIXED_ONE }
  const { low, high } = provenRange(methodology, periods, variable)
  const parameter = variable.source === 'monitored' ? methodology.monitored[variable.parameter] : undefined
  const other = parameter?.aggregate === 'sum' ? sumRange(parameter, most) : undefined
  const limit = isFactor(variable.unit) ? MOST_OF_FACTOR : MOST_OF_UNIT
  const [least, greatest] = [low ?? other?.low ?? negative(limit), high ?? other?.high ?? limit]
  return { low: toFixed(least, 'floor'), high: toFixed(greatest, 'ceil') }
}

/** Readings of a period, one a second. */
export function mostReadings({ period }: Methodology): bigint {
  return SECONDS_OF_YEAR * (period.split === 'none' ? MOST_YEARS : 1n)
}

function isFactor(unit: string): boolean {
  return unit.includes('/') || Object.keys(parseUnit(unit).dimensions).length === 0
}

/** Range of a sum by that of one reading. */
function sumRange({ plausible }: MonitoredParameter, most: bigint): { low: Rational; high: Rational } | undefined {
  if (plausible === undefined) return undefined
  const [low, high] = plausible.map(rationalOf)
  if (low === undefined || high === undefined) return undefined
  const times = (bound: Rational): Rational => rational(bound.n * most, bound.d)
  return { low: least(times(low), ZERO), high: greatest(times(high), ZERO) }
}

function plausibleRange(plausible: readonly [string, string] | undefined): Range {
  if (plausible === undefined) return { low: null, high: null }
  return { low: rationalOf(plausible[0]), high: rationalOf(plausible[1]) }
}

function rangeOf(parameter: MonitoredParameter | undefined): Range {
  const nonnegative = parameter?.sign === 'nonnegative' ? ZERO : null
  if (parameter?.plausible === undefined || parameter.aggregate === 'sum') return { low: nonnegative, high: null }
  const { low, high } = plausibleRange(parameter.plausible)
  return { low: low === null || nonnegative === null ? (low ?? nonnegative) : greatest(low, nonnegative), high }
}

/** Before the first period there is nothing. */
function withZero({ low, high }: Range): Range {
  return { low: low === null ? null : least(low, ZERO), high: high === null ? null : greatest(high, ZERO) }
}

function negative(bound: Rational): Rational {
  return rational(-bound.n, bound.d)
}
