import type { RiskPair } from '../api-types.ts'

export type WaterfallStep = {
  readonly kind: 'prior' | 'reason' | 'sum'
  readonly name: string
  readonly left: string | null
  readonly right: string | null
  readonly bits: number | null
  readonly from: number
  readonly to: number
}

/**
 * Rows of a waterfall: the prior, every reason from where the one before ended, and their sum. A reason without data
 * keeps its row and moves nothing.
 */
export function stepsOf(pair: Pick<RiskPair, 'priorBits' | 'bars'>): {
  readonly steps: readonly WaterfallStep[]
  readonly low: number
  readonly high: number
} {
  const { priorBits, bars } = pair
  const none = { left: null, right: null }
  const steps: WaterfallStep[] = [{ kind: 'prior', name: 'prior', ...none, bits: priorBits, from: 0, to: priorBits }]
  let at = priorBits
  for (const { feature, bits, left, right } of bars) {
    const to = at + (bits ?? 0)
    steps.push({ kind: 'reason', name: feature, left, right, bits, from: at, to })
    at = to
  }
  steps.push({ kind: 'sum', name: 'sum', ...none, bits: at, from: 0, to: at })
  const ends = steps.flatMap(({ from, to }) => [from, to])
  return { steps, low: Math.min(0, ...ends), high: Math.max(0, ...ends) }
}
