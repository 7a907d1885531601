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
import { TcctvError } from '@tcctv/units'
import { ledgerError } from '../errors.ts'

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

/** A block that is being run. Transactions come in groups; a group that is refused leaves no trace. */
export type BlockRun = {
  readonly state: MerkleStateManager
  /** How many transactions it has. */
  readonly count: () => number
  /**
   * Runs a group after those before it and keeps it unless `accept` throws.
   *
   * @throws {TcctvError} LEDGER_TRANSACTION_REFUSED when one is not acceptable at all (nonce, gas limit, funds);
   *   LEDGER_BLOCK_FULL when the block has too little gas left; LEDGER_CORRUPT; what `accept` throws
   */
  readonly add: (transactions: readonly TypedTransaction[], accept?: Accept) => Promise<void>
  /** Computes the roots; the state is then that after the block. */
  readonly finish: () => Promise<Executed>
}

/** Sees the results of a group and the gas of the block with it. */
export type Accept = (results: readonly RunTxResult[], gasUsed: bigint) => void

/**
 * Begins a block on the executor's state. `draft` has the fields that do not follow from execution; its seal stays
 * empty. The caller rolls back by `setStateRoot` when it does not keep the block.
 */
export async function beginBlock({ vm, state }: Executor, draft: HeaderData): Promise<BlockRun> {
  const common = vm.common
  const block = createBlock({ header: draft }, { common, skipConsensusFormatValidation: true })
  const bloom = new Bloom(undefined, common)
  const transactions: TypedTransaction[] = []
  const results: RunTxResult[] = []
  let gasUsed = 0n
  await state.checkpoint()
  const runGroup = async (group: readonly TypedTransaction[], accept: Accept): Promise<void> => {
    const found: RunTxResult[] = []
    let gasAfter = gasUsed
    for (const tx of group) {
      const result = await runOne(vm, tx, block, gasAfter)
      gasAfter += result.totalGasSpent
      found.push(result)
    }
    accept(found, gasAfter)
    gasUsed = gasAfter
    transactions.push(...group)
    results.push(...found)
  }
  return {
    state,
    count: () => results.length,
    add: async (group, accept = () => undefined) => {
      await state.checkpoint()
      try {
        await runGroup(group, accept)
      } catch (cause) {
        await state.revert()
        throw cause
      }
      await state.commit()
    },
    finish: async () => {
      await state.commit()
      const receiptTrie = new MerklePatriciaTrie({ common })
      for (const [index, { receipt, bloom: one }] of results.entries()) {
        bloom.or(one)
        await receiptTrie.put(RLP.encode(index), encodeReceipt(receipt, transactions[index]?.type ?? 0))
      }
      const computed = {
        logsBloom: bloom.bitvector,
        receiptTrie: receiptTrie.root(),
        transactionsTrie: await genTransactionsTrieRoot(transactions, new MerklePatriciaTrie({ common })),
        stateRoot: await state.getStateRoot(),
      }
      return { transactions, results, gasUsed, computed }
    },
  }
}

/** Runs the transactions of a block, all of them. Throws as `BlockRun.add`. */
export async function executeBlock(
  executor: Executor,
  draft: HeaderData,
  transactions: readonly TypedTransaction[],
): Promise<Executed> {
  const run = await beginBlock(executor, draft)
  await run.add(transactions)
  return run.finish()
}

async function runOne(vm: VM, tx: TypedTransaction, block: Block, blockGasUsed: bigint): Promise<RunTxResult> {
  const left = block.header.gasLimit - blockGasUsed
  if (tx.gasLimit > left && blockGasUsed > 0n)
    throw ledgerError('LEDGER_BLOCK_FULL', { gasUsed: blockGasUsed + tx.gasLimit, limit: block.header.gasLimit })
  try {
    return await runTx(vm, { tx, block, blockGasUsed })
  } catch (cause) {
    if (cause instanceof TcctvError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw ledgerError('LEDGER_TRANSACTION_REFUSED', { reason }, cause)
  }
}
