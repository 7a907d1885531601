/** What an officer can say of two entries. `transferred`: one activity whose units moved from one entry to the other. */
export const VERDICTS = ['same', 'part_of', 'different', 'transferred'] as const
type Verdict = (typeof VERDICTS)[number]

/** An officer's word on a pair; it stands above the model. */
export type Decision = {
  /** Keys of the projects, the smaller by code unit first. */
  readonly left: string
  readonly right: string
  readonly verdict: Verdict
  /** For `part_of`: which side is the part. */
  readonly part: 'left' | 'right' | null
  readonly reason: string
  readonly who: string
  readonly at: string
}

/** Decisions by {@link pairKey}; the last one on a pair counts. */
export type DecisionBook = ReadonlyMap<string, Decision>

export const NO_DECISIONS: DecisionBook = new Map()

/** One key for a pair, whichever side is named first. */
export function pairKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`
}
