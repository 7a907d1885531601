import { secp256k1 } from '@bitauth/libauth'
import { contractsError } from './errors.ts'

/**
 * Deterministic signature (RFC 6979, low s) of a 32-byte digest: recovery id, r, s in 65 bytes. The JavaScript library
 * gives the same bytes in eight times the time; a block takes three signatures.
 *
 * @throws {TcctvError} SIGNING_KEY when the key is none of secp256k1
 */
export function signRecoverable(digest: Uint8Array, privateKey: Uint8Array): Uint8Array<ArrayBuffer> {
  const made = secp256k1.signMessageHashRecoverableCompact(privateKey, digest)
  if (typeof made === 'string') throw contractsError('SIGNING_KEY', { reason: made })
  const signature = new Uint8Array(65)
  signature[0] = made.recoveryId
  signature.set(made.signature, 1)
  return signature
}
