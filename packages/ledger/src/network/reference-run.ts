import type { HeaderData } from '@ethereumjs/block'
import type { EVMMockBlockchainInterface } from '@ethereumjs/evm'
import { createFeeMarket1559Tx, type TypedTransaction } from '@ethereumjs/tx'
import { MapDB, bytesToHex, createAddressFromString, createZeroAddress, hexToBytes } from '@ethereumjs/util'
import { getMerkleStateProof } from '@ethereumjs/statemanager'
import { GAS_LIMIT, SEALED_DIFFICULTY, createProjectCommon, projectGenesis } from '@tcctv/contracts'
import type { ChainTransaction, Hex } from '../chain.ts'
import { createExecutor, executeBlock, type Executor } from '../embedded/executor.ts'

/** What a transaction did, without its place in a chain. */
export type Outcome = {
  readonly succeeded: boolean
  readonly gasUsed: bigint
  readonly logs: readonly { readonly address: Hex; readonly topics: readonly Hex[]; readonly data: Hex }[]
}

/** A block of another engine, or what it would be. */
export type ReferenceBlock = {
  readonly number: number
  readonly timestampS: number
  readonly transactions: readonly Omit<ChainTransaction, 'hash'>[]
}

/** Gas limit of every transaction that the engines send. */
const TRANSACTION_GAS = 16_777_216n

/**
 * The embedded engine's EVM over a state of its own in memory, run with the block numbers, times and hashes of another
 * engine's chain. It needs no keys: who sends is taken as given. With the same calls, contracts must come to the same
 * storage, gas and events; only balances differ, because nobody pays here.
 */
export class ReferenceRun {
  readonly #executor: Executor

  private constructor(executor: Executor) {
    this.#executor = executor
  }

  /** An empty state; `hashOf` gives the hash of a block of the other chain. */
  static async create(chainId: number, hashOf: (number: number) => Promise<Hex>): Promise<ReferenceRun> {
    const nobody: Hex = `0x${'00'.repeat(20)}`
    const common = createProjectCommon(projectGenesis({ chainId, sealer: nobody, relayer: nobody, timestampS: 0 }))
    const nodes = new MapDB<string, string | Uint8Array>()
    return new ReferenceRun(
      await createExecutor({ common, nodes, blocks: blocksBy(hashOf), sealer: createZeroAddress() }),
    )
  }

  /** Runs the block's transactions on the state. */
  async run({ number, timestampS, transactions }: ReferenceBlock): Promise<readonly Outcome[]> {
    const draft: HeaderData = {
      number,
      timestamp: timestampS,
      difficulty: SEALED_DIFFICULTY,
      gasLimit: GAS_LIMIT,
      baseFeePerGas: 0n,
    }
    const { results } = await executeBlock(
      this.#executor,
      draft,
      transactions.map((transaction) => this.#unsigned(transaction)),
    )
    return results.map(({ execResult, totalGasSpent, receipt }) => ({
      succeeded: execResult.exceptionError === undefined,
      gasUsed: totalGasSpent,
      logs: receipt.logs.map(([address, topics, data]) => ({
        address: bytesToHex(address),
        topics: topics.map((topic) => bytesToHex(topic)),
        data: bytesToHex(data),
      })),
    }))
  }

  async storageRoot(address: Hex): Promise<Hex> {
    return (await getMerkleStateProof(this.#executor.state, createAddressFromString(address), [])).storageHash
  }

  #unsigned({ from, to, data, nonce }: Omit<ChainTransaction, 'hash'>): TypedTransaction {
    const { common } = this.#executor.vm
    const fields = {
      chainId: common.chainId(),
      nonce,
      gasLimit: TRANSACTION_GAS,
      maxFeePerGas: 0n,
      maxPriorityFeePerGas: 0n,
      data: hexToBytes(data),
      ...(to === null ? {} : { to: createAddressFromString(to) }),
    }
    const transaction = createFeeMarket1559Tx(fields, { common, freeze: false })
    transaction.getSenderAddress = () => createAddressFromString(from)
    return transaction
  }
}

function blocksBy(hashOf: (number: number) => Promise<Hex>): EVMMockBlockchainInterface {
  const blocks: EVMMockBlockchainInterface = {
    getBlock: async (number) => {
      const hash = hexToBytes(await hashOf(number))
      return { hash: () => hash }
    },
    putBlock: async () => undefined,
    shallowCopy: () => blocks,
  }
  return blocks
}
