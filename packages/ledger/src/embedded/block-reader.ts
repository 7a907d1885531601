import { createBlockFromRLP, type Block } from '@ethereumjs/block'
import type { EVMMockBlockchainInterface } from '@ethereumjs/evm'
import { bytesToHex, hexToBytes } from '@ethereumjs/util'
import type { ChainLog, ChainReceipt, Hex, LogFilter } from '../chain.ts'
import { ledgerError } from '../errors.ts'
import type { ChainStore } from './block-store.ts'
import type { Common } from '@ethereumjs/common'
import { bloomTestOf } from './log-bloom.ts'
import { decodeReceipts } from './receipts.ts'

/** Stored blocks, decoded. Also the EVM's source of block hashes. */
export class BlockReader implements EVMMockBlockchainInterface {
  readonly #store: ChainStore
  readonly #common: Common

  constructor(store: ChainStore, common: Common) {
    this.#store = store
    this.#common = common
  }

  /** @throws {TcctvError} LEDGER_NOT_FOUND, LEDGER_CORRUPT */
  block(number: number): Block {
    const raw = this.rawBlock(number)
    try {
      return createBlockFromRLP(raw, { common: this.#common, skipConsensusFormatValidation: true })
    } catch (cause) {
      throw ledgerError('LEDGER_CORRUPT', { block: number, what: 'its bytes are not a block' }, cause)
    }
  }

  rawBlock(number: number): Uint8Array {
    const raw = this.#store.rawBlock(number)
    if (raw === undefined) throw ledgerError('LEDGER_NOT_FOUND', { what: 'block', id: number })
    return raw
  }

  numberOf(hash: Hex): number | undefined {
    return this.#store.numberOf(hexToBytes(hash))
  }

  receipts(number: number): ChainReceipt[] {
    return decodeReceipts(this.block(number), this.#storedReceipts(number))
  }

  #storedReceipts(number: number): Uint8Array {
    const stored = this.#store.receipts(number)
    if (stored === undefined) throw ledgerError('LEDGER_NOT_FOUND', { what: 'block', id: number })
    return stored
  }

  /** Where a transaction stands, or undefined when the chain does not have it. */
  placeOf(transaction: Hex): { readonly block: number; readonly index: number } | undefined {
    return this.#store.transactionAt(hexToBytes(transaction))
  }

  /** Events that match, oldest first. Blocks that the bloom filter excludes are not decoded. */
  logs(wanted: LogFilter): ChainLog[] {
    const filter = inLowerCase(wanted)
    const mayMatch = bloomTestOf(filter)
    const found: ChainLog[] = []
    for (let number = filter.fromBlock; number <= filter.toBlock; number++) {
      if (!mayMatch(this.#storedReceipts(number))) continue
      for (const receipt of this.receipts(number)) found.push(...receipt.logs.filter((log) => matches(log, filter)))
    }
    return found
  }

  async getBlock(number: number): Promise<Block> {
    return this.block(number)
  }

  async putBlock(): Promise<void> {
    throw new Error('blocks are stored by the chain only')
  }

  shallowCopy(): this {
    return this
  }

  /** Whether a block is stored under the hash it has. */
  hasItsHash(block: Block): boolean {
    return this.numberOf(bytesToHex(block.hash())) === Number(block.header.number)
  }
}

/** Addresses often come with the capitals of a checksum (EIP-55); stored ones have none. */
function inLowerCase(filter: LogFilter): LogFilter {
  if (filter.address === undefined) return filter
  return { ...filter, address: filter.address.map((address): Hex => `0x${address.slice(2).toLowerCase()}`) }
}

function matches(log: ChainLog, { address, topics = [] }: LogFilter): boolean {
  if (address !== undefined && !address.includes(log.address)) return false
  return topics.every((allowed, position) => {
    const topic = log.topics[position]
    return topic !== undefined && (allowed === null || allowed.includes(topic))
  })
}
