import { join } from 'node:path'
import { createBlock, type Block } from '@ethereumjs/block'
import {
  bytesToHex,
  createAddressFromPrivateKey,
  createAddressFromString,
  hexToBytes,
  KECCAK256_RLP,
  type Address,
} from '@ethereumjs/util'
import type { MerkleStateManager } from '@ethereumjs/statemanager'
import type { Common } from '@ethereumjs/common'
import { createProjectCommon, type ProjectGenesis } from '@tcctv/contracts'
import { TcctvError } from '@tcctv/units'
import type { Hex } from '../chain.ts'
import { ledgerError } from '../errors.ts'
import { BlockReader } from './block-reader.ts'
import { BlockStore } from './block-store.ts'
import { faultOfDatabaseFile } from './check-database-file.ts'
import { checkHeader } from './check-header.ts'
import { lockDirectory } from './directory-lock.ts'
import { EmbeddedChain, type ChainKeys } from './embedded-chain.ts'
import { createExecutor } from './executor.ts'
import { NodeOverlay } from './node-overlay.ts'
import { encodeReceipts } from './receipts.ts'
import { Relayer } from './relayer.ts'
import { StateReader } from './state-reader.ts'

/** Headers whose link and seal are checked at each opening. */
const CHECKED_AT_OPENING = 16

export type EmbeddedOptions = {
  readonly directory: string
  readonly genesis: ProjectGenesis
  readonly sealerKey: Hex
  readonly relayerKey: Hex
  /** Unix seconds. */
  readonly clock: () => number
  /** How many of the newest headers are checked; 'all' for every one since genesis. */
  readonly verify?: number | 'all'
}

/**
 * Opens the chain in a directory, or makes it from its genesis. Takes the directory for this process alone and checks
 * links and seals of the newest headers; does not run old transactions again, see `importBlocks`.
 *
 * @throws {TcctvError} LEDGER_LOCKED, LEDGER_FOREIGN, LEDGER_CORRUPT, LEDGER_NOT_STORED
 * @example await using chain = await openEmbedded({ directory, genesis, sealerKey, relayerKey, clock: () => 1_700_000_000 })
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedChain> {
  const lock = lockDirectory(options.directory)
  try {
    return await openLocked(options, lock.release)
  } catch (cause) {
    lock.release()
    throw cause
  }
}

/**
 * Opens or makes a copy of a chain without its keys, to take blocks that its sealer made. Takes the directory for this
 * process alone.
 *
 * @throws {TcctvError} LEDGER_LOCKED, LEDGER_FOREIGN, LEDGER_CORRUPT, LEDGER_NOT_STORED
 * @example await using copy = await openCopy({ directory, genesis }); await copy.importBlocks(blocks)
 */
export async function openCopy(
  options: Pick<EmbeddedOptions, 'directory' | 'genesis' | 'verify'>,
): Promise<EmbeddedChain> {
  const lock = lockDirectory(options.directory)
  try {
    const common = createProjectCommon(options.genesis)
    return await openStored({ ...options, clock: () => 0 }, common, undefined, lock.release)
  } catch (cause) {
    lock.release()
    throw cause
  }
}

async function openLocked(options: EmbeddedOptions, release: () => void): Promise<EmbeddedChain> {
  const { directory, genesis } = options
  const common = createProjectCommon(genesis)
  const sealerKey = hexToBytes(options.sealerKey)
  const relayer = new Relayer(hexToBytes(options.relayerKey), common)
  if (!createAddressFromPrivateKey(sealerKey).equals(createAddressFromString(genesis.sealer)))
    throw ledgerError('LEDGER_FOREIGN', { directory, found: 'another sealer', expected: genesis.sealer })
  if (!relayer.address.equals(createAddressFromString(genesis.relayer)))
    throw ledgerError('LEDGER_FOREIGN', { directory, found: 'another relayer', expected: genesis.relayer })
  return openStored(options, common, { sealerKey, relayer }, release)
}

type StoredOptions = Pick<EmbeddedOptions, 'directory' | 'genesis' | 'clock' | 'verify'>

