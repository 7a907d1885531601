import { anomalyError } from './errors.ts'

const NUMBER_BYTES = 8

/**
 * Numbers as base64 of little-endian IEEE 754 doubles: exact, also for NaN and infinities, which JSON cannot hold.
 *
 * @example encodeNumbers(Float64Array.of(1)) // 'AAAAAAAA8D8='
 */
export function encodeNumbers(numbers: Float64Array): string {
  const bytes = Buffer.alloc(NUMBER_BYTES * numbers.length)
  for (const [k, number] of numbers.entries()) bytes.writeDoubleLE(number, NUMBER_BYTES * k)
  return bytes.toString('base64')
}

/** The numbers of {@link encodeNumbers}. @throws {TcctvError} ANOMALY_MODEL for any other text */
export function decodeNumbers(text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.toString('base64') !== text) throw anomalyError('ANOMALY_MODEL', { fault: 'numbers that are not base64' })
  if (bytes.length % NUMBER_BYTES !== 0) throw anomalyError('ANOMALY_MODEL', { fault: 'numbers of a wrong length' })
  return Float64Array.from({ length: bytes.length / NUMBER_BYTES }, (_, k) => bytes.readDoubleLE(NUMBER_BYTES * k))
}
