import { unitsError } from './errors.ts'

/**
 * A fixed-point quantity: an integer that counts 1e-18 of the stated unit. Compatible with int256 in the
 * contract. Branded so that a plain bigint (a count of readings, a quantum) can't be passed by mistake.
 */
export type Fixed = bigint & { readonly __fixed: 'scale 1e18' }

/** 1 as {@link Fixed}. */
export const FIXED_ONE = (10n ** 18n) as Fixed
export const FIXED_PLACES = 18

const INT256_MAX = (1n << 255n) - 1n
const INT256_MIN = -(1n << 255n)

export type Direction = 'floor' | 'ceil'
export type RoundingMode = 'floor' | 'ceil' | 'trunc' | 'half-up' | 'half-even'

/**
 * Quotient of two integers rounded in the stated direction of the number line (floor: towards minus infinity).
 * The divisor must be above zero.
 *
 * @throws {TcctvError} FIXED_DIVISOR
 * @example divide(-7n, 2n, 'floor') // -4n
 */
export function divide(dividend: bigint, divisor: bigint, direction: Direction): bigint {
  if (divisor <= 0n) throw unitsError('FIXED_DIVISOR', { operation: 'divide', found: divisor })
  const quotient = dividend / divisor
  const remainder = dividend % divisor
  if (remainder === 0n) return quotient
  if (direction === 'floor') return remainder < 0n ? quotient - 1n : quotient
  return remainder > 0n ? quotient + 1n : quotient
}

/**
 * a·b/c with full-width intermediate, rounded in the stated direction; the same as `mulDiv` of the contract.
 *
 * @throws {TcctvError} FIXED_DIVISOR when c is not above zero, FIXED_OVERFLOW when the result leaves int256
 * @example multiplyDivide(10n, 10n, 3n, 'ceil') // 34n
 */
export function multiplyDivide(a: bigint, b: bigint, c: bigint, direction: Direction): bigint {
  return checked(divide(a * b, c, direction), 'multiplyDivide')
}

/** Product of two fixed-point numbers, rounded in the stated direction at 1e-18. */
export function multiplyFixed(a: Fixed, b: Fixed, direction: Direction): Fixed {
  return multiplyDivide(a, b, FIXED_ONE, direction) as Fixed
}

/** Quotient of two fixed-point numbers, rounded in the stated direction at 1e-18; b must be above zero. */
export function divideFixed(a: Fixed, b: Fixed, direction: Direction): Fixed {
  return multiplyDivide(a, FIXED_ONE, b, direction) as Fixed
}

/**
 * The number as a multiple of the quantum, rounded by the mode. Works on any two integers of one scale.
 * half-up takes ties away from zero; trunc goes towards zero.
 *
 * @throws {TcctvError} FIXED_DIVISOR when the quantum is not above zero
 * @example roundToQuantum(-25n, 10n, 'half-even') // -20n
 */
export function roundToQuantum<T extends bigint>(quantity: T, quantum: bigint, mode: RoundingMode): T {
  if (quantum <= 0n) throw unitsError('FIXED_DIVISOR', { operation: `round ${mode}`, found: quantum })
  const floor = divide(quantity, quantum, 'floor') * quantum
  const rest = quantity - floor
  return checked(
    rest === 0n ? floor : roundUp(quantity, floor, rest, quantum, mode) ? floor + quantum : floor,
    'round',
  ) as T
}

function roundUp(quantity: bigint, floor: bigint, rest: bigint, quantum: bigint, mode: RoundingMode): boolean {
  switch (mode) {
    case 'floor':
      return false
    case 'ceil':
      return true
    case 'trunc':
      return quantity < 0n
    case 'half-up':
      return rest * 2n === quantum ? quantity > 0n : rest * 2n > quantum
    case 'half-even':
      return rest * 2n === quantum ? (floor / quantum) % 2n !== 0n : rest * 2n > quantum
  }
}

/** The integer if it fits int256. @throws {TcctvError} FIXED_OVERFLOW */
export function checked(integer: bigint, operation: string): bigint {
  if (integer > INT256_MAX || integer < INT256_MIN) throw unitsError('FIXED_OVERFLOW', { operation })
  return integer
}
