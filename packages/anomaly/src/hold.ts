import type { SeriesDescription } from './series.ts'

const MOST_PERIOD = 400
const SHARE_OF_PERIOD = 0.25

/**
 * Rows over which the largest evidence is held for a short history (see `history-length.ts`): a quarter of a
 * period. Without a season to compare with, what is left behind by an incident is seen late and in pieces.
 */
export function holdRows({ period }: SeriesDescription): number {
  return Math.max(1, Math.floor(SHARE_OF_PERIOD * Math.min(period, MOST_PERIOD)))
}

/** Memory of a hold before the first row: position, then the last evidences. Of a hold of one row: nothing. */
export function startHold(rows: number): Float64Array {
  return new Float64Array(holdSize(rows))
}

/** Numbers a hold remembers. */
export function holdSize(rows: number): number {
  return rows === 1 ? 0 : rows + 1
}

/** Replaces the evidence of every row by the largest one of the last rows, the row included. */
export function holdRun(memory: Float64Array, rows: number, evidence: Float64Array): void {
  let at = memory[0] ?? 0
  let most = largestOf(memory)
  for (let row = 0; row < evidence.length; row += 1) {
    const own = evidence[row] ?? 0
    const leaving = memory[1 + at] ?? 0
    memory[1 + at] = own
    at = at + 1 === rows ? 0 : at + 1
    if (own >= most) most = own
    else if (leaving >= most) most = largestOf(memory)
    evidence[row] = most
  }
  memory[0] = at
}

function largestOf(memory: Float64Array): number {
  let most = 0
  for (let k = 1; k < memory.length; k += 1) if ((memory[k] ?? 0) > most) most = memory[k] ?? 0
  return most
}
