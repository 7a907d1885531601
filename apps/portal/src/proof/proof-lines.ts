/** One line of a shown check, as this page knows it. Nothing here comes from a field of a server's reply. */
export type LineState = 'not-run' | 'running' | 'passed' | 'failed' | 'cannot-check'
export type ShownLine = {
  readonly id: string
  readonly state: LineState
  readonly expected: string
  readonly found: string
  readonly reason: string
  /** Name of a check that has no text of its own on this page. */
  readonly title?: string
}

export const PROOF_LINE_IDS = ['leaf', 'batch', 'transaction', 'block', 'seal', 'checkpoint'] as const
export type ProofLineId = (typeof PROOF_LINE_IDS)[number]

export const BLOCK_LINE_IDS = ['header', 'sealed', 'state'] as const
export type BlockLineId = (typeof BLOCK_LINE_IDS)[number]

/** All lines of a proof in one state; of a reading's, unless other lines are named. */
export function linesIn(state: 'not-run' | 'running', ids: readonly string[] = PROOF_LINE_IDS): ShownLine[] {
  return ids.map((id) => ({ id, state, expected: '', found: '', reason: '' }))
}

const WORST: readonly LineState[] = ['failed', 'cannot-check', 'running', 'not-run', 'passed']

/** The worst line is the verdict; no lines are no verdict. */
export function verdictOf(lines: readonly ShownLine[]): LineState {
  return WORST.find((state) => lines.some((line) => line.state === state)) ?? 'not-run'
}

/** Lines that were asked for and did not come back: the check stopped before them. */
export function stoppedLines(lines: readonly ShownLine[], reason: string): ShownLine[] {
  return lines.map((line) =>
    line.state === 'running' || line.state === 'not-run' ? { ...line, state: 'cannot-check', reason } : line,
  )
}

/**
 * Without a pinned sealer, the lines that rest on one say nothing: neither passed nor failed. The checker can't know
 * that a list is empty because nobody typed one.
 */
export function withoutPins(lines: readonly ShownLine[], hasSealers: boolean, reason: string): ShownLine[] {
  if (hasSealers) return [...lines]
  return lines.map((line) =>
    line.id === 'seal' || line.id === 'sealed' || line.id === 'checkpoint'
      ? { ...line, state: 'cannot-check', reason }
      : line,
  )
}
