import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { faultOfTrees, rootAt, type DatabaseMeta } from './check-database-pages.ts'

const MAGIC = 0xbeefc0de
const META_BYTES = 160
/** Pages at the end that a transaction took and gave back need not have been written. */
const UNWRITTEN_PAGES = 16

/**
 * What is wrong with an LMDB file, or undefined for a sound or absent one. The library maps the file into memory and
 * dies with a signal on a foreign, truncated or torn one, so this is looked at before: the two meta pages, and every page
 * that the newer one leads to. Does not see a changed byte inside a value: the hashes do, when it is read.
 *
 * Source: `MDB_page_header`, `MDB_meta` of the LMDB inside lmdb 3.5.6 (64-bit, little-endian).
 */
export function faultOfDatabaseFile(path: string): string | undefined {
  const file = openIfPresent(path)
  if (file === undefined) return undefined
  try {
    const size = fstatSync(file).size
    return size === 0 ? undefined : faultOfPages(file, size)
  } finally {
    closeSync(file)
  }
}

function faultOfPages(file: number, size: number): string | undefined {
  const first = readMeta(file, 0)
  if (first === undefined) return 'the database file does not begin with a database page'
  const second = readMeta(file, first.pageBytes)
  if (second === undefined) return 'the second page of the database file is damaged'
  const newest = second.transaction > first.transaction ? second : first
  const needed = (newest.lastPage + 1 - UNWRITTEN_PAGES) * newest.pageBytes
  if (size < needed) return `the database file is cut off: ${size} bytes, at least ${needed} expected`
  return faultOfTrees(file, newest)
}

function readMeta(file: number, at: number): DatabaseMeta | undefined {
  const page = Buffer.alloc(META_BYTES)
  if (readSync(file, page, 0, META_BYTES, at) < META_BYTES || page.readUInt32LE(24) !== MAGIC) return undefined
  const pageBytes = page.readUInt32LE(48)
  // Powers of two from 256 to 65,536.
  if (pageBytes < 256 || pageBytes > 65_536 || (pageBytes & (pageBytes - 1)) !== 0) return undefined
  return {
    pageBytes,
    roots: [rootAt(page, 48), rootAt(page, 96)],
    lastPage: Number(page.readBigUInt64LE(144)),
    transaction: page.readBigUInt64LE(152),
  }
}

function openIfPresent(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw cause
  }
}
