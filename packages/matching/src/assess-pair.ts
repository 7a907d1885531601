import { compete } from './competition.ts'
import { pairKey, type Decision } from './decisions.ts'
import type { Entry } from './entry.ts'
import { levelOf, type RiskLevel } from './levels.ts'
import type { MatchIndex } from './match-index.ts'
import { isExplicitlySame, readMitigations, type Mitigation } from './mitigations.ts'
import { readPartOf } from './part-of.ts'
import {
  coverageOf,
  FEATURE_NAMES,
  FEATURES,
  probabilityOf,
  readFeatures,
  type FeatureName,
  type Readings,
} from './score-pair.ts'
import { readSeverities, SEVERITY_KINDS, type Severities } from './severity.ts'
import { MODEL_VERSION, PRIOR_BITS } from './weights.ts'

/** One bar of the waterfall: what a feature says, with what stands on both sides. */
export type Evidence = {
  readonly feature: FeatureName
  readonly title: string
  readonly bits: number
  readonly level: string
  readonly isKnown: boolean
  readonly left: string
  readonly right: string
}

/** Whether two entries may count one reduction twice, and why. A question to the reader, never a finding. */
export type PairAssessment = {
  /** Keys of the projects, the smaller by code unit first. */
  readonly left: string
  readonly right: string
  readonly modelVersion: string
  readonly pSame: number
  readonly pPartOf: number
  readonly part: 'left' | 'right' | null
  readonly isExplicit: boolean
  /** The officer's word, which stands above the model; null when nobody decided. */
  readonly decision: Decision | null
  /** Prior, every feature and the rival's penalty; their sum is `scoreBits`. */
  readonly bits: Readonly<Record<FeatureName | 'prior' | 'rival', number>>
  readonly scoreBits: number
  readonly rival: string | null
  readonly evidence: readonly Evidence[]
  readonly severities: Severities
  readonly mitigations: readonly Mitigation[]
  /** Largest mitigated severity of the known kinds. */
  readonly severity: number | 'unknown'
  /** (pSame + pPartOf) × severity. */
  readonly risk: number | 'unknown'
  readonly level: RiskLevel
  readonly coverage: number
  readonly unknown: readonly string[]
  readonly whatWouldSettle: readonly string[]
}

/** What lists of pairs show and sort by: an assessment without the words of its evidence. */
export type PairJudgement = Omit<PairAssessment, 'evidence' | 'unknown' | 'whatWouldSettle'>

/**
 * Assesses two entries of an index. Symmetric: the order of the arguments does not matter. An officer's decision sets
 * the probabilities; the bits stay those of the model.
 *
 * @example assessPair(a, b, index).level // 'possible'
 */
export function assessPair(a: Entry, b: Entry, index: MatchIndex): PairAssessment {
  const [left, right] = a.key < b.key ? [a, b] : [b, a]
  const readings = readFeatures(left, right, index.corpus)
  const judgement = judge(left, right, readings, index)
  return {
    ...judgement,
    evidence: FEATURE_NAMES.map((feature) => evidenceOf(feature, left, right, readings)),
    unknown: unknownOf(readings, judgement.severities),
    whatWouldSettle: settlersOf(left, right, readings, judgement.severities),
  }
}

/** The figures of {@link assessPair} alone. */
export function judgePair(a: Entry, b: Entry, index: MatchIndex): PairJudgement {
  const [left, right] = a.key < b.key ? [a, b] : [b, a]
  return judge(left, right, readFeatures(left, right, index.corpus), index)
}

function judge(left: Entry, right: Entry, readings: Readings, index: MatchIndex): PairJudgement {
  const { bits, scoreBits, rival } = sumBits(left, right, readings, index)
  const decision = index.decisions.get(pairKey(left.key, right.key)) ?? null
  const odds = oddsOf(left, right, scoreBits, decision, index)
  const { pSame, pPartOf, isExplicit } = odds
  const severities = readSeverities(left.project, right.project)
  const mitigations = [...readMitigations(left.project, right.project), ...transferOf(decision)]
  const severity = worstSeverity(severities, mitigations)
  const coverage = coverageOf(readings)
  return {
    left: left.key,
    right: right.key,
    modelVersion: MODEL_VERSION,
    pSame,
    pPartOf,
    part: odds.part,
    isExplicit,
    decision,
    bits,
    scoreBits,
    rival,
    severities,
    mitigations,
    severity,
    risk: severity === 'unknown' ? 'unknown' : (pSame + pPartOf) * severity,
    level: levelOf({
      probability: pSame + pPartOf,
      isExplicit,
      severity,
      hasUnknownKind: SEVERITY_KINDS.some((kind) => severities[kind].status === 'unknown'),
      coverage: decision === null ? coverage : 1,
    }),
    coverage,
  }
}

