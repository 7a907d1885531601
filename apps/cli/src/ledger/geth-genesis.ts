import { CLIQUE, type ProjectGenesis } from '@tcctv/contracts'

const FORKS = [
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
]

/** The genesis of a project chain in the form that `geth init` reads; its block has the same hash. */
export function gethGenesis(genesis: ProjectGenesis): object {
  const hex = (integer: bigint): string => `0x${integer.toString(16)}`
  return {
    config: {
      chainId: genesis.chainId,
      ...Object.fromEntries(FORKS.map((fork) => [fork, 0])),
      clique: { period: CLIQUE.period, epoch: CLIQUE.epoch },
    },
    nonce: genesis.nonce,
    timestamp: hex(BigInt(genesis.timestampS)),
    extraData: genesis.extraData,
    gasLimit: hex(genesis.gasLimit),
    difficulty: hex(genesis.difficulty),
    baseFeePerGas: hex(genesis.baseFeePerGas),
    alloc: {},
  }
}
