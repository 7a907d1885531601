import { createBlockFromRLP } from '@ethereumjs/block'
import { MerklePatriciaTrie } from '@ethereumjs/mpt'
import { RLP } from '@ethereumjs/rlp'
import { Caches, CacheType, MerkleStateManager } from '@ethereumjs/statemanager'
import { createAddressFromString, MapDB, ValueEncoding } from '@ethereumjs/util'
import { createVM, runBlock, type VM } from '@ethereumjs/vm'
import type { Common } from '@ethereumjs/common'
import { createProjectEvm, SEAL_BYTES } from '@tcctv/contracts'
import { fromHex, toHex, type Hex } from '../bytes.ts'
import type { RawBlock } from '../chain/blocks.ts'
import { HEADER_AT } from '../chain/header.ts'
import { decodeTransaction, type ChainTransaction } from '../chain/transaction.ts'
import { refuse } from '../errors.ts'
import type { RawLog } from '../records.ts'

/** What executing a transaction gave. */
export type Executed = ChainTransaction & {
  readonly index: number
  readonly succeeded: boolean
  readonly created: Hex | null
  readonly logs: readonly RawLog[]
}
export type Replay = { readonly run: (block: RawBlock) => Promise<Executed[]> }

const HASHES_KEPT = 256
const ENTRIES_CACHED = 20_000
const CODES_CACHED = 100

/**
 * An EVM with empty state that executes a chain's blocks one by one and compares gas used, receipts root, logs bloom,
 * state root and transactions root of each with its header. Keeps the state, no blocks.
 */
export async function createReplay(common: Common, genesisHash: Hex, sealer: Hex): Promise<Replay> {
  const hashes = new Map<number, Hex>([[0, genesisHash]])
  const vm = await createReplayVm(common, hashes, sealer)
  return {
    run: async (block) => {
      const executed = await execute(vm, common, block)
      hashes.set(block.header.number, block.header.hash)
      hashes.delete(block.header.number - HASHES_KEPT)
      return executed
    },
  }
}

async function createReplayVm(common: Common, hashes: ReadonlyMap<number, Hex>, sealer: Hex): Promise<VM> {
  const blockchain = recentBlocks(hashes)
  const nodes = new MapDB<string, Uint8Array>()
  const trie = new MerklePatriciaTrie({ common, db: nodes, useKeyHashing: true, valueEncoding: ValueEncoding.Bytes })
  const cache = { type: CacheType.LRU, size: ENTRIES_CACHED }
  const caches = new Caches({ account: cache, code: { ...cache, size: CODES_CACHED }, storage: cache })
  const stateManager = new MerkleStateManager({ common, trie, caches })
  // the chain has one sealer, so COINBASE needs no recovery
  const beneficiary = createAddressFromString(sealer)
  const evm = await createProjectEvm({ common, stateManager, blockchain, cliqueSigner: () => beneficiary })
  return createVM({ common, stateManager, blockchain, evm })
}

async function execute(vm: VM, common: Common, raw: RawBlock): Promise<Executed[]> {
  const where = `block ${raw.header.number}`
  const result = await guarded(where, async () => {
    const block = createBlockFromRLP(withoutSeal(raw), { common, setHardfork: false, freeze: false })
    return runBlock(vm, { block, skipHeaderValidation: true })
  })
  return raw.transactions.map((bytes, index) => {
    const transaction = decodeTransaction(bytes, `${where}, transaction ${index}`)
    const receipt = result.receipts[index]
    const created = result.results[index]?.createdAddress?.toString() ?? null
    const succeeded = receipt !== undefined && 'status' in receipt && receipt.status === 1
    const logs = (receipt?.logs ?? []).map(([address, topics, data]) => ({
      address: toHex(address),
      topics: topics.map(toHex),
      data: toHex(data),
    }))
    return { ...transaction, index, succeeded, created, logs }
  })
}

/**
 * The library credits every transaction's fees, which are zero, to the sealer, and recovers it from the seal each time; an
 * empty seal it takes for nobody's. Seals are checked before, and the block's hash is taken from its bytes.
 */
function withoutSeal({ bytes, header }: RawBlock): Uint8Array {
  const [fields, ...rest] = RLP.decode(bytes)
  if (!Array.isArray(fields)) return bytes
  const extraData = Uint8Array.from(header.extraData).fill(0, -SEAL_BYTES)
  return RLP.encode([fields.with(HEADER_AT.extraData, extraData), ...rest])
}

async function guarded<T>(where: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    return refuse(
      where,
      'a block whose execution gives its header',
      cause instanceof Error ? cause.message : cause,
      'replay',
    )
  }
}

/** The hashes BLOCKHASH can ask for. */
function recentBlocks(hashes: ReadonlyMap<number, Hex>) {
  const blockchain = {
    getBlock: (number: number) =>
      Promise.resolve({ hash: () => fromHex(hashes.get(number) ?? `0x${'00'.repeat(32)}`) }),
    putBlock: () => Promise.resolve(),
    shallowCopy: () => blockchain,
  }
  return blockchain
}
