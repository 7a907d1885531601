import { open, type Database, type RootDatabase } from 'lmdb'
import { ledgerError } from '../errors.ts'

/** Everything one block adds to the disk. */
export type StoredBlock = {
  readonly number: number
  readonly hash: Uint8Array
  readonly raw: Uint8Array
  readonly receipts: Uint8Array
  readonly transactionHashes: readonly Uint8Array[]
  /** Trie nodes and contract code by hexadecimal key. */
  readonly nodes: ReadonlyMap<string, Uint8Array>
}

/** Number and hash of the newest stored block. */
export type StoredHead = { readonly number: number; readonly hash: Uint8Array }

type Table = Database<Uint8Array, Uint8Array>

/** Where a chain keeps its blocks and its state. */
export type ChainStore = {
  readonly head: () => StoredHead | undefined
  readonly rawBlock: (number: number) => Uint8Array | undefined
  readonly receipts: (number: number) => Uint8Array | undefined
  readonly numberOf: (hash: Uint8Array) => number | undefined
  readonly transactionAt: (hash: Uint8Array) => { readonly block: number; readonly index: number } | undefined
  readonly node: (key: string) => Uint8Array | undefined
  /** @throws {TcctvError} LEDGER_NOT_STORED */
  readonly commit: (block: StoredBlock) => void
  readonly close: () => Promise<void>
}

/**
 * LMDB file of one chain. A block is written by one synchronous transaction with one fsync: after a crash it is
 * there as a whole or not at all. Reading copies bytes, so results stay valid after later writes.
 */
export class BlockStore implements ChainStore {
  readonly #root: RootDatabase<Uint8Array, Uint8Array>
  readonly #nodes: Table
  readonly #blocks: Table
  readonly #receipts: Table
  readonly #numbers: Table
  readonly #transactions: Table

  constructor(path: string, { readOnly = false }: { readonly readOnly?: boolean } = {}) {
    this.#root = open({
      path,
      encoding: 'binary',
      keyEncoding: 'binary',
      maxDbs: 8,
      readOnly,
      // The default acknowledges before the fsync; a block must be on the disk when append returns.
      overlappingSync: false,
    })
    const table = (name: string): Table => this.#root.openDB({ name, encoding: 'binary', keyEncoding: 'binary' })
    this.#nodes = table('nodes')
    this.#blocks = table('blocks')
    this.#receipts = table('receipts')
    this.#numbers = table('numbers')
    this.#transactions = table('transactions')
  }

  head(): StoredHead | undefined {
    const stored = bytesOf(this.#root, HEAD_KEY)
    return stored === undefined ? undefined : { number: readNumber(stored), hash: stored.subarray(4) }
  }

  rawBlock(number: number): Uint8Array | undefined {
    return bytesOf(this.#blocks, numberKey(number))
  }

  receipts(number: number): Uint8Array | undefined {
    return bytesOf(this.#receipts, numberKey(number))
  }

  numberOf(hash: Uint8Array): number | undefined {
    const stored = bytesOf(this.#numbers, hash)
    return stored === undefined ? undefined : readNumber(stored)
  }

  transactionAt(hash: Uint8Array): { readonly block: number; readonly index: number } | undefined {
    const stored = bytesOf(this.#transactions, hash)
    return stored === undefined ? undefined : { block: readNumber(stored), index: readNumber(stored.subarray(4)) }
  }

  node(key: string): Uint8Array | undefined {
    return bytesOf(this.#nodes, Buffer.from(key, 'hex'))
  }

  /** @throws {TcctvError} LEDGER_NOT_STORED when the disk refuses; nothing of the block is stored then. */
  commit(block: StoredBlock): void {
    try {
      this.#root.transactionSync(() => this.#write(block))
    } catch (cause) {
      throw ledgerError('LEDGER_NOT_STORED', { block: block.number, reason: reasonOf(cause) }, cause)
    }
  }

  #write({ number, hash, raw, receipts, transactionHashes, nodes }: StoredBlock): void {
    const key = numberKey(number)
    for (const [nodeKey, node] of nodes) this.#nodes.putSync(Buffer.from(nodeKey, 'hex'), node)
    this.#blocks.putSync(key, raw, AT_THE_END)
    this.#receipts.putSync(key, receipts, AT_THE_END)
    this.#numbers.putSync(hash, key)
    transactionHashes.forEach((transaction, index) =>
      this.#transactions.putSync(transaction, Buffer.concat([key, numberKey(index)])),
    )
    this.#root.putSync(HEAD_KEY, Buffer.concat([key, hash]))
  }

  /** Entries and bytes of the pages of each table, as the database counts them. */
  sizes(): Readonly<Record<'nodes' | 'blocks' | 'receipts' | 'numbers' | 'transactions', TableSize>> {
    const of = (table: Table): TableSize => {
      const { entryCount, treeBranchPageCount, treeLeafPageCount, overflowPages, pageSize } = statsOf(table)
      return { entries: entryCount, bytes: (treeBranchPageCount + treeLeafPageCount + overflowPages) * pageSize }
    }
    return {
      nodes: of(this.#nodes),
      blocks: of(this.#blocks),
      receipts: of(this.#receipts),
      numbers: of(this.#numbers),
      transactions: of(this.#transactions),
    }
  }

  /** Writes a copy without unused pages. The file must not exist. */
  async copyTo(path: string): Promise<void> {
    await this.#root.backup(path, true)
  }

  async close(): Promise<void> {
    await this.#root.close()
  }
}

export type TableSize = { readonly entries: number; readonly bytes: number }

const STATS = ['entryCount', 'treeBranchPageCount', 'treeLeafPageCount', 'overflowPages', 'pageSize'] as const

/** The library gives its counts without a type. */
function statsOf(table: Table): Readonly<Record<(typeof STATS)[number], number>> {
  const found = new Map<string, unknown>(Object.entries(table.getStats()))
  const [entryCount = 0, treeBranchPageCount = 0, treeLeafPageCount = 0, overflowPages = 0, pageSize = 0] = STATS.map(
    (name) => Number(found.get(name) ?? 0),
  )
  return { entryCount, treeBranchPageCount, treeLeafPageCount, overflowPages, pageSize }
}

/** Fills pages: without it the database splits the last page in halves, which leaves one small block on each. */
const AT_THE_END = { append: true }
const HEAD_KEY = Buffer.from('head')

/** Plain views instead of Buffers: `slice` of a Buffer shares memory, which the EVM library does not expect. */
function bytesOf(table: Table, key: Uint8Array): Uint8Array | undefined {
  const found = table.getBinary(key)
  return found === undefined ? undefined : new Uint8Array(found.buffer, found.byteOffset, found.byteLength)
}

function numberKey(number: number): Buffer {
  const key = Buffer.alloc(4)
  key.writeUInt32BE(number)
  return key
}

function readNumber(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
