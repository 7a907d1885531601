import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { z } from 'zod'
import type { ProjectGenesis } from '../../packages/contracts/src/index.ts'

type Hex = `0x${string}`

/** What is used of @nomicfoundation/edr 0.22: an EVM and a trie in Rust, apart from everything that the product runs on. */
type Edr = {
  readonly EdrContext: new () => {
    readonly registerProviderFactory: (chainType: string, factory: unknown) => Promise<void>
    readonly createProvider: (chainType: string, ...configs: readonly object[]) => Promise<Provider>
  }
  readonly ContractDecoder: new () => object
  readonly L1_CHAIN_TYPE: string
  readonly L1Hardfork: { readonly Merge: number }
  readonly l1ProviderFactory: () => unknown
  readonly l1HardforkToString: (hardfork: number) => string
}
type Provider = { readonly handleRequest: (request: string) => Promise<{ readonly data: unknown }> }

/** Runs the transactions of a block and gives the state root and the gas that it used after them. */
export type SecondEvm = {
  readonly run: (
    timestampS: number,
    transactions: readonly Hex[],
  ) => Promise<{ readonly stateRoot: string; readonly gasUsed: bigint }>
}

/** Why there is no second EVM on this machine, or undefined. Installs it at the first call. */
export function whyNoSecondEvm(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `the lockfile of test/edr names the library for linux x64 only, this is ${process.platform} ${process.arch}`
  if (existsSync(join(import.meta.dirname, 'node_modules', '@nomicfoundation', 'edr-linux-x64-gnu'))) return undefined
  const arguments_ = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const { status, stderr } = spawnSync('npm', arguments_, {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    timeout: 120_000,
  })
  return status === 0 ? undefined : `npm ci in test/edr failed: ${stderr.trim()}`
}

/** Opens chains with an empty state; there is one of it in a process. */
export async function loadSecondEvm(): Promise<(genesis: ProjectGenesis) => Promise<SecondEvm>> {
  const edr = load()
  const context = new edr.EdrContext()
  await context.registerProviderFactory(edr.L1_CHAIN_TYPE, edr.l1ProviderFactory())
  return (genesis) => openSecondEvm(edr, context, genesis)
}

async function openSecondEvm(
  edr: Edr,
  context: InstanceType<Edr['EdrContext']>,
  { chainId, gasLimit, timestampS }: ProjectGenesis,
): Promise<SecondEvm> {
  const provider = await context.createProvider(
    edr.L1_CHAIN_TYPE,
    {
      allowBlocksWithSameTimestamp: true,
      allowUnlimitedContractSize: false,
      bailOnCallFailure: false,
      bailOnTransactionFailure: false,
      chainId: BigInt(chainId),
      coinbase: new Uint8Array(20),
      defaultTransactionGasLimit: gasLimit,
      genesisState: [],
      // London pays the miner here; the next rules differ in nothing else but the instruction DIFFICULTY.
      hardfork: edr.l1HardforkToString(edr.L1Hardfork.Merge),
      initialBaseFeePerGas: 0n,
      minGasPrice: 0n,
      mining: { autoMine: false, blockGasLimit: gasLimit, memPool: { order: 'Fifo' } },
      network: { genesisBlockGasLimit: gasLimit, genesisBlockTime: BigInt(timestampS) },
      networkId: BigInt(chainId),
      observability: {},
      ownedAccounts: [],
      precompileOverrides: [],
      transactionGasCap: false,
    },
    { enable: false, decodeConsoleLogInputsCallback: () => [], printLineCallback: () => undefined },
    { subscriptionCallback: () => undefined },
    new edr.ContractDecoder(),
  )
  const ask = (method: string, params: readonly unknown[]): Promise<unknown> => askProvider(provider, method, params)
  return {
    run: async (blockTimestampS, transactions) => {
      for (const raw of transactions) await ask('eth_sendRawTransaction', [raw])
      await ask('evm_setNextBlockTimestamp', [`0x${blockTimestampS.toString(16)}`])
      await ask('evm_mine', [])
      const block = blockSchema.parse(await ask('eth_getBlockByNumber', ['latest', false]))
      if (block.transactions.length !== transactions.length)
        throw new Error(`the second EVM took ${block.transactions.length} of ${transactions.length} transactions`)
      return { stateRoot: block.stateRoot, gasUsed: BigInt(block.gasUsed) }
    },
  }
}

const blockSchema = z.object({ stateRoot: z.string(), gasUsed: z.string(), transactions: z.array(z.string()) })
const answerSchema = z.object({ result: z.unknown().optional(), error: z.object({ message: z.string() }).optional() })

async function askProvider(provider: Provider, method: string, params: readonly unknown[]): Promise<unknown> {
  const { data } = await provider.handleRequest(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))
  const { result, error } = answerSchema.parse(typeof data === 'string' ? JSON.parse(data) : data)
  if (error !== undefined) throw new Error(`${method}: ${error.message}`)
  return result
}

function load(): Edr {
  const require = createRequire(join(import.meta.dirname, 'package.json'))
  return require('@nomicfoundation/edr') as Edr // its own types are outside of this project; wrong ones fail at the first call
}
