import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { CustomPrecompile } from '@ethereumjs/evm'
import { bytesToHex, createAddressFromPrivateKey, createAddressFromString, setLengthLeft } from '@ethereumjs/util'
import { createProjectCommon, type ProjectGenesis } from '@tcctv/contracts'
import type { Hex } from '../chain.ts'
import { BlockReader } from './block-reader.ts'
import { BlockStore } from './block-store.ts'
import { EmbeddedChain } from './embedded-chain.ts'
import { createExecutor } from './executor.ts'
import { ForkStore } from './fork-store.ts'
import { NodeOverlay } from './node-overlay.ts'
import { Relayer } from './relayer.ts'
import { StateReader } from './state-reader.ts'

export type ForkOptions = {
  /** Directory of the chain that is forked; another thread of this process may have it open. */
  readonly directory: string
  readonly genesis: ProjectGenesis
  /** The last block that both chains have. */
  readonly block: number
  /** Unix seconds. */
  readonly clock: () => number
}

/**
 * A copy of a chain from a block on, to try what would have been. It lives in memory; the chain in the directory is
 * only read. Sealer and relayer are keys of the moment, and signatures are not checked: `takenSignature` names the
 * signer, whose role the contracts check as ever. So nothing of a fork can be taken for the chain's own, and no party's
 * key is needed. Everything else, the contracts' code first of all, is the same.
 *
 * @throws {TcctvError} LEDGER_NOT_FOUND for a block that the chain does not have
 * @example await using fork = await forkChain({ directory, genesis, block: 5, clock: () => 1_800_000_000 })
 */
export async function forkChain({ directory, genesis, block, clock }: ForkOptions): Promise<EmbeddedChain> {
  const common = createProjectCommon(genesis)
  const [sealerKey, relayerKey] = [randomBytes(32), randomBytes(32)].map((key) => Uint8Array.from(key))
  const keys = { sealerKey: sealerKey ?? new Uint8Array(), relayerKey: relayerKey ?? new Uint8Array() }
  const sealer = createAddressFromPrivateKey(keys.sealerKey)
  const below = new BlockStore(join(directory, 'chain.mdb'))
  try {
    const head = new BlockReader(below, common).block(block)
    const store = new ForkStore(below, { number: block, hash: head.hash() })
    const blocks = new BlockReader(store, common)
    const overlay = new NodeOverlay(store)
    const parts = { common, nodes: overlay, blocks, sealer, precompiles: [TAKE_SIGNATURES] }
    const create = (): ReturnType<typeof createExecutor> => createExecutor(parts)
    const executor = await create()
    await executor.state.setStateRoot(head.header.stateRoot, true)
    const reader = await StateReader.create({ ...parts, nodes: new NodeOverlay(store) })
    const relayer = new Relayer(keys.relayerKey, common)
    return new EmbeddedChain(
      {
        store,
        blocks,
        reader,
        overlay,
        createExecutor: create,
        sealer,
        keys: { sealerKey: keys.sealerKey, relayer },
        relayer: bytesToHex(relayer.address.bytes),
        clock,
        release: () => undefined,
      },
      executor,
      head,
    )
  } catch (cause) {
    await below.close()
    throw cause
  }
}

/** What a fork takes for the signature of this key, under anything. */
export function takenSignature(signer: Hex): Hex {
  return `0x${signer.slice(2).toLowerCase().padStart(64, '0')}${'1'.padStart(64, '0')}1b`
}

const RECOVER_GAS = 3000n
const [R_START, R_END] = [64, 96]

/** ECRECOVER (address 1) of a fork: the signer is what the signature says. */
const TAKE_SIGNATURES: CustomPrecompile = {
  address: createAddressFromString(`0x${'1'.padStart(40, '0')}`),
  function: ({ data, gasLimit }) =>
    gasLimit < RECOVER_GAS
      ? { executionGasUsed: gasLimit, returnValue: new Uint8Array() }
      : { executionGasUsed: RECOVER_GAS, returnValue: setLengthLeft(data.slice(R_START, R_END), 32) },
}
