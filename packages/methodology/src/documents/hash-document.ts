import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import canonicalizeModule from 'canonicalize'

export type Hex = `0x${string}`

/**
 * keccak256 of the canonical JSON (RFC 8785, UTF-8) of a parsed document. Comments and key order do not count,
 * values do.
 *
 * @example hashDocument(parseMethodology(text)) // '0x9eb8…'
 */
export function hashDocument(parsed: unknown): Hex {
  const serialize: unknown = canonicalizeModule // typed as an ES module by its author, but it is CommonJS
  const canonical: unknown = typeof serialize === 'function' ? serialize(parsed) : undefined
  return keccakHex(utf8ToBytes(typeof canonical === 'string' ? canonical : ''))
}

export function keccakHex(bytes: Uint8Array): Hex {
  return `0x${bytesToHex(keccak_256(bytes))}`
}
