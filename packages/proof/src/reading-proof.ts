import type { Hex } from './bytes.ts'

/** Words of a reading as a page shows them; `count` in quanta of the lane, decimal text. */
export type ReadingWords = {
  readonly lane: number
  readonly startS: number
  readonly stepS: number
  readonly count: string
  readonly parameter: string
  readonly meter: string
  readonly unit: string
}
/** A co-signed checkpoint and the headers that lead from the reading's block to it (without the reading's own). */
export type CheckpointProof = {
  readonly number: number
  readonly blockHash: Hex
  readonly stateRoot: Hex
  readonly signature: Hex
  readonly headers: readonly Hex[]
}
/** All that is needed to check one reading without trusting who hands it out. Plain JSON. */
export type ReadingProof = {
  readonly schema: 'tcctv-reading-proof/1'
  readonly chainId: number
  readonly genesisHash: Hex
  readonly ledger: Hex
  readonly reading: ReadingWords
  readonly block: number
  readonly columnsRoot: Hex
  readonly column: number
  readonly position: number
  readonly tx: Hex
  readonly txIndex: number
  readonly rawTransaction: Hex
  readonly txProof: readonly Hex[]
  readonly header: Hex
  readonly checkpoint: CheckpointProof | null
}
/** What the reader trusts, from a source of its own: never from the proof. */
export type PinnedChain = {
  readonly chainId: number
  readonly genesisHash?: Hex
  readonly ledger?: Hex
  readonly sealers: readonly Hex[]
  readonly keys: readonly {
    readonly address: Hex
    readonly role: string
    readonly since?: number
    readonly until?: number | null
  }[]
}
export type ProofLineId = 'leaf' | 'batch' | 'transaction' | 'block' | 'seal' | 'checkpoint'
/** One line of a shown proof. `cannot-check` says why in `reason`. */
export type ProofLine = {
  readonly id: ProofLineId
  readonly state: 'passed' | 'failed' | 'cannot-check'
  readonly expected: string
  readonly found: string
  readonly reason: string
}

export { buildReadingProof, type ReadingProofInput } from './reading-proof/build.ts'
export { verifyReadingProof } from './reading-proof/verify.ts'
