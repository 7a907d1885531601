/** From the most to the least. `unknown` stands above `none`: what is not known is never shown as low. */
export const RISK_LEVELS = ['confirmed', 'likely', 'possible', 'unknown', 'none'] as const
export type RiskLevel = (typeof RISK_LEVELS)[number]

export type LevelFacts = {
  /** Probability that the pair is the same activity or that one is a part of the other. */
  readonly probability: number
  readonly isExplicit: boolean
  /** Largest mitigated severity of the kinds that are known. */
  readonly severity: number | 'unknown'
  readonly hasUnknownKind: boolean
  readonly coverage: number
}

const LIKELY = 0.5
const POSSIBLE = 0.1
const PROBABLE = 0.5
const NOTICEABLE = 0.1
const LOW_COVERAGE = 0.3

/** Level of a pair: the first rule that holds. Taking facts away never turns another level into `none`. */
export function levelOf(facts: LevelFacts): RiskLevel {
  const severity = facts.severity === 'unknown' ? 0 : facts.severity
  const risk = facts.probability * severity
  if (facts.isExplicit && severity > 0) return 'confirmed'
  if (risk >= LIKELY) return 'likely'
  if (risk >= POSSIBLE || (facts.probability >= PROBABLE && facts.hasUnknownKind)) return 'possible'
  if (facts.probability >= NOTICEABLE && facts.hasUnknownKind) return 'unknown'
  return facts.coverage < LOW_COVERAGE ? 'unknown' : 'none'
}

/** The most serious of some levels; `none` for an empty list. */
export function worstLevel(levels: readonly RiskLevel[]): RiskLevel {
  return RISK_LEVELS.find((level) => levels.includes(level)) ?? 'none'
}

/** Order of a level for sorting, 4 (confirmed) to 0 (none). */
export function rankOf(level: RiskLevel): number {
  return RISK_LEVELS.length - 1 - RISK_LEVELS.indexOf(level)
}
