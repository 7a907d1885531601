import { secp256k1 } from '@noble/curves/secp256k1.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signRecoverable } from './sign-recoverable.ts'

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 })

describe('recoverable signature', () => {
  it('equals the JavaScript library’s for random keys and digests', () => {
    const property = fc.property(bytes32, bytes32, (digest, key) => {
      fc.pre(secp256k1.utils.isValidSecretKey(key))
      expect(signRecoverable(digest, key)).toEqual(
        Uint8Array.from(secp256k1.sign(digest, key, { prehash: false, format: 'recovered' })),
      )
    })
    fc.assert(property)
  })

  it('refuses a key of zero', () => {
    expect(() => signRecoverable(new Uint8Array(32).fill(7), new Uint8Array(32))).toThrow(
      expect.objectContaining({ code: 'SIGNING_KEY' }),
    )
  })
})
