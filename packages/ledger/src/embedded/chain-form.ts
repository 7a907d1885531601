import type { Hex } from '../chain.ts'

/** What makes a chain this one and no other. */
export type Genesis = { readonly chainId: number; readonly sealer: Hex; readonly timestampS: number }

export const EPOCH = 30_000
export const BLOCK_GAS_LIMIT = 120_000_000n
export const GENESIS_DIFFICULTY = 1n
export const BLOCK_DIFFICULTY = 2n

/** Vanity, the sealers where the epoch begins, and room for the seal (EIP-225). */
export function unsealedExtraData(number: number, sealer: Uint8Array): Uint8Array {
  const signers = number % EPOCH === 0 ? sealer : new Uint8Array(0)
  const extraData = new Uint8Array(32 + signers.length + 65)
  extraData.set(signers, 32)
  return extraData
}