async function openStored(
  { directory, genesis, clock, verify = CHECKED_AT_OPENING }: StoredOptions,
  common: Common,
  keys: ChainKeys | undefined,
  release: () => void,
): Promise<EmbeddedChain> {
  const sealer = createAddressFromString(genesis.sealer)
  const store = openStore(directory)
  try {
    const blocks = new BlockReader(store, common)
    const head = loadHead({ store, blocks, common, genesis, directory })
    checkNewest(blocks, head, sealer, verify === 'all' ? Infinity : verify)
    const overlay = new NodeOverlay(store)
    const parts = { common, nodes: overlay, blocks, sealer }
    const executor = await createExecutor(parts)
    await moveToHead(executor.state, head)
    const reader = await StateReader.create({ ...parts, nodes: new NodeOverlay(store) })
    const create = (): ReturnType<typeof createExecutor> => createExecutor(parts)
    const relayer = bytesToHex(createAddressFromString(genesis.relayer).bytes)
    return new EmbeddedChain(
      { store, blocks, reader, overlay, createExecutor: create, sealer, keys, relayer, clock, release },
      executor,
      head,
    )
  } catch (cause) {
    await store.close()
    throw cause
  }
}

/** @throws {TcctvError} LEDGER_CORRUPT */
export function openStore(directory: string, { readOnly = false } = {}): BlockStore {
  const path = join(directory, 'chain.mdb')
  const fault = faultOfDatabaseFile(path)
  if (fault !== undefined) throw ledgerError('LEDGER_CORRUPT', { block: 'head', what: fault })
  try {
    return new BlockStore(path, { readOnly })
  } catch (cause) {
    throw ledgerError('LEDGER_CORRUPT', { block: 'head', what: 'the database file can not be opened' }, cause)
  }
}

type Loading = {
  readonly store: BlockStore
  readonly blocks: BlockReader
  readonly common: Common
  readonly genesis: ProjectGenesis
  readonly directory: string
}

function loadHead({ store, blocks, common, genesis, directory }: Loading): Block {
  const expected = genesisBlock(genesis, common)
  const stored = store.head()
  if (stored === undefined) return storeGenesis(store, expected)
  const first = bytesToHex(storedBlock(blocks, 0).hash())
  if (first !== bytesToHex(expected.hash()))
    throw ledgerError('LEDGER_FOREIGN', { directory, found: first, expected: bytesToHex(expected.hash()) })
  const head = storedBlock(blocks, stored.number)
  if (bytesToHex(head.hash()) !== bytesToHex(stored.hash))
    throw ledgerError('LEDGER_CORRUPT', { block: stored.number, what: 'its hash is not the hash of the head' })
  return head
}

/** The block before the first one. Its state is empty: balances of 0 make no accounts. */
export function genesisBlock(genesis: ProjectGenesis, common: Common): Block {
  const header = {
    number: 0,
    timestamp: genesis.timestampS,
    difficulty: genesis.difficulty,
    gasLimit: genesis.gasLimit,
    baseFeePerGas: genesis.baseFeePerGas,
    extraData: hexToBytes(genesis.extraData),
    nonce: hexToBytes(genesis.nonce),
    stateRoot: KECCAK256_RLP,
  }
  return createBlock({ header }, { common })
}

function storeGenesis(store: BlockStore, block: Block): Block {
  const receipts = encodeReceipts(block.header.logsBloom, [], [])
  const raw = block.serialize()
  store.commit({ number: 0, hash: block.hash(), raw, receipts, transactionHashes: [], nodes: new Map() })
  return block
}

function checkNewest(blocks: BlockReader, head: Block, sealer: Address, count: number): void {
  let block = head
  for (let left = count; left > 0 && block.header.number > 0n; left--) {
    const parent = storedBlock(blocks, Number(block.header.number) - 1)
    try {
      checkHeader(block, parent, sealer)
    } catch (cause) {
      const what = cause instanceof Error ? cause.message : String(cause)
      throw ledgerError('LEDGER_CORRUPT', { block: block.header.number.toString(), what }, cause)
    }
    block = parent
  }
}

function storedBlock(blocks: BlockReader, number: number): Block {
  try {
    return blocks.block(number)
  } catch (cause) {
    if (!(cause instanceof TcctvError) || cause.code !== 'LEDGER_NOT_FOUND') throw cause
    throw ledgerError('LEDGER_CORRUPT', { block: number, what: 'it is missing' }, cause)
  }
}

async function moveToHead(state: MerkleStateManager, { header }: Block): Promise<void> {
  try {
    await state.setStateRoot(header.stateRoot, true)
  } catch (cause) {
    const what = `its state ${bytesToHex(header.stateRoot)} is missing`
    throw ledgerError('LEDGER_CORRUPT', { block: header.number.toString(), what }, cause)
  }
}