type Odds = Pick<PairAssessment, 'pSame' | 'pPartOf' | 'part' | 'isExplicit'>

function oddsOf(left: Entry, right: Entry, scoreBits: number, decision: Decision | null, index: MatchIndex): Odds {
  if (decision !== null) return decidedOdds(decision)
  const partOf = readPartOf(left, right, index.corpus)
  const isExplicitSame = isExplicitlySame(left.project, right.project)
  const pSame = isExplicitSame ? 1 : partOf.isExplicit ? 0 : probabilityOf(scoreBits)
  return {
    pSame,
    pPartOf: (1 - pSame) * partOf.probability,
    part: partOf.part === null ? null : partOf.part === left.key ? 'left' : 'right',
    isExplicit: isExplicitSame || partOf.isExplicit,
  }
}

function decidedOdds({ verdict, part }: Decision): Odds {
  switch (verdict) {
    case 'same':
    case 'transferred':
      return { pSame: 1, pPartOf: 0, part: null, isExplicit: true }
    case 'part_of':
      return { pSame: 0, pPartOf: 1, part, isExplicit: true }
    case 'different':
      return { pSame: 0, pPartOf: 0, part: null, isExplicit: false }
  }
}

function transferOf(decision: Decision | null): Mitigation[] {
  if (decision?.verdict !== 'transferred') return []
  return [{ kind: 'transferred', factor: 0.05, evidence: `an officer's decision: ${decision.reason}` }]
}

function sumBits(left: Entry, right: Entry, readings: Readings, index: MatchIndex) {
  const evidenceBits = FEATURE_NAMES.reduce((sum, feature) => sum + readings[feature].bits, PRIOR_BITS)
  const competition = compete(left, right, evidenceBits, index)
  const bits = { prior: PRIOR_BITS, ...bitsOf(readings), rival: competition.bits }
  return { bits, scoreBits: evidenceBits + competition.bits, rival: competition.rival }
}

function bitsOf(readings: Readings): Readonly<Record<FeatureName, number>> {
  const { name, miss, only, num, mw, met, cat, dev, yr, est, loc, asset, ref, kind } = readings
  return {
    name: name.bits,
    miss: miss.bits,
    only: only.bits,
    num: num.bits,
    mw: mw.bits,
    met: met.bits,
    cat: cat.bits,
    dev: dev.bits,
    yr: yr.bits,
    est: est.bits,
    loc: loc.bits,
    asset: asset.bits,
    ref: ref.bits,
    kind: kind.bits,
  }
}

function evidenceOf(feature: FeatureName, left: Entry, right: Entry, readings: Readings): Evidence {
  const { title, show } = FEATURES[feature]
  return { feature, title, ...readings[feature], left: show(left), right: show(right) }
}

function worstSeverity(severities: Severities, mitigations: readonly Mitigation[]): number | 'unknown' {
  const factor = mitigations.reduce((product, mitigation) => product * mitigation.factor, 1)
  const known = SEVERITY_KINDS.flatMap((kind) => {
    const severity = severities[kind]
    return severity.status === 'known' ? [severity.severity * factor] : []
  })
  return known.length === 0 ? 'unknown' : Math.max(...known)
}

function unknownFeatures(readings: Readings): FeatureName[] {
  return FEATURE_NAMES.filter((feature) => !readings[feature].isKnown)
}

function unknownOf(readings: Readings, severities: Severities): string[] {
  const kinds = SEVERITY_KINDS.filter((kind) => severities[kind].status === 'unknown')
  return [...unknownFeatures(readings).map((feature) => FEATURES[feature].title), ...kinds]
}

function settlersOf(left: Entry, right: Entry, readings: Readings, severities: Severities): string[] {
  const features = unknownFeatures(readings).map(
    (feature) => `${FEATURES[feature].title.toLowerCase()} of ${left.key} and ${right.key}`,
  )
  const facts = SEVERITY_KINDS.flatMap((kind) => {
    const severity = severities[kind]
    return severity.status === 'unknown' ? severity.missing : []
  })
  return [...facts, ...features]
}
