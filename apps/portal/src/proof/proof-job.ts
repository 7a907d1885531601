import type { Hex } from '../api-types.ts'
import type { ShownLine } from './proof-lines.ts'

/** What is trusted, from a source that stands beside it. */
export type Pinned = {
  readonly chainId: number
  readonly genesisHash?: Hex
  readonly ledger?: Hex
  readonly sealers: readonly Hex[]
  readonly keys: readonly { readonly address: Hex; readonly role: string; since?: number; until?: number | null }[]
}
export type BundleResult = {
  readonly passed: boolean
  readonly statement: string
  readonly notChecked: readonly string[]
  readonly kilograms: string | null
  readonly readings: number | null
}
/** Work of the worker: a reading's proof, a block with the ledger's state, or the bytes of a bundle. */
export type ProofJob =
  | { readonly kind: 'reading'; readonly proof: unknown; readonly pinned: Pinned }
  | {
      readonly kind: 'block'
      readonly proof: unknown
      readonly pinned: { readonly sealers: readonly Hex[]; readonly ledger: Hex }
    }
  | {
      readonly kind: 'bundle'
      readonly bytes: Uint8Array
      readonly pinned: { readonly genesisHash?: Hex; readonly sealers?: readonly Hex[] }
    }
export type ProofMessage =
  /** The worker listens: what is sent before is lost, because its modules wait while they load. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'line'; readonly line: ShownLine }
  | { readonly kind: 'done'; readonly result: BundleResult | null }
  | { readonly kind: 'stopped'; readonly reason: string }
