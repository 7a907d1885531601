import { canonicalJson } from '@tcctv/proof'
import { createHash } from 'node:crypto'

export type ListedFile = { readonly name: string; readonly bytes: number; readonly sha256: string }

/** Name, length and SHA-256 (0x hex) of a file. */
export function listed(name: string, bytes: Uint8Array): ListedFile {
  return { name, bytes: bytes.length, sha256: `0x${createHash('sha256').update(bytes).digest('hex')}` }
}

/** Bytes of a report's manifest.json; their keccak256 is what goes on the chain. */
export function reportManifest(facts: {
  readonly slug: string
  readonly period: { readonly from: string; readonly to: string }
  readonly snapshotBlock: number
  readonly files: readonly ListedFile[]
}): Uint8Array {
  return canonicalJson({ schema: 'tcctv-report/1', ...facts })
}
