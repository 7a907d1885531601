import { keccakBytes } from '@tcctv/contracts'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex as digits, hexToBytes } from '@noble/hashes/utils.js'

/** Lower-case hex with 0x. */
export type Hex = `0x${string}`

export function toHex(bytes: Uint8Array): Hex {
  return `0x${digits(bytes)}`
}

/** Bytes of hex text with 0x. @throws {Error} for text that is not hex (of the hash library) */
export function fromHex(text: string): Uint8Array {
  return hexToBytes(text.startsWith('0x') ? text.slice(2) : text)
}

export function keccakHex(bytes: Uint8Array): Hex {
  return toHex(keccakBytes(bytes))
}

export function sha256Hex(bytes: Uint8Array): Hex {
  return toHex(sha256(bytes))
}

/** Index of the first byte in which two arrays differ, or -1. A missing byte differs from every other. */
export function firstDifference(left: Uint8Array, right: Uint8Array): number {
  const length = Math.max(left.length, right.length)
  for (let index = 0; index < length; index += 1) if (left[index] !== right[index]) return index
  return -1
}
