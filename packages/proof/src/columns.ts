import { keccak_256 } from '@noble/hashes/sha3.js'
import { toHex, type Hex } from './bytes.ts'
import { refuse } from './errors.ts'

/** A run of readings of one lane; counts in quanta of the lane. */
export type Column = {
  readonly lane: number
  readonly startS: number
  readonly stepS: number
  readonly counts: readonly bigint[]
  readonly hash: Hex
}
/** An entry of a batch's flags. */
export type Flag = {
  readonly column: number
  readonly position: number
  readonly code: number
  readonly detail: number
  readonly score: number
}

const HEADER_BYTES = 13
const FLAG_BYTES = 10
const MAX_READINGS = 8192
const EXCESS = 1n << 63n

/**
 * Columns of a batch from its canonical bytes.
 *
 * @throws {TcctvError} CHECK_FAILED naming the byte when the form is broken
 */
export function decodeColumns(bytes: Uint8Array, where: string): Column[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const columns: Column[] = []
  let at = 0
  while (at < bytes.length) {
    if (at + HEADER_BYTES > bytes.length) refuse(`${where}, byte ${at}`, 'a column header', 'the end')
    const count = view.getUint16(at + 3)
    const end = at + HEADER_BYTES + 8 * count
    if (view.getUint8(at + 2) !== 0) refuse(`${where}, byte ${at + 2}`, 'kind 0', view.getUint8(at + 2))
    if (count === 0 || count > MAX_READINGS || end > bytes.length)
      refuse(`${where}, byte ${at + 3}`, 'a count that fits', count)
    columns.push({
      lane: view.getUint16(at),
      startS: view.getUint8(at + 5) * 2 ** 32 + view.getUint32(at + 6),
      stepS: view.getUint8(at + 10) * 2 ** 16 + view.getUint16(at + 11),
      counts: Array.from(
        { length: count },
        (_, position) => view.getBigUint64(at + HEADER_BYTES + 8 * position) - EXCESS,
      ),
      hash: toHex(keccak_256(bytes.subarray(at, end))),
    })
    at = end
  }
  return columns
}

/** Hash over the hashes of the columns: the root that a party signs. */
export function columnsRoot(columns: readonly Column[]): Hex {
  const joined = columns.map(({ hash }) => hash.slice(2)).join('')
  return toHex(keccak_256(Uint8Array.from(joined.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))))
}

/** Entries of a batch's flags. @throws {TcctvError} CHECK_FAILED when the length is no multiple of an entry's */
export function decodeFlags(bytes: Uint8Array, where: string): Flag[] {
  if (bytes.length % FLAG_BYTES !== 0) refuse(where, `a multiple of ${FLAG_BYTES} bytes of flags`, bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length / FLAG_BYTES }, (_, entry) => ({
    column: view.getUint16(entry * FLAG_BYTES),
    position: view.getUint16(entry * FLAG_BYTES + 2),
    code: view.getUint8(entry * FLAG_BYTES + 4),
    detail: view.getUint8(entry * FLAG_BYTES + 5),
    score: view.getUint32(entry * FLAG_BYTES + 6),
  }))
}
