import { CLIQUE, SEAL_BYTES, VANITY_BYTES } from '@tcctv/contracts'

/** Extra data of a block before sealing: vanity, the sealer where an epoch begins, room for the seal (EIP-225). */
export function unsealedExtraData(number: number, sealer: Uint8Array): Uint8Array {
  const signers = number % CLIQUE.epoch === 0 ? sealer : new Uint8Array(0)
  const extraData = new Uint8Array(VANITY_BYTES + signers.length + SEAL_BYTES)
  extraData.set(signers, VANITY_BYTES)
  return extraData
}
