import { judgePair, type PairJudgement } from './assess-pair.ts'
import { mayMatter } from './assess-project.ts'
import type { MatchIndex } from './match-index.ts'

/** A pair worth an officer's time. `urgency` orders the work; it is no probability. */
export type RankedPair = {
  readonly left: string
  readonly right: string
  readonly pSame: number
  readonly pPartOf: number
  readonly level: PairJudgement['level']
  readonly severity: PairJudgement['severity']
  readonly tonnesAtStake: number | null
  readonly coverage: number
  readonly urgency: number
}

const NOTICEABLE = 0.1

/**
 * Pairs that nobody has decided, the most urgent first: probability × severity × log10(1 + tonnes at stake). Pairs
 * whose severity is not known follow by probability; they are never taken for harmless.
 */
export function rankPairs(index: MatchIndex): RankedPair[] {
  return index.pairs
    .filter((pair) => mayMatter(pair, index))
    .map(({ left, right }) => judgePair(left, right, index))
    .filter(({ pSame, pPartOf, decision }) => decision === null && pSame + pPartOf >= NOTICEABLE)
    .map(ranked)
    .toSorted(
      (a, b) =>
        b.urgency - a.urgency || probability(b) - probability(a) || (a.left + a.right < b.left + b.right ? -1 : 1),
    )
}

function ranked(pair: PairJudgement): RankedPair {
  const { left, right, pSame, pPartOf, level, severity, severities, coverage } = pair
  const issuance = severities['double issuance']
  const tonnesAtStake = issuance.status === 'known' ? (issuance.tonnes?.high ?? null) : null
  const weight = severity === 'unknown' ? 0 : severity * Math.log10(1 + Math.max(1, tonnesAtStake ?? 1))
  return { left, right, pSame, pPartOf, level, severity, tonnesAtStake, coverage, urgency: (pSame + pPartOf) * weight }
}

function probability({ pSame, pPartOf }: RankedPair): number {
  return pSame + pPartOf
}
