import { RLP, type NestedUint8Array } from '@ethereumjs/rlp'
import { firstDifference } from '../bytes.ts'
import { refuse } from '../errors.ts'
import { decodeHeader, type Header } from './header.ts'

/** A block of a stream: its exact bytes, where they begin, its header and the raw transactions. */
export type RawBlock = {
  readonly offset: number
  readonly bytes: Uint8Array
  readonly header: Header
  readonly transactions: readonly Uint8Array[]
}

/**
 * Blocks of a stream of concatenated RLP, one after the other; only one is decoded at a time.
 *
 * @throws {TcctvError} CHECK_FAILED with the offset when the bytes are not canonical RLP of a block
 */
export function* blocksOf(stream: Uint8Array, path: string): Generator<RawBlock> {
  let offset = 0
  while (offset < stream.length) {
    const where = `${path} at ${offset}`
    const bytes = stream.subarray(offset, offset + itemLength(stream, offset, where))
    yield { offset, ...decodeBlock(bytes, where) }
    offset += bytes.length
  }
}

/** One block from its RLP. @throws {TcctvError} CHECK_FAILED when the bytes are not canonical */
export function decodeBlock(bytes: Uint8Array, where: string): Omit<RawBlock, 'offset'> {
  const parts = decodeRlp(bytes, where)
  if (!Array.isArray(parts) || parts.length !== 3) return refuse(where, 'a block of three lists', 'another form')
  const [header, transactions, uncles] = parts
  if (!Array.isArray(header) || !Array.isArray(transactions) || !Array.isArray(uncles))
    return refuse(where, 'a block of three lists', 'another form')
  if (uncles.length > 0) refuse(where, 'no uncles', uncles.length)
  const difference = firstDifference(RLP.encode(parts), bytes)
  if (difference !== -1) refuse(`${where}, byte ${difference}`, 'canonical RLP', 'another encoding')
  const decoded = decodeHeader(RLP.encode(header), where)
  return {
    bytes,
    header: decoded,
    // an untyped transaction stands as a list, a typed one as bytes
    transactions: transactions.map((part) => (part instanceof Uint8Array ? part : RLP.encode(part))),
  }
}

function decodeRlp(bytes: Uint8Array, where: string): Uint8Array | NestedUint8Array {
  try {
    return RLP.decode(bytes)
  } catch (cause) {
    return refuse(where, 'RLP', cause instanceof Error ? cause.message : cause)
  }
}

/** Length of the RLP list that begins at an offset, its prefix included. */
function itemLength(stream: Uint8Array, offset: number, where: string): number {
  const first = stream[offset] ?? 0
  if (first < 0xc0) refuse(where, 'the beginning of a list (0xc0 or above)', `0x${first.toString(16)}`)
  if (first < 0xf8) return 1 + first - 0xc0
  const lengthBytes = first - 0xf7
  let length = 0
  for (const byte of stream.subarray(offset + 1, offset + 1 + lengthBytes)) length = length * 256 + byte
  const total = 1 + lengthBytes + length
  if (offset + total > stream.length)
    refuse(where, `${total} bytes`, `${stream.length - offset} to the end of the file`)
  return total
}
