import { ecrecover } from '@ethereumjs/util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { privateKeyToAccount } from 'viem/accounts'
import { recoverPublicKey } from './recover-public-key.ts'

const account = privateKeyToAccount(`0x${'42'.repeat(32)}`)
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })

function byTheLibrary(digest: Uint8Array, rs: Uint8Array, recoveryId: 0 | 1): Uint8Array | undefined {
  try {
    return ecrecover(digest, BigInt(27 + recoveryId), rs.slice(0, 32), rs.slice(32))
  } catch {
    return undefined // no key fits
  }
}

describe('public key of a signature', () => {
  it('is the signer’s', async () => {
    const signature = await account.sign({ hash: `0x${'07'.repeat(32)}` })
    const raw = Buffer.from(signature.slice(2), 'hex')
    const key = recoverPublicKey(new Uint8Array(32).fill(7), raw.subarray(0, 64), raw[64] === 28 ? 1 : 0)
    expect(Buffer.from(key ?? []).toString('hex')).toBe(account.publicKey.slice(4))
  })

  it('equals the JavaScript library’s for random words', () => {
    const property = fc.property(bytes(32), bytes(64), fc.constantFrom(0, 1), (digest, rs, recoveryId) => {
      expect(recoverPublicKey(digest, rs, recoveryId)).toEqual(byTheLibrary(digest, rs, recoveryId))
    })
    fc.assert(property, { numRuns: 200 })
  })

  it.each([
    ['r zero', 0, 32],
    ['s zero', 32, 64],
    ['both zero', 0, 64],
  ])('is none for %s', (_name, from, to) => {
    const rs = new Uint8Array(64).fill(1).fill(0, from, to)
    expect(recoverPublicKey(new Uint8Array(32).fill(7), rs, 0)).toBeUndefined()
    expect(byTheLibrary(new Uint8Array(32).fill(7), rs, 0)).toBeUndefined()
  })

  it.each(['fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141', 'ff'.repeat(32)])(
    'is none for r or s of the order and above: %s',
    (word) => {
      const high = Uint8Array.from(Buffer.from(word, 'hex'))
      const one = new Uint8Array(32).fill(1)
      for (const rs of [Buffer.concat([high, one]), Buffer.concat([one, high])]) {
        const words = Uint8Array.from(rs)
        expect(recoverPublicKey(one, words, 0)).toBeUndefined()
        expect(byTheLibrary(one, words, 0)).toBeUndefined()
      }
    },
  )
})
