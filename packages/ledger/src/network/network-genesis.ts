import { createBlock } from '@ethereumjs/block'
import { genesisMPTStateRoot } from '@ethereumjs/mpt'
import { RLP } from '@ethereumjs/rlp'
import { bytesToHex, hexToBytes } from '@ethereumjs/util'
import { CLIQUE, GAS_LIMIT, SEAL_BYTES, VANITY_BYTES, createProjectCommon, projectGenesis } from '@tcctv/contracts'
import type { Hex } from '../chain.ts'
import { ledgerError } from '../errors.ts'
import { isRecord } from '../rpc/parameters.ts'
import type { Consensus } from './answers.ts'

/** What the organisations of a network agree on before its first block. */
export type NetworkGenesisOptions = {
  readonly consensus: Consensus
  readonly chainId: number
  /** Addresses of the sealers' keys, one or more per organisation. */
  readonly sealers: readonly Hex[]
  /** Addresses that send transactions; they get what they need for fees of 1 wei per gas. */
  readonly relayers: readonly Hex[]
  /** Seconds between blocks. */
  readonly periodS: number
  readonly timestampS: number
}

/** A genesis file as geth and Besu read it, and the hash of the block that follows from it. */
export type NetworkGenesis = { readonly file: Readonly<Record<string, unknown>>; readonly hash: Hex }

/** Enough for 10^12 transactions of 16.7 million gas at 1 wei. */
const RELAYER_WEI = 10n ** 20n
const LONDON_FORKS = [
  'homesteadBlock',
  'eip150Block',
  'eip155Block',
  'eip158Block',
  'byzantiumBlock',
  'constantinopleBlock',
  'petersburgBlock',
  'istanbulBlock',
  'berlinBlock',
  'londonBlock',
] as const
/** Digest that marks the headers of IBFT 2.0 and QBFT. */
const QBFT_MIX_HASH: Hex = '0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365'
const ZERO_HASH: Hex = `0x${'00'.repeat(32)}`

/**
 * Genesis of a project's network: London from block 0, base fee 0, the gas limit of an embedded chain.
 *
 * @throws {TcctvError} GENESIS_FORM for a chain id or an address that can't be; NETWORK_SEALERS
 * @example (await networkGenesis({ consensus: 'clique', chainId: 1_000_000_001, sealers, relayers, periodS: 1, timestampS: 1_700_000_000 })).hash
 */
export async function networkGenesis(options: NetworkGenesisOptions): Promise<NetworkGenesis> {
  const { consensus, chainId, relayers, periodS, timestampS } = options
  const sealers = [...new Set(options.sealers.map(lower))].sort()
  const [sealer] = sealers
  const [relayer] = relayers
  if (sealer === undefined || relayer === undefined || sealers.length !== options.sealers.length)
    throw ledgerError('NETWORK_SEALERS', { sealers: options.sealers.length, relayers: relayers.length })
  for (const address of [...sealers, ...relayers])
    projectGenesis({ chainId, sealer: address, relayer: address, timestampS })
  const isClique = consensus === 'clique'
  const header = {
    timestamp: quantity(timestampS),
    gasLimit: quantity(GAS_LIMIT),
    difficulty: '0x1',
    nonce: '0x0000000000000000',
    mixHash: isClique ? ZERO_HASH : QBFT_MIX_HASH,
    extraData: isClique ? cliqueExtraData(sealers) : qbftExtraData(sealers),
    baseFeePerGas: '0x0',
    coinbase: `0x${'00'.repeat(20)}`,
  } as const
  const file = {
    config: {
      chainId,
      ...Object.fromEntries(LONDON_FORKS.map((name) => [name, 0])),
      ...(isClique ? { clique: { period: periodS, epoch: CLIQUE.epoch } } : qbftConfig(periodS)),
    },
    ...header,
    alloc: Object.fromEntries(relayers.map((address) => [lower(address), { balance: quantity(RELAYER_WEI) }])),
  }
  return { file, hash: (await readNetworkGenesis(file)).hash }
}

/** What a genesis file says of its network. */
export type NetworkFacts = {
  readonly consensus: Consensus
  readonly chainId: number
  readonly sealers: readonly Hex[]
  readonly hash: Hex
}

/**
 * Chain id, consensus, first sealers and genesis hash of a genesis file as `networkGenesis` writes it. The hash is that of
 * the block that geth or Besu make from the file; of other forms of the file no more is said than that they are refused.
 *
 * @throws {TcctvError} NETWORK_GENESIS naming the field
 * @example (await readNetworkGenesis(JSON.parse(text))).hash // '0x…'
 */
