import { createBlock, type Block } from '@ethereumjs/block'
import type { Common } from '@ethereumjs/common'
import { KECCAK256_RLP } from '@ethereumjs/util'
import { createProjectCommon, projectGenesis, type ProjectGenesisOptions } from '@tcctv/contracts'
import { fromHex } from '../bytes.ts'

/** What makes a project's chain its own. */
export type GenesisFacts = ProjectGenesisOptions

/** Rules of a project's chain. @throws {TcctvError} GENESIS_FORM for facts no chain can have */
export function chainCommon(facts: GenesisFacts): Common {
  return createProjectCommon(projectGenesis(facts))
}

/** The genesis block; its state is empty. */
export function genesisBlock(facts: GenesisFacts, common: Common): Block {
  const { gasLimit, difficulty, extraData, nonce, baseFeePerGas, timestampS } = projectGenesis(facts)
  const header = {
    number: 0,
    gasLimit,
    difficulty,
    timestamp: timestampS,
    extraData: fromHex(extraData),
    nonce: fromHex(nonce),
    baseFeePerGas,
    stateRoot: KECCAK256_RLP,
  }
  return createBlock({ header }, { common, setHardfork: false })
}
