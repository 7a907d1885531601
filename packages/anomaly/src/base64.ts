import { anomalyError } from './errors.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
/** Value of each letter by its code, −1 for others. */
const CODES = Int8Array.from({ length: 128 }, (_, code) => ALPHABET.indexOf(String.fromCharCode(code)))
/** Two letters for every 12 bits. */
const PAIRS = Array.from({ length: 4096 }, (_, bits) => ALPHABET.charAt(bits >> 6) + ALPHABET.charAt(bits & 63))
const NUMBER_BYTES = 8
const PADDING = 61

/**
 * Numbers as base64 of little-endian IEEE 754 doubles: exact, also for NaN and infinities, which JSON cannot hold.
 *
 * @example encodeNumbers(Float64Array.of(1)) // 'AAAAAAAA8D8='
 */
export function encodeNumbers(numbers: Float64Array): string {
  const bytes = new Uint8Array(NUMBER_BYTES * numbers.length)
  const view = new DataView(bytes.buffer)
  for (let k = 0; k < numbers.length; k += 1) view.setFloat64(NUMBER_BYTES * k, numbers[k] ?? 0, true)
  return encodeBytes(bytes)
}

function encodeBytes(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    text += (PAIRS[word >> 12] ?? '') + (PAIRS[word & 4095] ?? '')
  }
  const padding = (3 - (bytes.length % 3)) % 3
  return padding === 0 ? text : text.slice(0, -padding) + '='.repeat(padding)
}

/** The numbers of {@link encodeNumbers}. @throws {TcctvError} ANOMALY_MODEL for any other text */
export function decodeNumbers(text: string): Float64Array {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const length = (text.length / 4) * 3 - padding
  if (text.length % 4 !== 0 || length % NUMBER_BYTES !== 0)
    throw anomalyError('ANOMALY_MODEL', { fault: 'numbers of a wrong length' })
  const bytes = new Uint8Array(length)
  for (let at = 0, letter = 0; at < length; at += 3, letter += 4) {
    const word =
      (codeAt(text, letter) << 18) |
      (codeAt(text, letter + 1) << 12) |
      (codeAt(text, letter + 2) << 6) |
      codeAt(text, letter + 3)
    bytes[at] = word >> 16
    if (at + 1 < length) bytes[at + 1] = word >> 8
    if (at + 2 < length) bytes[at + 2] = word
  }
  const view = new DataView(bytes.buffer)
  const numbers = new Float64Array(length / NUMBER_BYTES)
  for (let k = 0; k < numbers.length; k += 1) numbers[k] = view.getFloat64(NUMBER_BYTES * k, true)
  return numbers
}

function codeAt(text: string, at: number): number {
  const letter = text.charCodeAt(at)
  if (letter === PADDING) return 0
  const code = CODES[letter] ?? -1
  if (code < 0) throw anomalyError('ANOMALY_MODEL', { fault: `'${text.charAt(at)}' is not base64` })
  return code
}
