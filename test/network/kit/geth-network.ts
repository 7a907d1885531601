import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { keccak256, toHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import {
  confirmationsOf,
  connectNetwork,
  networkGenesis,
  type NetworkChain,
  type NetworkGenesis,
  type NetworkOptions,
} from '../../../packages/ledger/src/index.ts'
import { run, until } from './processes.ts'
import { Signer } from './signer.ts'

type Hex = `0x${string}`

/** Where geth is, and the namespaces that the script made for us, if it could. */
export const GETH = process.env['TCCTV_TEST_GETH'] ?? ''
const NAMESPACES = process.env['TCCTV_TEST_NAMESPACES']

export const CHAIN_ID = 1_000_000_777
/** Without a new block for so long, a network of period 1 stands still. */
const STANDSTILL_MS = 10_000
const keyOf = (what: string): Hex => keccak256(toHex(what))
/** Relayer keys that have funds from the genesis on. */
const RELAYERS = Array.from({ length: 8 }, (_, index) => keyOf(`relayer ${index}`))

const RELAYER_ADDRESSES = RELAYERS.map((key) => privateKeyToAccount(key).address)
const SEALER_KEYS = Array.from({ length: 4 }, (_, index) => keyOf(`sealer ${index}`))
const SEALERS = SEALER_KEYS.slice(0, 3).map((key) => privateKeyToAccount(key).address)

/** Three organisations with a signer each, and a fourth that is no sealer yet. */
export class GethNetwork implements AsyncDisposable {
  readonly genesis: NetworkGenesis
  readonly directory: string
  readonly signers: readonly Signer[]
  readonly #cutOff = new Set<Signer>()
  readonly #stop = new AbortController()
  #watching: Promise<void> = Promise.resolve()
  #relayers = 0

  private constructor(genesis: NetworkGenesis, directory: string, signers: readonly Signer[]) {
    this.genesis = genesis
    this.directory = directory
    this.signers = signers
  }

  static async start({ others = 0, chainId = CHAIN_ID, relayers = RELAYER_ADDRESSES } = {}): Promise<GethNetwork> {
    const keys = SEALER_KEYS.slice(0, 3 + others)
    const options = { consensus: 'clique', chainId, periodS: 1, timestampS: 1_700_000_000 } as const
    const genesis = await networkGenesis({ ...options, sealers: SEALERS, relayers })
    const directory = mkdtempSync(join(tmpdir(), 'tcctv-network-'))
    const signers: Signer[] = []
    for (const [index, key] of keys.entries()) {
      const name = `org${index + 1}`
      const place =
        NAMESPACES === undefined
          ? { host: '127.0.0.1' }
          : { namespace: `${NAMESPACES}-${name}`, host: `198.18.0.${index + 1}` }
      const own = join(directory, name)
      signers.push(await Signer.make({ geth: GETH, directory: own, name, key, chainId, genesis: genesis.file, place }))
    }
    const network = new GethNetwork(genesis, directory, signers)
    await Promise.all(signers.map((signer) => signer.start(network.enodes())))
    await until('all signers know each other', 30, async () => {
      const counts = await Promise.all(signers.map((signer) => signer.peers()))
      return counts.every((count) => count === signers.length - 1) ? true : undefined
    })
    for (const signer of signers.slice(0, 3)) await signer.startSealing()
    network.#watching = network.#watch()
    return network
  }

  /** The watch that each organisation runs beside its node, see deploy/geth-clique: one node at a time. */
  async #watch(): Promise<void> {
    let last = { height: 0, sinceMs: performance.now(), turn: 0 }
    while (!this.#stop.signal.aborted) {
      await wait(1_000, undefined, { signal: this.#stop.signal }).catch(() => undefined)
      const live = this.signers.slice(0, 3).filter((signer) => signer.isRunning && !this.#cutOff.has(signer))
      const heights = await Promise.all(live.map((signer) => signer.height().catch(() => 0)))
      const height = Math.max(...heights)
      if (live.length < 2 || height > last.height) last = { ...last, height, sinceMs: performance.now() }
      if (performance.now() - last.sinceMs < STANDSTILL_MS) continue
      const signer = live[last.turn % live.length]
      const enodes = this.signers.filter((one) => one !== signer).map(({ enode }) => enode)
      const said = await signer?.unblock(enodes).catch((cause: unknown) => String(cause))
      console.log(`standstill at block ${height}; ${signer?.name}: ${said?.trim()}`)
      last = { height: height - 1, sinceMs: performance.now(), turn: last.turn + 1 }
    }
  }

  /** Starts a signer that was ended; it seals when it has met the others. */
  async restart(...signers: readonly Signer[]): Promise<void> {
    await Promise.all(signers.map((signer) => signer.start(this.enodes())))
    await Promise.all(signers.map((signer) => signer.startSealing()))
  }

  /** Whether links are cut between namespaces, or peers forgotten on the loopback. */
  static get isInNamespaces(): boolean {
    return NAMESPACES !== undefined
  }

  enodes(): string[] {
    return this.signers.map(({ enode }) => enode)
  }

  /** Options of an adapter with a relayer key and an outbox of its own, to all signers. */
  options(changes: Partial<NetworkOptions> = {}): NetworkOptions {
    const index = this.#relayers++
    return {
      endpoints: this.signers.map(({ url }) => url),
      chainId: CHAIN_ID,
      genesisHash: this.genesis.hash,
      relayerKey: RELAYERS[index] ?? '0x',
      outbox: join(this.directory, `outbox-${index}`),
      consensus: 'clique',
      confirmations: confirmationsOf('clique', 3),
      requestTimeoutMs: 5_000,
      resubmitAfterMs: 5_000,
      finalWithinMs: 150_000,
      pollMs: 200,
      ...changes,
    }
  }

  connect(changes: Partial<NetworkOptions> = {}): Promise<NetworkChain> {
    return connectNetwork(this.options(changes))
  }

  /** No word gets from this signer to the others or back; clients still reach it on the loopback only. */
  async cutOff(signer: Signer): Promise<void> {
    this.#cutOff.add(signer)
    if (NAMESPACES !== undefined) return setLink(signer, 'down')
    for (const other of this.signers.filter((one) => one !== signer)) {
      await signer.ask('admin_removePeer', [other.enode])
      await other.ask('admin_removePeer', [signer.enode])
    }
  }

  async reconnect(signer: Signer): Promise<void> {
    this.#cutOff.delete(signer)
    if (NAMESPACES !== undefined) return setLink(signer, 'up')
    for (const other of this.signers.filter((one) => one !== signer)) {
      await signer.ask('admin_addPeer', [other.enode])
      await other.ask('admin_addPeer', [signer.enode])
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#watching
    for (const signer of this.#cutOff) await this.reconnect(signer).catch(() => undefined)
    await Promise.all(this.signers.map((signer) => signer.end('SIGINT')))
    rmSync(this.directory, { recursive: true, force: true })
  }
}

/** The switch's end of the link. */
async function setLink({ name }: Signer, state: 'up' | 'down'): Promise<void> {
  await run('ip', ['-n', `${NAMESPACES}-switch`, 'link', 'set', `to-${name}`, state])
}
