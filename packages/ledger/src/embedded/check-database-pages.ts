import { readSync } from 'node:fs'

/** Of a B-tree: its first page and its depth, 0 for an empty one. */
export type TreeRoot = { readonly page: number; readonly depth: number }

/** What one of the two first pages of the file says. */
export type DatabaseMeta = {
  readonly pageBytes: number
  readonly lastPage: number
  readonly transaction: bigint
  readonly roots: readonly TreeRoot[]
}

const HEADER = 24
const NODE_HEADER = 8
const PAGE = { branch: 1, leaf: 2, overflow: 4 } as const
const NODE = { onOtherPages: 1, tree: 2 } as const
const TREE_BYTES = 48
/** Pages read at once. */
const WINDOW = 64

/** Root and depth in an `MDB_db` of 48 bytes. */
export function rootAt(bytes: Buffer, at: number): TreeRoot {
  return { depth: bytes.readUInt16LE(at + 6), page: Number(bytes.readBigUInt64LE(at + 40)) }
}

/**
 * What is wrong with the B-trees of an LMDB file, or undefined: every page reached must say its own number, be of the kind
 * its parent expects, keep its entries inside itself, and lead to pages of the file.
 *
 * Source: `MDB_page`, `MDB_node`, `MDB_db` of the LMDB inside lmdb 3.5.6 (64-bit, little-endian).
 */
export function faultOfTrees(file: number, meta: DatabaseMeta): string | undefined {
  const reader = new PageReader(file, meta.pageBytes)
  const longValues: LongValue[] = []
  let level: readonly TreeRoot[] = meta.roots
  while (level.length > 0) {
    const found = { below: [] as TreeRoot[], longValues }
    for (const next of inOrder(level)) {
      if (next.depth === 0) continue
      const fault = next.page > meta.lastPage ? behind(next.page, meta) : faultOfPage(reader, next, found)
      if (fault !== undefined) return fault
    }
    level = found.below
  }
  for (const value of inOrder(longValues)) {
    const fault = faultOfLongValue(reader, value, meta)
    if (fault !== undefined) return fault
  }
  return undefined
}

type LongValue = { readonly page: number; readonly size: number }
type Found = { readonly below: TreeRoot[]; readonly longValues: LongValue[] }

/** The order in which they lie in the file: a tree's own order jumps about. */
function inOrder<T extends { readonly page: number }>(pages: readonly T[]): T[] {
  return pages.toSorted((left, right) => left.page - right.page)
}

function behind(page: number, { lastPage }: DatabaseMeta): string {
  return said(page, `lies behind the last one, ${lastPage}`)
}

function faultOfPage(reader: PageReader, { page, depth }: TreeRoot, found: Found): string | undefined {
  const bytes = reader.read(page)
  const expected = depth === 1 ? PAGE.leaf : PAGE.branch
  const form = faultOfHeader(bytes, page, expected)
  if (form !== undefined) return form
  const end = HEADER + bytes.readUInt16LE(20)
  for (let pointer = HEADER; pointer < end; pointer += 2) {
    const at = HEADER + bytes.readUInt16LE(pointer)
    const content = at + NODE_HEADER + (at + NODE_HEADER > bytes.length ? 0 : bytes.readUInt16LE(at + 6))
    if (content > bytes.length) return said(page, 'has an entry that reaches over its end')
    const [size, flags] = [bytes.readUInt32LE(at), bytes.readUInt16LE(at + 4)]
    if (expected === PAGE.branch) found.below.push({ page: size + flags * 2 ** 32, depth: depth - 1 })
    else if ((flags & NODE.onOtherPages) !== 0)
      found.longValues.push({ page: Number(bytes.readBigUInt64LE(content)), size })
    else if (content + size > bytes.length) return said(page, 'has a value that reaches over its end')
    else if ((flags & NODE.tree) !== 0 && size === TREE_BYTES) found.below.push(rootAt(bytes, content))
  }
  return undefined
}

function faultOfHeader(bytes: Buffer, page: number, expected: number): string | undefined {
  if (bytes.length < HEADER) return said(page, 'is cut off')
  const own = bytes.readBigUInt64LE(0)
  if (own !== BigInt(page)) return said(page, `says that it is page ${own}`)
  const kind = bytes.readUInt16LE(18) & 0xf
  if (kind !== expected) return said(page, `is of kind ${kind}, expected ${expected}`)
  const [lower, upper] = [bytes.readUInt16LE(20), bytes.readUInt16LE(22)]
  return lower > upper || HEADER + upper > bytes.length
    ? said(page, 'has no room for what it says it holds')
    : undefined
}

function faultOfLongValue(reader: PageReader, { page, size }: LongValue, meta: DatabaseMeta): string | undefined {
  const pages = Math.ceil((HEADER + size) / meta.pageBytes)
  if (page + pages - 1 > meta.lastPage) return behind(page + pages - 1, meta)
  const bytes = reader.read(page)
  if (bytes.length < HEADER || bytes.readBigUInt64LE(0) !== BigInt(page)) return said(page, 'says that it is another')
  if ((bytes.readUInt16LE(18) & PAGE.overflow) === 0) return said(page, 'is not one for a long value')
  const found = bytes.readUInt32LE(20)
  return found < pages ? said(page, `begins ${found} pages, expected ${pages}`) : undefined
}

function said(page: number, what: string): string {
  return `page ${page} of the database file ${what}`
}

/** Reads pages through windows. */
class PageReader {
  readonly #file: number
  readonly #pageBytes: number
  #window = Buffer.alloc(0)
  #first = -1

  constructor(file: number, pageBytes: number) {
    this.#file = file
    this.#pageBytes = pageBytes
  }

  /** The page's own bytes, fewer when the file ends in it. */
  read(page: number): Buffer {
    const first = page - (page % WINDOW)
    if (first !== this.#first) {
      const window = Buffer.allocUnsafe(WINDOW * this.#pageBytes)
      this.#window = window.subarray(0, readSync(this.#file, window, 0, window.length, first * this.#pageBytes))
      this.#first = first
    }
    const start = (page - first) * this.#pageBytes
    return this.#window.subarray(start, start + this.#pageBytes)
  }
}
