import type { RowFaultCode } from './row-faults.ts'

const PLAIN = /^(-?\d{1,15})(?:\.(\d{1,40}))?(?:[eE]-(\d{1,2}))?$/
const ANY_NUMBER = /^[+-]?\d*\.?\d*$/
const ANY_EXPONENT = /^[+-]?\d+(\.\d+)?[eE][+-]?\d+$/
const POWERS: readonly bigint[] = Array.from({ length: 141 }, (_, exponent) => 10n ** BigInt(exponent))

/** Exact number of a text: digits / divisor. */
export type DecimalText = { readonly digits: bigint; readonly divisor: bigint }

/**
 * Reads the decimal text of a file exactly. A negative exponent is taken (programs write residues of zero so, 2.4e-17);
 * a positive one is not: it is a way to write a number that the sender did not mean.
 *
 * @returns the number, or the code of its fault
 * @example readDecimalText('12.5') // { digits: 125n, divisor: 10n }
 */
export function readDecimalText(text: string): DecimalText | RowFaultCode {
  const match = PLAIN.exec(text)
  if (match === null) return ANY_EXPONENT.test(text) ? 'EXPONENT' : isLong(text) ? 'DIGITS' : 'NUMBER'
  const [, whole = '0', fraction, exponent] = match
  if (fraction === undefined && exponent === undefined) return { digits: BigInt(whole), divisor: 1n }
  const places = (fraction?.length ?? 0) + Number(exponent ?? '0')
  return { digits: BigInt(whole + (fraction ?? '')), divisor: POWERS[places] ?? 10n ** BigInt(places) }
}

function isLong(text: string): boolean {
  return text.length > 15 && /\d/.test(text) && ANY_NUMBER.test(text)
}