export async function readNetworkGenesis(file: unknown): Promise<NetworkFacts> {
  const { config, alloc, ...fields } = recordOf(file, 'the file')
  const { chainId, clique, qbft } = recordOf(config, 'config')
  if (typeof chainId !== 'number') throw ledgerError('NETWORK_GENESIS', { what: 'config.chainId is not a number' })
  if (!isRecord(clique) === !isRecord(qbft))
    throw ledgerError('NETWORK_GENESIS', { what: 'config must have either clique or qbft' })
  const hex = (name: string): Hex => hexField(fields, name)
  const balances = Object.entries(recordOf(alloc, 'alloc')).map(([address, held]) => {
    const { balance } = recordOf(held, `alloc.${address}`)
    return [address.startsWith('0x') ? address : `0x${address}`, quantity(BigInt(String(balance)))] as const
  })
  const extraData = hex('extraData')
  const header = {
    number: 0,
    timestamp: hex('timestamp'),
    gasLimit: hex('gasLimit'),
    difficulty: hex('difficulty'),
    nonce: hex('nonce'),
    mixHash: fields['mixHash'] === undefined ? ZERO_HASH : hex('mixHash'),
    extraData,
    baseFeePerGas: hex('baseFeePerGas'),
    stateRoot: await genesisMPTStateRoot(Object.fromEntries(balances)),
  }
  const nobody: Hex = `0x${'00'.repeat(20)}`
  const common = createProjectCommon(projectGenesis({ chainId, sealer: nobody, relayer: nobody, timestampS: 0 }))
  const block = createBlock({ header }, { common, skipConsensusFormatValidation: true })
  const consensus = isRecord(clique) ? 'clique' : 'qbft'
  const sealers = consensus === 'clique' ? cliqueSealers(extraData) : qbftSealers(extraData)
  return { consensus, chainId, sealers, hash: bytesToHex(block.hash()) }
}

/** The genesis of an embedded chain for `geth init`: with it a node imports the chain's blocks. */
export function embeddedGenesisFile(options: {
  readonly chainId: number
  readonly sealer: Hex
  readonly timestampS: number
}): Readonly<Record<string, unknown>> {
  const { chainId, sealer, timestampS } = options
  return {
    config: { chainId, ...Object.fromEntries(LONDON_FORKS.map((name) => [name, 0])), clique: CLIQUE },
    timestamp: quantity(timestampS),
    gasLimit: quantity(GAS_LIMIT),
    difficulty: '0x1',
    nonce: '0x0000000000000000',
    extraData: cliqueExtraData([lower(sealer)]),
    baseFeePerGas: '0x0',
    alloc: {},
  }
}

/** EIP-225: vanity, sorted sealers, seal. */
function cliqueExtraData(sealers: readonly Hex[]): Hex {
  const list = sealers.map((address) => address.slice(2)).join('')
  return `0x${'00'.repeat(VANITY_BYTES)}${list}${'00'.repeat(SEAL_BYTES)}`
}

/** Besu: vanity, validators, no vote, round 0, no seals. */
function qbftExtraData(sealers: readonly Hex[]): Hex {
  return bytesToHex(
    RLP.encode([new Uint8Array(VANITY_BYTES), sealers.map((address) => hexToBytes(address)), [], 0, []]),
  )
}

function cliqueSealers(extraData: Hex): readonly Hex[] {
  const list = extraData.slice(2 + 2 * VANITY_BYTES, -2 * SEAL_BYTES)
  return list.match(/.{40}/g)?.map((address): Hex => `0x${address}`) ?? []
}

function qbftSealers(extraData: Hex): readonly Hex[] {
  const [, sealers] = RLP.decode(hexToBytes(extraData))
  const list = Array.isArray(sealers) ? sealers : []
  return list.flatMap((address) => (address instanceof Uint8Array ? [bytesToHex(address)] : []))
}

function recordOf(found: unknown, what: string): Readonly<Record<string, unknown>> {
  if (!isRecord(found)) throw ledgerError('NETWORK_GENESIS', { what: `${what} is not an object` })
  return found
}

function hexField(fields: Readonly<Record<string, unknown>>, name: string): Hex {
  const found = fields[name]
  if (typeof found === 'string' && /^0x[0-9a-f]+$/i.test(found)) return lower(`0x${found.slice(2)}`)
  throw ledgerError('NETWORK_GENESIS', { what: `${name} is ${String(found)}, expected hexadecimal text` })
}

function qbftConfig(periodS: number): Readonly<Record<string, unknown>> {
  return {
    zeroBaseFee: true,
    contractSizeLimit: 24_576,
    qbft: { blockperiodseconds: periodS, epochlength: CLIQUE.epoch, requesttimeoutseconds: 2 * periodS },
  }
}

function quantity(amount: number | bigint): Hex {
  return `0x${amount.toString(16)}`
}

function lower(address: Hex): Hex {
  return `0x${address.slice(2).toLowerCase()}`
}
