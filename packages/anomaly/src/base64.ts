import { anomalyError } from './errors.ts'

const NUMBER_BYTES = 8
/** Then the bytes of an array of numbers are already those of the format. */
const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/**
 * Numbers as base64 of little-endian IEEE 754 doubles: exact, also for NaN and infinities, which JSON cannot hold.
 *
 * @example encodeNumbers(Float64Array.of(1)) // 'AAAAAAAA8D8='
 */
export function encodeNumbers(numbers: Float64Array): string {
  const bytes = Buffer.alloc(NUMBER_BYTES * numbers.length)
  if (IS_LITTLE_ENDIAN) bytes.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength))
  else for (const [k, number] of numbers.entries()) bytes.writeDoubleLE(number, NUMBER_BYTES * k)
  return bytes.toString('base64')
}

/** The numbers of {@link encodeNumbers}. @throws {TcctvError} ANOMALY_MODEL for any other text */
export function decodeNumbers(text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.toString('base64') !== text) throw anomalyError('ANOMALY_MODEL', { fault: 'numbers that are not base64' })
  if (bytes.length % NUMBER_BYTES !== 0) throw anomalyError('ANOMALY_MODEL', { fault: 'numbers of a wrong length' })
  const numbers = new Float64Array(bytes.length / NUMBER_BYTES)
  if (IS_LITTLE_ENDIAN) new Uint8Array(numbers.buffer).set(bytes)
  else for (let k = 0; k < numbers.length; k += 1) numbers[k] = bytes.readDoubleLE(NUMBER_BYTES * k)
  return numbers
}
