import { hexToBytes } from '@ethereumjs/util'
import { keccak256 } from 'viem'
import type { Hex, LogFilter } from '../chain.ts'

export const BLOOM_BYTES = 256

/** Whether a block with this bloom filter may have a matching event; false is certain. */
export type BloomTest = (bloom: Uint8Array) => boolean

/** The test of a filter, with all hashing done once. Source: yellow paper, section 4.3.1, function M. */
export function bloomTestOf({ address, topics = [] }: LogFilter): BloomTest {
  const alternatives = [address, ...topics].flatMap((items) =>
    items === undefined || items === null ? [] : [items.map(bitsOf)],
  )
  return (bloom) => alternatives.every((items) => items.some((bits) => bits.every((bit) => isSet(bloom, bit))))
}

function bitsOf(item: Hex): number[] {
  const hash = keccak256(hexToBytes(item), 'bytes')
  return [0, 2, 4].map((at) => (((hash[at] ?? 0) << 8) | (hash[at + 1] ?? 0)) & 2_047)
}

function isSet(bloom: Uint8Array, bit: number): boolean {
  return (((bloom[BLOOM_BYTES - 1 - (bit >> 3)] ?? 0) >> (bit & 7)) & 1) === 1
}
