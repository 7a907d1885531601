import { unitsError } from './errors.ts'
import { FIXED_PLACES, type Fixed } from './fixed-point.ts'

const DECIMAL = /^([+-])?(\d+)(?:\.(\d+))?$/

/**
 * Decimal text as a count of 10^-places. Trailing zeros beyond the places are accepted, other digits are not:
 * nothing is rounded here.
 *
 * @throws {TcctvError} DECIMAL_SYNTAX, DECIMAL_PLACES
 * @example parseDecimal('12.5', 3) // 12500n
 */
export function parseDecimal(text: string, places: number): bigint {
  const match = DECIMAL.exec(text)
  if (match === null) throw unitsError('DECIMAL_SYNTAX', { text })
  const [, sign, whole = '', fraction = ''] = match
  const significant = fraction.replace(/0+$/, '')
  if (significant.length > places) throw unitsError('DECIMAL_PLACES', { text, found: significant.length, places })
  const magnitude = BigInt(whole + significant.padEnd(places, '0'))
  return sign === '-' ? -magnitude : magnitude
}

/** Decimal text as fixed-point number of 18 places. @example parseFixed('0.5') // 500000000000000000n */
export function parseFixed(text: string): Fixed {
  return parseDecimal(text, FIXED_PLACES) as Fixed
}

/**
 * A count of 10^-places as the shortest decimal text; no exponent, no trailing zeros, no negative zero.
 *
 * @example formatDecimal(-12500n, 3) // '-12.5'
 */
export function formatDecimal(count: bigint, places: number): string {
  const digits = (count < 0n ? -count : count).toString().padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places)
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '')
  return `${count < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/** Fixed-point number as the shortest decimal text. @example formatFixed(parseFixed('3286')) // '3286' */
export function formatFixed(quantity: Fixed): string {
  return formatDecimal(quantity, FIXED_PLACES)
}
