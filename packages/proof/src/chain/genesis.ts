import { createBlock, type Block } from '@ethereumjs/block'
import { Common, Hardfork, Mainnet, createCustomCommon } from '@ethereumjs/common'
import { KECCAK256_RLP, bigIntToHex } from '@ethereumjs/util'
import { fromHex, toHex, type Hex } from '../bytes.ts'
import { CLIQUE_EPOCH } from './header.ts'

/** What makes a project's chain its own. */
export type GenesisFacts = {
  readonly chainId: number
  readonly sealer: Hex
  readonly relayer: Hex
  readonly timestampS: number
}

export const GAS_LIMIT = 120_000_000n

/** Rules of a project's chain: London from block 0, Clique with one sealer, base fee 0. */
export function chainCommon({ chainId, sealer, timestampS }: GenesisFacts): Common {
  const isOld = (name: string) => LONDON_FORKS.has(name)
  return createCustomCommon(
    {
      name: 'tcctv',
      chainId,
      defaultHardfork: Hardfork.London,
      consensus: { type: 'poa', algorithm: 'clique', clique: { period: 0, epoch: CLIQUE_EPOCH } },
      genesis: {
        timestamp: bigIntToHex(BigInt(timestampS)),
        gasLimit: bigIntToHex(GAS_LIMIT),
        difficulty: 1,
        nonce: '0x0000000000000000',
        extraData: genesisExtraData(sealer),
        baseFeePerGas: '0x0',
      },
      hardforks: Mainnet.hardforks.filter(({ name }) => isOld(name)).map(({ name }) => ({ name, block: 0 })),
      bootstrapNodes: [],
    },
    Mainnet,
    { hardfork: Hardfork.London },
  )
}

/** The genesis block; its state is empty. */
export function genesisBlock(facts: GenesisFacts, common: Common): Block {
  const header = {
    number: 0,
    gasLimit: GAS_LIMIT,
    difficulty: 1,
    timestamp: facts.timestampS,
    extraData: fromHex(genesisExtraData(facts.sealer)),
    nonce: new Uint8Array(8),
    baseFeePerGas: 0n,
    stateRoot: KECCAK256_RLP,
  }
  return createBlock({ header }, { common, setHardfork: false })
}

const LONDON_FORKS = new Set([
  'chainstart',
  'homestead',
  'tangerineWhistle',
  'spuriousDragon',
  'byzantium',
  'constantinople',
  'petersburg',
  'istanbul',
  'berlin',
  'london',
])

function genesisExtraData(sealer: Hex): Hex {
  return toHex(Uint8Array.from([...new Uint8Array(32), ...fromHex(sealer), ...new Uint8Array(65)]))
}
