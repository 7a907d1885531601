import { createBlock, type Block } from '@ethereumjs/block'
import { createFeeMarket1559Tx } from '@ethereumjs/tx'
import { createAddressFromString } from '@ethereumjs/util'
import { buildBlock, createVM, type VM } from '@ethereumjs/vm'
import { privateKeyToAddress } from 'viem/accounts'
import { fromHex, toHex, type Hex } from '../bytes.ts'
import { chainCommon, genesisBlock, type GenesisFacts } from '../chain/genesis.ts'
import type { BlockFacts, RawTransaction } from '../records.ts'

/** A block of the test chain with what its transactions logged. */
export type BuiltBlock = {
  readonly bytes: Uint8Array
  readonly block: BlockFacts
  readonly transactions: readonly RawTransaction[]
}
export type TestEngine = {
  readonly genesis: GenesisFacts
  readonly genesisHash: Hex
  readonly built: readonly BuiltBlock[]
  /** Seals one block of transactions; throws when one fails. */
  readonly seal: (transactions: readonly { readonly to: Hex | null; readonly data: Hex }[]) => Promise<BuiltBlock>
}

const STARTED_S = 1_750_000_000 // after every reading of the tests

/** A chain in memory under the product's chain rules, for tests. Keys are 32 bytes of hex. */
export async function createTestEngine(chainId: number, sealerKey: Hex, relayerKey: Hex): Promise<TestEngine> {
  const [sealer, relayer] = [lower(privateKeyToAddress(sealerKey)), lower(privateKeyToAddress(relayerKey))]
  const genesis = { chainId, sealer, relayer, timestampS: STARTED_S }
  const common = chainCommon(genesis)
  const first = genesisBlock(genesis, common)
  const blocks = new Map<number, Block>([[0, first]])
  const blockchain = {
    getBlock: (number: number) => Promise.resolve({ hash: () => blocks.get(number)?.hash() ?? new Uint8Array(32) }),
    putBlock: () => Promise.resolve(),
    shallowCopy: () => blockchain,
  }
  const vm = await createVM({ common, blockchain, evmOpts: { cliqueSigner: () => createAddressFromString(sealer) } })
  const built: BuiltBlock[] = []
  let nonce = 0
  const seal = async (transactions: readonly { readonly to: Hex | null; readonly data: Hex }[]) => {
    const signed = transactions.map(({ to, data }) =>
      createFeeMarket1559Tx(
        {
          chainId,
          nonce: nonce++,
          gasLimit: 30_000_000,
          maxFeePerGas: 0,
          maxPriorityFeePerGas: 0,
          data,
          ...(to === null ? {} : { to }),
        },
        { common },
      ).sign(fromHex(relayerKey)),
    )
    const made = await sealBlock(vm, blocks.get(built.length) ?? first, signed, fromHex(sealerKey))
    blocks.set(built.length + 1, made.sealed)
    built.push(made.built)
    return made.built
  }
  return { genesis, genesisHash: toHex(first.hash()), built, seal }
}

async function sealBlock(
  vm: VM,
  parentBlock: Block,
  signed: readonly ReturnType<ReturnType<typeof createFeeMarket1559Tx>['sign']>[],
  cliqueSigner: Uint8Array,
) {
  const timestamp = Number(parentBlock.header.timestamp) + 1
  const headerData = {
    timestamp,
    gasLimit: 120_000_000n,
    baseFeePerGas: 0n,
    difficulty: 2n,
    extraData: new Uint8Array(97),
  }
  const builder = await buildBlock(vm, {
    parentBlock,
    headerData,
    blockOpts: { cliqueSigner, freeze: false, setHardfork: false },
  })
  const transactions: RawTransaction[] = []
  for (const [index, tx] of signed.entries()) {
    const result = await builder.addTransaction(tx)
    const failure = result.execResult.exceptionError
    if (failure !== undefined) throw new Error(`${failure.error} ${toHex(result.execResult.returnValue)}`)
    const logs = (result.receipt.logs ?? []).map(([address, topics, data]) => ({
      address: toHex(address),
      topics: topics.map(toHex),
      data: toHex(data),
    }))
    transactions.push({ hash: toHex(tx.hash()), index, logs })
  }
  const { block: sealed } = await builder.build()
  const { header } = sealed
  const block = {
    number: Number(header.number),
    hash: toHex(sealed.hash()),
    timestampS: timestamp,
    stateRoot: toHex(header.stateRoot),
  }
  return {
    sealed: createBlock({ header }, { common: vm.common, setHardfork: false }),
    built: { bytes: sealed.serialize(), block, transactions },
  }
}

function lower(address: Hex): Hex {
  return toHex(fromHex(address))
}
