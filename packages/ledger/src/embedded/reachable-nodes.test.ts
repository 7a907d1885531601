import { MerklePatriciaTrie } from '@ethereumjs/mpt'
import { RLP } from '@ethereumjs/rlp'
import { MapDB, ValueEncoding, bytesToUnprefixedHex } from '@ethereumjs/util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reachableNodes } from './reachable-nodes.ts'

/** Four fields as of an account, whose storage is elsewhere. */
const account = fc
  .uint8Array({ minLength: 1, maxLength: 40 })
  .map((nonce) => RLP.encode([nonce, '0x', new Uint8Array(32), '0x']))
const entries = fc.array(fc.tuple(fc.nat(200), account), {
  minLength: 1,
  maxLength: 80,
})

describe('nodes that a state consists of', () => {
  it('hold every entry of a trie that was written step by step, with fewer nodes', async () => {
    const property = fc.asyncProperty(entries, async (pairs) => {
      const db = new MapDB<string, Uint8Array>()
      const trie = new MerklePatriciaTrie({ db, useKeyHashing: true, valueEncoding: ValueEncoding.Bytes })
      for (const [key, content] of pairs) await trie.put(Uint8Array.of(key), content)
      const kept = reachableNodes(db._database, trie.root())
      const copy = new MerklePatriciaTrie({
        db: new MapDB(new Map(kept)),
        root: trie.root(),
        useKeyHashing: true,
        valueEncoding: ValueEncoding.Bytes,
      })
      for (const [key, content] of new Map(pairs)) expect(await copy.get(Uint8Array.of(key), true)).toEqual(content)
      expect(kept.size).toBeLessThanOrEqual(db._database.size)
      expect(kept.has(bytesToUnprefixedHex(trie.root()))).toBe(true)
    })
    await fc.assert(property, { numRuns: 60 })
  })

  it('keep contract code', () => {
    const code = new Map([[`63${'ab'.repeat(32)}`, Uint8Array.of(1)]])
    expect(reachableNodes(code, new Uint8Array(32))).toEqual(code)
  })
})
