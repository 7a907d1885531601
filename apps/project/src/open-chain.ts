import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectGenesis, type ProjectGenesis } from '@tcctv/contracts'
import {
  confirmationsOf,
  connectNetwork,
  createRpcHandler,
  forwardRpc,
  openEmbedded,
  readNetworkGenesis,
  type AcceptRaw,
  type LedgerEngine,
  type RpcHandler,
} from '@tcctv/ledger'
import { z } from 'zod'
import { projectError } from './errors.ts'
import { processKey, type ProjectFile } from './project-files.ts'
import type { Hex } from './read-model/projected.ts'

/** A project's chain on either engine, and what differs between them. */
export type OpenedChain = {
  readonly chain: LedgerEngine
  readonly genesisHash: Hex
  /** The chain's sealer, or the first of a network's. */
  readonly sealer: Hex
  /** Of an embedded chain, which can be forked in memory; null on a network. */
  readonly genesis: ProjectGenesis | null
  /** The chain's JSON-RPC; `acceptRaw` may refuse raw transactions. */
  readonly rpc: (options: { readonly clientVersion: string; readonly acceptRaw: AcceptRaw }) => RpcHandler
}

/** Settings of a project whose chain is on a network: `network.json` in its directory. */
const networkSchema = z.strictObject({
  engine: z.literal('rpc'),
  /** The network's genesis file, in the project's directory. */
  genesis: z.string().min(1),
  endpoints: z.array(z.url()).min(1),
  /** By default what the number of sealers of the genesis asks for. */
  confirmations: z.number().int().min(1).max(1000).optional(),
  /** Fee per gas; 0 for networks whose nodes pass on transactions without one. */
  tipWei: z.number().int().min(0).default(1),
})
const SETTINGS = 'network.json'

/** Whether the project's chain is on a network. */
export function isOnNetwork(directory: string): boolean {
  return existsSync(join(directory, SETTINGS))
}

/**
 * Opens the project's chain: the embedded one of its directory, or that of the network which `network.json` names.
 *
 * @throws {TcctvError} DATA_DIRECTORY for settings of another form; LEDGER_*, NETWORK_*
 */
export function openChain(directory: string, file: ProjectFile, nowS: () => number): Promise<OpenedChain> {
  return isOnNetwork(directory) ? openNetwork(directory, file) : openOwn(directory, file, nowS)
}

async function openOwn(directory: string, { chainId }: ProjectFile, nowS: () => number): Promise<OpenedChain> {
  const sealer = processKey(directory, 'sealer')
  const relayer = processKey(directory, 'relayer')
  const genesis = projectGenesis({
    chainId,
    sealer: lower(sealer.account.address),
    relayer: lower(relayer.account.address),
    timestampS: GENESIS_S,
  })
  const chainDirectory = join(directory, 'chain')
  mkdirSync(chainDirectory, { recursive: true, mode: 0o700 })
  const keys = { sealerKey: sealer.key, relayerKey: relayer.key }
  const chain = await openEmbedded({ directory: chainDirectory, genesis, ...keys, clock: nowS })
  return {
    chain,
    genesisHash: (await chain.blockAt(0)).hash,
    sealer: genesis.sealer,
    genesis,
    rpc: (options) => createRpcHandler(chain, options),
  }
}

async function openNetwork(directory: string, { chainId }: ProjectFile): Promise<OpenedChain> {
  const settings = networkSchema.safeParse(json(directory, SETTINGS))
  if (!settings.success)
    throw projectError('DATA_DIRECTORY', { path: join(directory, SETTINGS), missing: z.prettifyError(settings.error) })
  const { genesis, endpoints, confirmations, tipWei } = settings.data
  const facts = await readNetworkGenesis(json(directory, genesis))
  if (facts.chainId !== chainId)
    throw projectError('DATA_DIRECTORY', { path: join(directory, genesis), missing: `chain id ${chainId}` })
  const chain = await connectNetwork({
    endpoints,
    chainId,
    genesisHash: facts.hash,
    relayerKey: processKey(directory, 'relayer').key,
    outbox: join(directory, 'outbox'),
    consensus: facts.consensus,
    tipWei: BigInt(tipWei),
    confirmations: confirmations ?? confirmationsOf(facts.consensus, facts.sealers.length),
  })
  const [sealer = '0x'] = facts.sealers
  return { chain, genesisHash: facts.hash, sealer, genesis: null, rpc: (options) => forwardRpc(chain, options) }
}

/** The genesis must be the same at each opening, so its time is the beginning of the platform, not the clock. */
const GENESIS_S = 1_700_000_000

function json(directory: string, name: string): unknown {
  const path = join(directory, name)
  if (!existsSync(path)) throw projectError('DATA_DIRECTORY', { path: directory, missing: name })
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw projectError('DATA_DIRECTORY', { path, missing: 'JSON' }, cause)
  }
}

function lower(address: Hex): Hex {
  return `0x${address.slice(2).toLowerCase()}`
}
