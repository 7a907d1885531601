import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
const GETH = process.env['TCCTV_TEST_GETH'] ?? ''
const NAMESPACES = process.env['TCCTV_TEST_NAMESPACES']

const CHAIN_ID = 1_000_000_777
const keyOf = (what: string): Hex => keccak256(toHex(what))
/** Relayer keys that have funds from the genesis on. */
const RELAYERS = Array.from({ length: 8 }, (_, index) => keyOf(`relayer ${index}`))

/** Three organisations with a signer each, and a fourth that is no sealer yet. */
export class GethNetwork implements AsyncDisposable {
  readonly genesis: NetworkGenesis
  readonly directory: string
  readonly signers: readonly Signer[]
  readonly #cutOff = new Set<Signer>()
  #relayers = 0

  private constructor(genesis: NetworkGenesis, directory: string, signers: readonly Signer[]) {
    this.genesis = genesis
    this.directory = directory
    this.signers = signers
  }

  static async start({ sealers = 3, others = 0 } = {}): Promise<GethNetwork> {
    const keys = Array.from({ length: sealers + others }, (_, index) => keyOf(`sealer ${index}`))
    const genesis = await networkGenesis({
      consensus: 'clique',
      chainId: CHAIN_ID,
      sealers: keys.slice(0, sealers).map((key) => privateKeyToAccount(key).address),
      relayers: RELAYERS.map((key) => privateKeyToAccount(key).address),
      periodS: 1,
      timestampS: 1_700_000_000,
    })
    const directory = mkdtempSync(join(tmpdir(), 'tcctv-network-'))
    const signers: Signer[] = []
    for (const [index, key] of keys.entries()) {
      const name = `org${index + 1}`
      const place =
        NAMESPACES === undefined
          ? { host: '127.0.0.1' }
          : { namespace: `${NAMESPACES}-${name}`, host: `198.18.0.${index + 1}` }
      const own = join(directory, name)
      signers.push(
        await Signer.make({ geth: GETH, directory: own, name, key, chainId: CHAIN_ID, genesis: genesis.file, place }),
      )
    }
    const network = new GethNetwork(genesis, directory, signers)
    await Promise.all(signers.map((signer) => signer.start(network.enodes())))
    await until('all signers know each other', 30, async () => {
      const counts = await Promise.all(signers.map((signer) => signer.peers()))
      return counts.every((count) => count === signers.length - 1) ? true : undefined
    })
    return network
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
      finalWithinMs: 60_000,
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
    for (const signer of this.#cutOff) await this.reconnect(signer).catch(() => undefined)
    await Promise.all(this.signers.map((signer) => signer.end('SIGINT')))
    rmSync(this.directory, { recursive: true, force: true })
  }
}

/** The switch's end of the link. */
async function setLink({ name }: Signer, state: 'up' | 'down'): Promise<void> {
  await run('ip', ['-n', `${NAMESPACES}-switch`, 'link', 'set', `to-${name}`, state])
}
