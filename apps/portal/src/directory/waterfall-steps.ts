import type { RiskPair } from '../api-types.ts'

export type WaterfallStep = {
  readonly kind: 'prior' | 'reason' | 'rival' | 'sum'
  /** The reason in words; '' for the other kinds. */
  readonly name: string
  readonly left: string
  readonly right: string
  readonly isKnown: boolean
  readonly bits: number
  readonly from: number
  readonly to: number
}

/**
 * Rows of a waterfall: the prior, every reason from where the one before ended, the penalty of a rival, and the sum of
 * the rows above it. A reason without facts keeps its row and moves nothing.
 */
export function stepsOf(pair: Pick<RiskPair, 'evidence' | 'bits'>): {
  readonly steps: readonly WaterfallStep[]
  readonly low: number
  readonly high: number
} {
  const { prior = 0, rival = 0 } = pair.bits
  const bare = { name: '', left: '', right: '', isKnown: true }
  const rows: Omit<WaterfallStep, 'from' | 'to'>[] = [
    { kind: 'prior', ...bare, bits: prior },
    ...pair.evidence.map(({ title, bits, isKnown, left, right }) => {
      return { kind: 'reason' as const, name: title, left, right, isKnown, bits }
    }),
    ...(rival === 0 ? [] : [{ kind: 'rival' as const, ...bare, bits: rival }]),
  ]
  let at = 0
  const steps: WaterfallStep[] = rows.map((row) => {
    const from = at
    at += row.bits
    return { ...row, from, to: at }
  })
  steps.push({ kind: 'sum', ...bare, bits: at, from: 0, to: at })
  const ends = steps.flatMap(({ from, to }) => [from, to])
  return { steps, low: Math.min(0, ...ends), high: Math.max(0, ...ends) }
}
