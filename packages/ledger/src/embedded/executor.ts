import { createBlock, genTransactionsTrieRoot, type Block, type HeaderData } from '@ethereumjs/block'
import type { CustomPrecompile, EVM, EVMMockBlockchainInterface } from '@ethereumjs/evm'
import { MerklePatriciaTrie } from '@ethereumjs/mpt'
import { RLP } from '@ethereumjs/rlp'
import { Caches, CacheType, MerkleStateManager } from '@ethereumjs/statemanager'
import type { TypedTransaction } from '@ethereumjs/tx'
import { ValueEncoding, type Address, type DB } from '@ethereumjs/util'
import { Bloom, createVM, encodeReceipt, runTx, type RunTxResult, type VM } from '@ethereumjs/vm'
import type { Common } from '@ethereumjs/common'
import { createProjectEvm } from '@tcctv/contracts'

/** Trie nodes held in memory, about 500 bytes each. */
const NODE_CACHE = 20_000
const ENTRY_CACHE = 20_000

export type ExecutorOptions = {
  readonly common: Common
  readonly nodes: DB<string, string | Uint8Array>
  readonly blocks: EVMMockBlockchainInterface
  readonly sealer: Address
  /** Built-in contracts that take the place of those of the network: for forks only. */
  readonly precompiles?: readonly CustomPrecompile[]
}

/** An EVM over one state; `state` moves with every executed block. */
export type Executor = { readonly evm: EVM; readonly vm: VM; readonly state: MerkleStateManager }

/** What a block did, with the header fields that follow from it. */
export type Executed = {
  /** As they were run: they know sender and hash, unlike the copies that a sealed block makes of them. */
  readonly transactions: readonly TypedTransaction[]
  readonly results: readonly RunTxResult[]
  readonly gasUsed: bigint
  readonly computed: Readonly<Record<'stateRoot' | 'transactionsTrie' | 'receiptTrie' | 'logsBloom', Uint8Array>>
}

export async function createExecutor({
  common,
  nodes,
  blocks,
  sealer,
  precompiles = [],
}: ExecutorOptions): Promise<Executor> {
  const trie = new MerklePatriciaTrie({
    common,
    db: nodes,
    useKeyHashing: true,
    valueEncoding: ValueEncoding.Bytes,
    cacheSize: NODE_CACHE,
  })
  const cache = { type: CacheType.LRU, size: ENTRY_CACHE }
  const state = new MerkleStateManager({
    common,
    trie,
    caches: new Caches({ account: cache, code: { ...cache, size: 100 }, storage: cache }),
  })
  // The chain has one sealer, so COINBASE needs no signature recovery.
  const customPrecompiles = [...precompiles]
  const evm = await createProjectEvm({
    common,
    stateManager: state,
    blockchain: blocks,
    cliqueSigner: () => sealer,
    customPrecompiles,
  })
  const vm = await createVM({ common, stateManager: state, blockchain: blocks, evm })
  return { evm, vm, state }
}

/**
 * Runs the transactions of a block on the executor's state. `draft` has the fields that do not
 * follow from execution; its seal stays empty. The caller rolls back by `setStateRoot` when it does not keep the block.
 *
 * @throws {Error} of the library when a transaction is not acceptable at all (nonce, gas limit, funds)
 */
export async function executeBlock(
  { vm, state }: Executor,
  draft: HeaderData,
  transactions: readonly TypedTransaction[],
): Promise<Executed> {
  const common = vm.common
  const block = createBlock({ header: draft }, { common, skipConsensusFormatValidation: true })
  const bloom = new Bloom(undefined, common)
  const receiptTrie = new MerklePatriciaTrie({ common })
  const results: RunTxResult[] = []
  let gasUsed = 0n
  await vm.evm.journal.checkpoint()
  try {
    for (const [index, tx] of transactions.entries()) {
      refuseAboveGasLimit(tx, block, gasUsed)
      const result = await runTx(vm, { tx, block, blockGasUsed: gasUsed })
      gasUsed += result.totalGasSpent
      bloom.or(result.bloom)
      results.push(result)
      await receiptTrie.put(RLP.encode(index), encodeReceipt(result.receipt, tx.type))
    }
  } catch (cause) {
    await vm.evm.journal.revert()
    throw cause
  }
  await vm.evm.journal.commit()
  const computed = {
    logsBloom: bloom.bitvector,
    receiptTrie: receiptTrie.root(),
    transactionsTrie: await genTransactionsTrieRoot([...transactions], new MerklePatriciaTrie({ common })),
    stateRoot: await state.getStateRoot(),
  }
  return { transactions, results, gasUsed, computed }
}

function refuseAboveGasLimit(tx: TypedTransaction, block: Block, gasUsed: bigint): void {
  if (tx.gasLimit > block.header.gasLimit - gasUsed) throw new Error('gas limit is above what the block has left')
}
