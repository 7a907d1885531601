import type { LedgerEvent } from '@tcctv/contracts'

export type Hex = `0x${string}`

/** A transaction of a block with the ledger's events in it. */
export type ProjectedTransaction = {
  readonly hash: Hex
  readonly index: number
  readonly to: Hex | null
  readonly data: Hex
  readonly events: readonly LedgerEvent[]
}

/** What the projection reads of a block. */
export type ProjectedBlock = {
  readonly number: number
  readonly hash: Hex
  readonly parentHash: Hex
  readonly timestampS: number
  readonly stateRoot: Hex
  readonly sealer: Hex
  readonly gasUsed: bigint
  readonly transactions: readonly ProjectedTransaction[]
}

/** Band of the model for one reading, in the lane's unit; `score` 1 is the model's threshold. */
export type ReadingScore = {
  readonly expected: number | null
  readonly low: number | null
  readonly high: number | null
  readonly score: number | null
}

/** Scores by transaction hash, column, position. They are not on the chain; a rebuild scores again. */
export type BatchScores = ReadonlyMap<Hex, readonly (readonly ReadingScore[])[]>
