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

/** The largest evidence of the last rows, this one included. */
export function held(memory: Float64Array, rows: number, evidence: number): number {
  if (rows === 1) return evidence
  const at = memory[0] ?? 0
  memory[1 + at] = evidence
  memory[0] = at + 1 === rows ? 0 : at + 1
  let most = 0
  for (let k = 1; k <= rows; k += 1) most = Math.max(most, memory[k] ?? 0)
  return most
}
