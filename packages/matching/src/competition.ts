import type { Entry } from './entry.ts'
import type { MatchIndex, Rival } from './match-index.ts'

/**
 * No lead costs more than this, in bits: about one entry in 250 does have two twins in a registry, because it was
 * registered again, split or bundled.
 */
const RIVAL_CAP_BITS = 8

export type Competition = { readonly bits: number; readonly rival: string | null }

/**
 * A project has at most one twin in a registry: when either side fits another entry of the other's registry better,
 * the score falls by the lead of that rival. Zero or negative bits.
 */
export function compete(a: Entry, b: Entry, bits: number, index: MatchIndex): Competition {
  const rivals = [
    bestOther(index.bestIn(a.key, b.project.registry), b),
    bestOther(index.bestIn(b.key, a.project.registry), a),
  ]
  let worst: Competition = { bits: 0, rival: null }
  for (const rival of rivals) {
    if (rival === undefined || rival.bits <= bits) continue
    const penalty = -Math.min(rival.bits - bits, RIVAL_CAP_BITS)
    if (penalty < worst.bits || (penalty === worst.bits && rival.key < (worst.rival ?? '')))
      worst = { bits: penalty, rival: rival.key }
  }
  return worst
}

function bestOther(ranked: readonly Rival[], partner: Entry): Rival | undefined {
  return ranked.find(({ key }) => key !== partner.key)
}
