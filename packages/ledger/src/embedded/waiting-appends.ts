import type { AppendedBlock, Call } from '../chain.ts'
import type { BlockRun } from './executor.ts'
import type { Relayer } from './relayer.ts'
import { isBlockFull, refuseReverts } from './refuse-reverts.ts'

/** Most bytes of calls in one block, so that those who wait are answered soon and networks could take the block. */
const BLOCK_BYTES = 512 * 1024

/** An append that waits for its block. */
export type WaitingAppend = {
  readonly calls: readonly Call[]
  readonly gasLimit: bigint | undefined
  readonly signal: AbortSignal | undefined
  readonly resolve: (block: AppendedBlock) => void
  readonly reject: (cause: unknown) => void
}

/** What a block took of those that waited: its appends with the place of their transactions, and the refused ones. */
export type Taken = {
  readonly kept: readonly { readonly append: WaitingAppend; readonly from: number; readonly to: number }[]
  readonly refused: readonly { readonly append: WaitingAppend; readonly cause: unknown }[]
  /** How many of the waiting were dealt with; the others go into a later block. */
  readonly count: number
}

/**
 * Runs waiting appends in order, as many as one block takes. One that fails leaves no trace and does not hinder its
 * neighbours.
 */
export async function takeWaiting(run: BlockRun, relayer: Relayer, waiting: readonly WaitingAppend[]): Promise<Taken> {
  const kept: { append: WaitingAppend; from: number; to: number }[] = []
  const refused: { append: WaitingAppend; cause: unknown }[] = []
  let bytes = 0
  for (const append of waiting) {
    bytes += append.calls.reduce((sum, { data }) => sum + data.length / 2, 0)
    if (kept.length > 0 && bytes > BLOCK_BYTES) break
    const from = run.count()
    try {
      append.signal?.throwIfAborted()
      const transactions = await relayer.sign(append.calls, run.state, append.gasLimit)
      await run.add(transactions, refuseReverts)
      kept.push({ append, from, to: run.count() })
    } catch (cause) {
      if (kept.length > 0 && isBlockFull(cause)) break
      refused.push({ append, cause })
    }
  }
  return { kept, refused, count: kept.length + refused.length }
}

/** The block as one of its appends sees it: with its own transactions only. */
export function partOf(
  block: AppendedBlock,
  { from, to }: { readonly from: number; readonly to: number },
): AppendedBlock {
  return { ...block, transactions: block.transactions.slice(from, to), receipts: block.receipts.slice(from, to) }
}
