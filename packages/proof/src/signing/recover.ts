import { keccakBytes, recoverPublicKey } from '@tcctv/contracts'
import { toHex, type Hex } from '../bytes.ts'
import { refuse } from '../errors.ts'

const SIGNATURE_BYTES = 65
/** Half of the order of secp256k1. */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

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
  const key = recoverPublicKey(digest, signature.subarray(0, 64), v === 27 ? 0 : 1)
  if (key === undefined) return refuse(where, 'a signature some key could have made', toHex(signature))
  return toHex(keccakBytes(key).subarray(-20))
}
