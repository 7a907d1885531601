import {
  createCustomCommon,
  Hardfork,
  Mainnet,
  type ChainConfig,
  type Common,
  type ParamsDict,
} from '@ethereumjs/common'
import {
  createAddressFromString,
  generateAddress,
  bytesToHex,
  bigIntToBytes,
  type PrefixedHexString,
} from '@ethereumjs/util'
import { contractsError } from './errors.ts'
import { keccakBytes } from './keccak.ts'
import { recoverPublicKey } from './recover-public-key.ts'
import { signRecoverable } from './sign-recoverable.ts'

type Hex = `0x${string}`

/** Gas limit of every block of a project chain. */
export const GAS_LIMIT = 120_000_000n
/** Clique: blocks are sealed when there is something to seal. */
export const CLIQUE = { period: 0, epoch: 30_000 } as const
/** Genesis blocks of project chains have this difficulty, sealed blocks {@link SEALED_DIFFICULTY}. */
export const GENESIS_DIFFICULTY = 1n
export const SEALED_DIFFICULTY = 2n
/** `extraData` of a header: vanity, (genesis only: sealer,) seal. */
export const VANITY_BYTES = 32
export const SEAL_BYTES = 65
const CHAIN_ID_ABOVE = 1_000_000_000
const CHAIN_ID_BELOW = 2 ** 52

/** What fixes a project chain from its first block on. */
export type ProjectGenesisOptions = {
  readonly chainId: number
  readonly sealer: Hex
  readonly relayer: Hex
  readonly timestampS: number
}
/** Genesis of a project chain; a pure function of its options. */
export type ProjectGenesis = ProjectGenesisOptions & {
  readonly gasLimit: bigint
  readonly difficulty: bigint
  readonly baseFeePerGas: bigint
  /** 8 full bytes. */
  readonly nonce: Hex
  /** 32 zero bytes, the sealer, 65 zero bytes: a Clique genesis with one sealer. */
  readonly extraData: Hex
  /** Balances; the base fee is 0, so nobody needs any. */
  readonly alloc: Readonly<Record<Hex, bigint>>
}

/**
 * Genesis of a project chain: London, Clique with one sealer, base fee 0.
 *
 * @throws {TcctvError} GENESIS_FORM for a chain id outside of (1e9, 2^52) or a sealer that is not an address
 * @example projectGenesis({ chainId: 1_000_000_001, sealer, relayer, timestampS: 1_700_000_000 }).extraData.length // 236
 */
export function projectGenesis(options: ProjectGenesisOptions): ProjectGenesis {
  const { chainId, sealer, relayer } = options
  if (!Number.isSafeInteger(chainId) || chainId <= CHAIN_ID_ABOVE || chainId >= CHAIN_ID_BELOW)
    throw contractsError('GENESIS_FORM', { reason: `chain id ${chainId}` })
  for (const address of [sealer, relayer])
    if (!/^0x[0-9a-fA-F]{40}$/.test(address)) throw contractsError('GENESIS_FORM', { reason: `address ${address}` })
  return {
    ...options,
    gasLimit: GAS_LIMIT,
    difficulty: GENESIS_DIFFICULTY,
    baseFeePerGas: 0n,
    nonce: '0x0000000000000000',
    extraData: `0x${'00'.repeat(VANITY_BYTES)}${sealer.slice(2).toLowerCase()}${'00'.repeat(SEAL_BYTES)}`,
    alloc: { [relayer]: 0n },
  }
}

/**
 * Rules of a project chain for the EVM library: London from block 0, no network.
 *
 * They are ONE object. They never change after the start, but every block, header and transaction of the library asks
 * for a copy and merges its own table into it; here the copy is the object itself and each table is merged once (a
 * quarter of the CPU time of a small block otherwise). Which proposals are active is asked three times per instruction.
 */
export function createProjectCommon(genesis: ProjectGenesis): Common {
  const chain: ChainConfig = {
    name: 'tcctv-project',
    chainId: genesis.chainId,
    defaultHardfork: Hardfork.London,
    genesis: {
      timestamp: hexOf(BigInt(genesis.timestampS)),
      gasLimit: hexOf(genesis.gasLimit),
      difficulty: hexOf(genesis.difficulty),
      nonce: genesis.nonce,
      extraData: genesis.extraData,
      baseFeePerGas: '0x0',
    },
    hardforks: HARDFORKS.map((name) => ({ name, block: 0 })),
    bootstrapNodes: [],
    dnsNetworks: [],
    consensus: { type: 'poa', algorithm: 'clique', clique: { ...CLIQUE } },
  }
  const common = createCustomCommon(chain, Mainnet, {
    hardfork: Hardfork.London,
    customCrypto: { ecrecover, ecsign: signRecoverable, keccak256: keccakBytes },
  })
  const merge = common.updateParams.bind(common)
  const merged = new Set<ParamsDict>()
  common.copy = () => common
  common.updateParams = (params) => {
    if (merged.has(params)) return
    merged.add(params)
    merge(params)
  }
  const look = common.isActivatedEIP.bind(common)
  const active = new Map<number, boolean>()
  common.isActivatedEIP = (eip) => {
    const known = active.get(eip)
    if (known !== undefined) return known
    const found = look(eip)
    active.set(eip, found)
    return found
  }
  return common
}

/** Public key of a signature as the library asks for it. */
function ecrecover(digest: Uint8Array, v: bigint, r: Uint8Array, s: Uint8Array, chainId?: bigint): Uint8Array {
  const recoveryId = recoveryIdOf(v, chainId)
  const rs = new Uint8Array(64)
  rs.set(r, 32 - r.length)
  rs.set(s, 64 - s.length)
  const key = recoveryId === undefined ? undefined : recoverPublicKey(digest, rs, recoveryId)
  if (key === undefined) throw contractsError('SIGNATURE_UNRECOVERABLE', { v })
  return key
}

/** 0 or 1 from the forms of v: plain, 27 and 28, or with the chain id (EIP-155). */
function recoveryIdOf(v: bigint, chainId: bigint | undefined): 0 | 1 | undefined {
  const bit = v < 2n ? v : v - (chainId === undefined ? 27n : chainId * 2n + 35n)
  if (bit === 0n) return 0
  return bit === 1n ? 1 : undefined
}

/** Where a project's five contracts are. */
export type LedgerAddresses = {
  readonly quantifier: Hex
  readonly rules: Hex
  readonly readings: Hex
  readonly spine: Hex
  readonly ledger: Hex
}

/** Addresses of the contracts: created by the relayer's first five transactions, in block 1. */
export function ledgerAddresses(relayer: Hex): LedgerAddresses {
  return {
    quantifier: createdBy(relayer, 0n),
    rules: createdBy(relayer, 1n),
    readings: createdBy(relayer, 2n),
    spine: createdBy(relayer, 3n),
    ledger: createdBy(relayer, 4n),
  }
}

const HARDFORKS = [
  Hardfork.Chainstart,
  Hardfork.Homestead,
  Hardfork.TangerineWhistle,
  Hardfork.SpuriousDragon,
  Hardfork.Byzantium,
  Hardfork.Constantinople,
  Hardfork.Petersburg,
  Hardfork.Istanbul,
  Hardfork.Berlin,
  Hardfork.London,
] as const

function createdBy(creator: Hex, nonce: bigint): Hex {
  const encoded = nonce === 0n ? new Uint8Array(0) : bigIntToBytes(nonce)
  return bytesToHex(generateAddress(createAddressFromString(creator).bytes, encoded))
}

function hexOf(integer: bigint): PrefixedHexString {
  return `0x${integer.toString(16)}`
}
