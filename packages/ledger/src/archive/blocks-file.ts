import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import { ledgerError } from '../errors.ts'

/** Of a block in a file: where it begins and how long it is. */
type Item = { readonly at: number; readonly length: number }

/** Blocks of a file, read one at a time. */
export type BlocksFile = { readonly count: number; readonly blocks: Iterable<Uint8Array> }

/**
 * The blocks of a file, one after the other. The whole file is walked through first, so that a torn one gives none.
 * Its form is that of `geth export`: RLP of block after block.
 *
 * @throws {TcctvError} LEDGER_FILE with the offset
 */
export function readBlocksFile(path: string): BlocksFile {
  const file = openSync(path, 'r')
  try {
    const items = itemsOf(file, path)
    return { count: items.length, blocks: { [Symbol.iterator]: () => blocksAt(path, items) } }
  } finally {
    closeSync(file)
  }
}

function* blocksAt(path: string, items: readonly Item[]): Generator<Uint8Array> {
  const file = openSync(path, 'r')
  try {
    for (const { at, length } of items) yield bytesAt(file, at, length)
  } finally {
    closeSync(file)
  }
}

/** Writes blocks as RLP, one after the other; gives the bytes written. The file must not exist. */
export function writeBlocksFile(path: string, blocks: Iterable<Uint8Array>): number {
  const file = openSync(path, 'wx')
  let bytes = 0
  try {
    for (const block of blocks) {
      writeSync(file, block)
      bytes += block.length
    }
  } finally {
    closeSync(file)
  }
  return bytes
}

function itemsOf(file: number, path: string): Item[] {
  const { size } = fstatSync(file)
  const items: Item[] = []
  for (let at = 0; at < size;) {
    const length = listLength(bytesAt(file, at, Math.min(9, size - at)))
    if (length === undefined) throw ledgerError('LEDGER_FILE', { path, at, what: 'is no RLP list' })
    if (at + length > size)
      throw ledgerError('LEDGER_FILE', { path, at, what: `a block of ${length} bytes begins, ${size - at} are left` })
    items.push({ at, length })
    at += length
  }
  if (items.length === 0) throw ledgerError('LEDGER_FILE', { path, at: 0, what: 'the file ends' })
  return items
}

/** Length of the list whose first bytes these are, its prefix included. */
function listLength(start: Uint8Array): number | undefined {
  const [first = 0, ...rest] = start
  if (first < 0xc0) return undefined
  if (first < 0xf8) return 1 + first - 0xc0
  const lengthBytes = first - 0xf7
  if (lengthBytes > 6) return undefined
  return 1 + lengthBytes + rest.slice(0, lengthBytes).reduce((length, byte) => length * 256 + byte, 0)
}

function bytesAt(file: number, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  readSync(file, bytes, 0, length, at)
  return bytes
}
