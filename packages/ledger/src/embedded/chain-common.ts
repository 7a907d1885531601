import { Common, ConsensusAlgorithm, ConsensusType, Hardfork, type ParamsDict } from '@ethereumjs/common'

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
]

/**
 * Chain parameters that never change after the start: one hardfork from genesis on. Every block, header and
 * transaction of the library asks for a copy and merges its own table into it; here they share one object and each
 * table is merged once (a quarter of the CPU time of a small block otherwise).
 */
export class SharedCommon extends Common {
  readonly #merged = new Set<ParamsDict>()

  override copy(): SharedCommon {
    return this
  }

  override updateParams(params: ParamsDict): void {
    if (this.#merged.has(params)) return
    this.#merged.add(params)
    super.updateParams(params)
  }
}

/** Parameters of a project's chain: London from block 0, Clique with the given epoch. */
export function createChainCommon(chainId: number, epoch: number): SharedCommon {
  return new SharedCommon({
    chain: {
      name: 'tcctv',
      chainId,
      defaultHardfork: Hardfork.London,
      genesis: { gasLimit: 0, difficulty: 1, nonce: '0x0000000000000000', extraData: '0x' },
      hardforks: HARDFORKS.map((name) => ({ name, block: 0 })),
      bootstrapNodes: [],
      dnsNetworks: [],
      consensus: {
        type: ConsensusType.ProofOfAuthority,
        algorithm: ConsensusAlgorithm.Clique,
        clique: { period: 0, epoch },
      },
    },
  })
}
