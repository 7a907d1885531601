import { keccak_256 } from '@noble/hashes/sha3.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keccakBytes } from './keccak.ts'

describe('keccak-256', () => {
  it('equals the JavaScript library’s, around the block length and for random bytes', () => {
    for (const length of [0, 1, 135, 136, 137, 271, 272, 273, 65_600]) {
      const message = Uint8Array.from({ length }, (_, at) => at * 31)
      expect(keccakBytes(message)).toEqual(keccak_256(message))
    }
    const property = fc.property(fc.uint8Array({ maxLength: 600 }), (message) => {
      expect(keccakBytes(message)).toEqual(keccak_256(message))
    })
    fc.assert(property)
  })

  it('gives bytes that a later hash does not change', () => {
    const first = keccakBytes(Uint8Array.of(1))
    const kept = Uint8Array.from(first)
    keccakBytes(Uint8Array.of(2))
    expect(first).toEqual(kept)
  })

  it('hashes a view of a larger buffer', () => {
    const buffer = Uint8Array.from({ length: 100 }, (_, at) => at)
    expect(keccakBytes(buffer.subarray(10, 60))).toEqual(keccak_256(buffer.slice(10, 60)))
  })
})
