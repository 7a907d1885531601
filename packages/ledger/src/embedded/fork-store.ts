import type { ChainStore, StoredBlock, StoredHead } from './block-store.ts'

/**
 * A chain's store up to a block, with what comes after it in memory: the store below is read and never written. Of the
 * fork's own blocks only the state and the newest hash are kept; nobody asks for their bytes again.
 */
export class ForkStore implements ChainStore {
  readonly #below: ChainStore
  readonly #forkBlock: number
  readonly #nodes = new Map<string, Uint8Array>()
  #head: StoredHead

  constructor(below: ChainStore, forkBlock: StoredHead) {
    this.#below = below
    this.#forkBlock = forkBlock.number
    this.#head = forkBlock
  }

  head(): StoredHead {
    return this.#head
  }

  rawBlock(number: number): Uint8Array | undefined {
    return number <= this.#forkBlock ? this.#below.rawBlock(number) : undefined
  }

  receipts(number: number): Uint8Array | undefined {
    return number <= this.#forkBlock ? this.#below.receipts(number) : undefined
  }

  numberOf(hash: Uint8Array): number | undefined {
    const number = this.#below.numberOf(hash)
    return number === undefined || number > this.#forkBlock ? undefined : number
  }

  transactionAt(hash: Uint8Array): { readonly block: number; readonly index: number } | undefined {
    const place = this.#below.transactionAt(hash)
    return place === undefined || place.block > this.#forkBlock ? undefined : place
  }

  node(key: string): Uint8Array | undefined {
    return this.#nodes.get(key) ?? this.#below.node(key)
  }

  commit({ number, hash, nodes }: StoredBlock): void {
    for (const [key, node] of nodes) this.#nodes.set(key, node)
    this.#head = { number, hash }
  }

  close(): Promise<void> {
    this.#nodes.clear()
    return this.#below.close()
  }
}
