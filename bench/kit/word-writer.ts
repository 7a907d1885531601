import type { EmbeddedChain } from '../../packages/ledger/src/embedded/embedded-chain.ts'
import type { Hex } from '../../packages/ledger/src/chain.ts'
import { word } from '../../packages/ledger/src/test-kit/test-chain.ts'

/** Keeps the first word of the calldata under itself, and as many of the next numbers as its second word says. */
const RUNTIME = '6020356000355b808055600101908015601b5760019003906006565b00'
const CODE: Hex = `0x60${(RUNTIME.length / 2).toString(16)}8060093d393df3${RUNTIME}`

/** A contract that writes new storage slots. */
export async function createWordWriter(chain: EmbeddedChain): Promise<{
  /** One slot for each call, one block for each. */
  readonly write: (calls: number) => Promise<void>
  /** Many slots in one call, with other bytes of calldata behind; gives its gas. */
  readonly fill: (slots: number, calldata?: Hex) => Promise<bigint>
}> {
  const { receipts } = await chain.append([{ to: null, data: CODE }])
  const to = receipts[0]?.contractAddress ?? null
  let next = 1
  return {
    write: async (calls) => {
      for (let call = 0; call < calls; call++) await chain.append([{ to, data: word(next++) }])
    },
    fill: async (slots, calldata = '0x') => {
      const data: Hex = `${word(next)}${word(slots - 1).slice(2)}${calldata.slice(2)}`
      next += slots
      return (await chain.append([{ to, data }])).gasUsed
    },
  }
}
