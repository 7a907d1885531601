import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { privateKeyToAccount } from 'viem/accounts'
import { run, start, tail, until, type Running } from './processes.ts'

type Hex = `0x${string}`

export type SignerOptions = {
  readonly geth: string
  readonly directory: string
  readonly name: string
  readonly key: Hex
  readonly chainId: number
  readonly genesis: object
  /** Where it listens: in a namespace of its own, or on ports of the loopback. */
  readonly place: { readonly namespace?: string; readonly host: string }
}

/** Folder of the script that operators are told to use. */
const UNBLOCK = join(import.meta.dirname, '../../../deploy/geth-clique')

/** A geth node that seals with its organisation's key. */
export class Signer {
  readonly name: string
  readonly address: Hex
  readonly url: string
  readonly enode: string
  readonly host: string
  readonly #options: SignerOptions
  readonly #ports: readonly number[]
  #running: Running | undefined

  private constructor(options: SignerOptions, ports: readonly number[]) {
    const [p2p = 0, http = 0] = ports
    const account = privateKeyToAccount(options.key)
    const { host } = options.place
    this.#options = options
    this.#ports = ports
    this.name = options.name
    this.address = lower(account.address)
    this.host = host
    this.url = `http://${host}:${http}`
    this.enode = `enode://${privateKeyToAccount(nodeKey(options.key)).publicKey.slice(4)}@${host}:${p2p}`
  }

  /** A data directory with the genesis and the key; nothing runs yet. */
  static async make(options: SignerOptions): Promise<Signer> {
    const { directory, geth, key } = options
    const ports = options.place.namespace === undefined ? await freePorts(3) : [30_303, 8_545, 8_551]
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const file = (name: string, text: string): string => {
      writeFileSync(join(directory, name), text, { mode: 0o600 })
      return join(directory, name)
    }
    const genesis = file('genesis.json', JSON.stringify(options.genesis))
    const password = file('password.txt', 'network test\n')
    const keyFile = file('sealer.hex', key.slice(2))
    file('node.hex', nodeKey(key).slice(2))
    await run(geth, ['--datadir', join(directory, 'data'), '--verbosity', '2', 'init', genesis])
    const account = ['--datadir', join(directory, 'data'), '--lightkdf', 'account', 'import']
    await run(geth, [...account, '--password', password, keyFile])
    return new Signer(options, ports)
  }

  /** Starts the node and waits until it answers. */
  async start(peers: readonly string[], { isSealing = true } = {}): Promise<void> {
    const { directory, geth, place } = this.#options
    const config = join(directory, 'config.toml')
    writeFileSync(config, `[Node.P2P]\nStaticNodes = ${JSON.stringify(peers)}\n`)
    const args = this.#arguments(config, isSealing)
    const [command, ...rest] =
      place.namespace === undefined ? [geth, ...args] : ['ip', 'netns', 'exec', place.namespace, geth, ...args]
    const log = join(directory, 'geth.log')
    this.#running = start(command ?? geth, rest, log)
    await until(`${this.name} answers`, 30, () => this.ask('eth_blockNumber')).catch((cause: unknown) => {
      throw new Error(`${String(cause)}\n${tail(log)}`)
    })
  }

  /** Seals from when it has a peer and what the peer has: alone it would begin a fork. */
  async startSealing(): Promise<void> {
    await until(`${this.name} has peers and their blocks`, 90, async () =>
      (await this.peers()) > 0 && !(await this.#isBehind()) ? true : undefined,
    )
    await wait(1_000)
    await this.ask('miner_start')
  }

  async end(signal: 'SIGINT' | 'SIGKILL' = 'SIGINT'): Promise<void> {
    await this.#running?.end(signal)
    this.#running = undefined
  }

  async ask(method: string, params: readonly unknown[] = []): Promise<unknown> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      signal: AbortSignal.timeout(3_000),
    })
    const answer = (await response.json()) as { result?: unknown; error?: { message: string } } // of a JSON-RPC node
    if (answer.error !== undefined) throw new Error(`${this.name}: ${method}: ${answer.error.message}`)
    return answer.result
  }

  /** On block 0 geth calls itself syncing because it indexes; what counts is whether a peer has more blocks. */
  async #isBehind(): Promise<boolean> {
    const syncing = await this.ask('eth_syncing')
    return syncing !== false && Number((syncing as { highestBlock: string }).highestBlock) > (await this.height())
  }

  get isRunning(): boolean {
    return this.#running !== undefined
  }

  /** What an operator's watch does with a node whose chain stands still. */
  async unblock(enodes: readonly string[]): Promise<string> {
    const script = `enodes = ${JSON.stringify(enodes)}; loadScript("unblock.js")`
    return run(this.#options.geth, ['--jspath', UNBLOCK, '--exec', script, 'attach', this.url])
  }

  async height(): Promise<number> {
    return Number(await this.ask('eth_blockNumber'))
  }

  async hashAt(number: number): Promise<string | undefined> {
    const block = await this.ask('eth_getBlockByNumber', [`0x${number.toString(16)}`, false])
    return (block as { hash: string } | null)?.hash
  }

  async peers(): Promise<number> {
    return Number(await this.ask('net_peerCount'))
  }

  #arguments(config: string, isSealing: boolean): string[] {
    const { directory, chainId } = this.#options
    const [p2p, http, auth] = this.#ports.map(String)
    const options = [
      `--config ${config} --datadir ${join(directory, 'data')} --networkid ${chainId}`,
      '--syncmode full --gcmode archive --cache 64 --maxpeers 10 --lightkdf',
      `--nodiscover --nat none --port ${p2p} --nodekey ${join(directory, 'node.hex')}`,
      `--http --http.addr ${this.host} --http.port ${http} --http.vhosts *`,
      '--http.api eth,net,web3,debug,admin,clique,txpool,miner --rpc.gascap 120000000',
      `--authrpc.addr 127.0.0.1 --authrpc.port ${auth} --ipcdisable --txpool.pricelimit 1`,
    ]
    const sealing = [
      `--miner.etherbase ${this.address} --miner.gasprice 1 --miner.gaslimit 120000000`,
      `--unlock ${this.address} --password ${join(directory, 'password.txt')} --allow-insecure-unlock`,
    ]
    return (isSealing ? [...options, ...sealing] : options).flatMap((part) => part.split(' '))
  }
}

/** Another key for the node's own address: the sealer's signs blocks only. */
function nodeKey(key: Hex): Hex {
  return `0x${key.slice(2, 60)}0e0d${key.slice(64)}`
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer())
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject).listen(0, '127.0.0.1', () => {
            const address = server.address()
            resolve(typeof address === 'object' && address !== null ? address.port : 0)
          })
        }),
    ),
  )
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

function lower(address: Hex): Hex {
  return `0x${address.slice(2).toLowerCase()}`
}
