import type { BatchDBOp, DB } from '@ethereumjs/util'
import { keccakBytes } from '@tcctv/contracts'
import { ledgerError } from '../errors.ts'
import type { ChainStore } from './block-store.ts'

type Stored = string | Uint8Array

/**
 * Database of the tries: reads from the store, keeps writes of the block being made in memory until they go into the
 * block's own transaction. Without pruning a node is never deleted: keys are hashes of the content.
 */
export class NodeOverlay implements DB<string, Stored> {
  readonly #store: ChainStore
  readonly #written = new Map<string, Uint8Array>()

  constructor(store: ChainStore) {
    this.#store = store
  }

  get written(): ReadonlyMap<string, Uint8Array> {
    return this.#written
  }

  clear(): void {
    this.#written.clear()
  }

  /** @throws {TcctvError} LEDGER_CORRUPT for a stored node that is not what its key says */
  async get(key: string): Promise<Uint8Array | undefined> {
    return this.#written.get(key) ?? storedNode(this.#store, key)
  }

  async put(key: string, node: Stored): Promise<void> {
    if (typeof node !== 'string') this.#written.set(key, node)
  }

  async del(): Promise<void> {
    // History is kept: a node that this state no longer needs belongs to an older one.
  }

  async batch(operations: BatchDBOp<string, Stored>[]): Promise<void> {
    for (const operation of operations) if (operation.type === 'put') await this.put(operation.key, operation.value)
  }

  /** Storage tries write into the same block, so a copy is the same overlay. */
  shallowCopy(): this {
    return this
  }

  async open(): Promise<void> {}
}

/** Keys end in the hash of the content; those of contract code have a letter in front. */
function storedNode(store: ChainStore, key: string): Uint8Array | undefined {
  const node = store.node(key)
  if (node === undefined || key.endsWith(Buffer.from(keccakBytes(node)).toString('hex'))) return node
  throw ledgerError('LEDGER_CORRUPT', { block: 'state', what: `the node ${key} is not what its hash says` })
}
