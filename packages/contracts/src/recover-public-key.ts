import { secp256k1 } from '@bitauth/libauth'

/**
 * The 64-byte public key (x ‖ y) that signed a 32-byte digest, or undefined when no key fits. `recoveryId` 0 or 1. Does
 * not refuse a high s: callers that must do so themselves, the EVM's precompile must not.
 *
 * The same curve as elsewhere, compiled to WebAssembly from libsecp256k1: a block needs up to six recoveries, and this
 * takes an eighth of the time of the JavaScript one.
 */
export function recoverPublicKey(digest: Uint8Array, rs: Uint8Array, recoveryId: 0 | 1): Uint8Array | undefined {
  const key = secp256k1.recoverPublicKeyUncompressed(rs, recoveryId, digest)
  return typeof key === 'string' ? undefined : key.subarray(1)
}
