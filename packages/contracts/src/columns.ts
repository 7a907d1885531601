import { bytesToHex, concatBytes } from '@noble/hashes/utils.js'
import { contractsError } from './errors.ts'
import { keccakBytes } from './keccak.ts'

/** One lane's readings of one regular run; counts are integers of the lane's quantum. */
export type Column = {
  readonly lane: number
  readonly startS: number
  readonly stepS: number
  readonly counts: readonly bigint[] | BigInt64Array
}
type Hex = `0x${string}`

/** Readings in one batch at most. */
export const MAX_READINGS = 8192
/** Bytes before the values of a column. */
export const COLUMN_HEADER_BYTES = 13
const EXCESS = 1n << 63n

/**
 * Canonical bytes of a batch's columns: what a party signs (as root over column hashes) and the chain keeps.
 * Does not check local days, lanes or bounds: the contract does.
 *
 * @throws {TcctvError} COLUMNS_MALFORMED for columns that are empty, unsorted, too long or out of field ranges
 * @example encodeColumns([{ lane: 0, startS: 1302847200, stepS: 900, counts: [12n, 15n] }]).length // 29
 */
export function encodeColumns(columns: readonly Column[]): Uint8Array {
  checkOrder(columns)
  return concatBytes(...columns.map(encodeColumn))
}

/**
 * Columns of canonical bytes. Strict: encoding the result gives the same bytes.
 *
 * @throws {TcctvError} COLUMNS_MALFORMED
 */
export function decodeColumns(bytes: Uint8Array): Column[] {
  const columns = splitColumns(bytes).map(decodeColumn)
  checkOrder(columns)
  return columns
}

/** keccak256 of each column's bytes, in order. @throws {TcctvError} COLUMNS_MALFORMED */
export function columnHashes(bytes: Uint8Array): Hex[] {
  return splitColumns(bytes).map((column): Hex => `0x${bytesToHex(keccakBytes(column))}`)
}

/** keccak256 of the concatenated column hashes: the root that a batch's signature covers. */
export function columnsRoot(bytes: Uint8Array): Hex {
  const hashes = splitColumns(bytes).map((column) => keccakBytes(column))
  return `0x${bytesToHex(keccakBytes(concatBytes(...hashes)))}`
}

function checkOrder(columns: readonly Column[]): void {
  let previous = -1n
  let readings = 0
  for (const [index, column] of columns.entries()) {
    const key = (BigInt(column.lane) << 40n) | BigInt(column.startS)
    if (key <= previous) throw malformed(index, 'columns do not ascend by lane and start')
    previous = key
    readings += column.counts.length
  }
  if (columns.length === 0) throw malformed(0, 'no column')
  if (readings > MAX_READINGS) throw malformed(0, `${readings} readings, at most ${MAX_READINGS}`)
}

function encodeColumn(column: Column, index: number): Uint8Array {
  const { lane, startS, stepS, counts } = column
  if (!within(lane, 0, 0xffff) || !within(startS, 0, 2 ** 40 - 1) || !within(stepS, 1, 2 ** 24 - 1))
    throw malformed(index, 'lane, start or step does not fit its field')
  if (!within(counts.length, 1, MAX_READINGS)) throw malformed(index, `a column has ${counts.length} readings`)
  const bytes = new Uint8Array(COLUMN_HEADER_BYTES + 8 * counts.length)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, lane)
  view.setUint16(3, counts.length)
  view.setUint8(5, Math.floor(startS / 2 ** 32))
  view.setUint32(6, startS % 2 ** 32)
  view.setUint8(10, stepS >> 16)
  view.setUint16(11, stepS & 0xffff)
  let offset = COLUMN_HEADER_BYTES
  for (const count of counts) {
    if (count < -EXCESS || count >= EXCESS) throw malformed(index, `count ${count} does not fit 64 bits`)
    view.setBigUint64(offset, count + EXCESS)
    offset += 8
  }
  return bytes
}

function splitColumns(bytes: Uint8Array): Uint8Array[] {
  const columns: Uint8Array[] = []
  let at = 0
  while (at < bytes.length) {
    if (at + COLUMN_HEADER_BYTES > bytes.length) throw malformed(at, 'header cut off')
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, COLUMN_HEADER_BYTES)
    const count = view.getUint16(3)
    if (view.getUint8(2) !== 0) throw malformed(at, 'kind is reserved')
    if (count === 0 || count > MAX_READINGS) throw malformed(at, `a column has ${count} readings`)
    const end = at + COLUMN_HEADER_BYTES + 8 * count
    if (end > bytes.length) throw malformed(at, 'values cut off')
    columns.push(bytes.subarray(at, end))
    at = end
  }
  if (columns.length === 0) throw malformed(0, 'no column')
  return columns
}

function decodeColumn(bytes: Uint8Array): Column {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const counts = new BigInt64Array(view.getUint16(3))
  for (let i = 0; i < counts.length; i += 1) counts[i] = view.getBigUint64(COLUMN_HEADER_BYTES + 8 * i) - EXCESS
  const stepS = view.getUint8(10) * 0x10000 + view.getUint16(11)
  if (stepS === 0) throw malformed(0, 'step is zero')
  return { lane: view.getUint16(0), startS: view.getUint8(5) * 2 ** 32 + view.getUint32(6), stepS, counts }
}

function within(integer: number, low: number, high: number): boolean {
  return Number.isInteger(integer) && integer >= low && integer <= high
}

function malformed(at: number, reason: string): Error {
  return contractsError('COLUMNS_MALFORMED', { at, reason })
}
