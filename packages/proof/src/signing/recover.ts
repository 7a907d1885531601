import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { toHex, type Hex } from '../bytes.ts'
import { refuse } from '../errors.ts'

const SIGNATURE_BYTES = 65
const HALF_ORDER = secp256k1.Point.Fn.ORDER / 2n

/**
 * Address that signed a 32-byte digest; signature r‖s‖v with v 27 or 28 and s in the lower half.
 *
 * @throws {TcctvError} CHECK_FAILED when the signature has another form or no key fits it
 */
export function recoverAddress(digest: Uint8Array, signature: Uint8Array, where: string): Hex {
  const v = signature[64] ?? 0
  if (signature.length !== SIGNATURE_BYTES || (v !== 27 && v !== 28))
    return refuse(where, 'a signature of 65 bytes ending in 27 or 28', toHex(signature))
  if (BigInt(toHex(signature.subarray(32, 64))) > HALF_ORDER) return refuse(where, 'a signature with low s', 'a high s')
  try {
    const point = secp256k1.Signature.fromBytes(signature.subarray(0, 64), 'compact')
      .addRecoveryBit(v - 27)
      .recoverPublicKey(digest)
    return toHex(keccak_256(point.toBytes(false).subarray(1)).subarray(-20))
  } catch {
    return refuse(where, 'a signature some key could have made', toHex(signature))
  }
}
