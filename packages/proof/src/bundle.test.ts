import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BUNDLE_PATHS, buildBundle, pddPath, readBundle, writeBundle } from './bundle.ts'
import { TcctvError } from '@tcctv/units'

const files = new Map([
  [pddPath(0), new TextEncoder().encode('schema: tcctv-pdd/1\n')],
  [BUNDLE_PATHS.genesis, new TextEncoder().encode('{"chainId":1}')],
  [BUNDLE_PATHS.blocks, Uint8Array.from([0xc0, 0xc0])],
])
const facts = {
  slug: 'example',
  chainId: 1_000_000_001,
  genesisHash: '0x01',
  head: { number: 2, hash: '0x02' },
  ledger: '0x03',
  reportManifest: null,
} as const

function codeOf(act: () => unknown): string {
  try {
    act()
    return 'none'
  } catch (fault) {
    return fault instanceof TcctvError ? fault.code : String(fault)
  }
}

describe('bundle', () => {
  it('gives back its files and does not depend on their order', () => {
    const bytes = buildBundle(facts, files)
    expect(readBundle(bytes).get(BUNDLE_PATHS.blocks)).toEqual(Uint8Array.from([0xc0, 0xc0]))
    expect(buildBundle(facts, new Map([...files].reverse()))).toEqual(bytes)
  })

  it('refuses any single changed byte', () => {
    const bytes = buildBundle(facts, files)
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (offset, mask) => {
        const changed = bytes.slice()
        changed[offset] = (changed[offset] ?? 0) ^ mask
        expect(codeOf(() => readBundle(changed))).toMatch(/^BUNDLE_/)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['a byte behind the end', (bytes: Uint8Array) => Uint8Array.from([...bytes, 0])],
    ['a byte before the beginning', (bytes: Uint8Array) => Uint8Array.from([0, ...bytes])],
    ['a missing end', (bytes: Uint8Array) => bytes.slice(0, -1)],
    ['nothing', () => new Uint8Array()],
  ])('refuses %s', (_, change) => {
    expect(codeOf(() => readBundle(change(buildBundle(facts, files))))).toMatch(/^BUNDLE_/)
  })

  it('names the file a change lies in', () => {
    const bytes = buildBundle(facts, files)
    const changed = bytes.slice()
    const at = new TextDecoder('latin1').decode(bytes).indexOf('schema: tcctv-pdd')
    changed[at] = 0x53
    expect(() => readBundle(changed)).toThrow(/documents\/pdd-0\.yaml/)
  })

  it('has no place for other files', () => {
    expect(codeOf(() => writeBundle(new Map([['../x', new Uint8Array()]])))).toBe('BUNDLE_PATH')
  })
})
