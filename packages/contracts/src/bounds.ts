import { concatHex, numberToHex, sliceHex, hexToBigInt, size, type Hex } from 'viem'
import { contractsError } from './errors.ts'

/** A row of a limit: a range, both ends inside, with two margins beyond either end. */
export type Bound = { readonly low: bigint; readonly high: bigint; readonly first: bigint; readonly second: bigint }

const ROW_BYTES = 64
const FIELD = { size: 16, signed: true } as const

/**
 * Rows of a limit as the contract keeps them: low, high, first, second of each row, 16 bytes each.
 *
 * @throws {TcctvError} PDD_NOT_FOR_CHAIN for an end beyond 127 bits
 * @example encodeBounds([{ low: 0n, high: 1n, first: 0n, second: 0n }]).length // 130
 */
export function encodeBounds(bounds: readonly Bound[]): Hex {
  return concatHex(bounds.flatMap(({ low, high, first, second }) => [low, high, first, second].map(fieldOf)))
}

/** Rows of a limit's bytes. Does not compare their number with the limit's pattern: the contract did. */
export function decodeBounds(bytes: Hex): Bound[] {
  return Array.from({ length: Math.floor(size(bytes) / ROW_BYTES) }, (_, row) => decodeBound(bytes, row))
}

/** One row of a limit's bytes. */
export function decodeBound(bytes: Hex, row: number): Bound {
  const field = (place: number): bigint => {
    const from = row * ROW_BYTES + place * FIELD.size
    return hexToBigInt(sliceHex(bytes, from, from + FIELD.size), FIELD)
  }
  return { low: field(0), high: field(1), first: field(2), second: field(3) }
}

function fieldOf(end: bigint): Hex {
  if (end < -(2n ** 127n) || end >= 2n ** 127n)
    throw contractsError('PDD_NOT_FOR_CHAIN', { reason: `a bound of ${end} does not fit 128 bits` })
  return numberToHex(end, FIELD)
}
