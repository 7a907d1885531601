import type { RegistryProject } from '@tcctv/registries'
import { assessPair, judgePair, type PairAssessment, type PairJudgement } from './assess-pair.ts'
import type { Entry } from './entry.ts'
import { worstLevel, type RiskLevel } from './levels.ts'
import { pairKey } from './decisions.ts'
import { withVisitor, type MatchIndex, type ScoredPair } from './match-index.ts'
import { isExplicitlySame } from './mitigations.ts'
import type { TonneBounds } from './overlap.ts'
import { readOtherClaims, type OtherClaim } from './other-claims.ts'
import { readPartOf } from './part-of.ts'

/** Double counting risk of one project: its worst counterpart in each registry, over all registries. */
export type ProjectRisk = {
  readonly project: string
  readonly level: RiskLevel
  /** 1 − Π(1 − worst pair of a registry); `unknown` when no counterpart has a number or nothing could be compared. */
  readonly risk: number | 'unknown'
  readonly summary: string
  /** Counterparts of at least a tenth probability or an explicit relation, the most serious first. */
  readonly counterparts: readonly PairAssessment[]
  readonly comparedWith: number
  readonly sources: MatchIndex['sources']
  /** Tonnes that both sides issued for the same time, over all counterparts; null when no pair has issuance. */
  readonly tonnesAtStake: TonneBounds | null
  /** Claims of other schemes that the project itself declares; null when nobody said whether there are any. */
  readonly otherClaims: readonly OtherClaim[] | null
  readonly whatWouldSettle: readonly string[]
}

const NOTICEABLE = 0.1
/** p is .015 here; rivals only lower it. */
const HOPELESS_BITS = -6

/** What a list shows of a project's risk. */
export type RiskSummary = Pick<ProjectRisk, 'level' | 'risk' | 'summary'> & { readonly counterpartCount: number }

/** Risk of every project of an index in short, by key; each pair is assessed once. */
export function summariseAll(index: MatchIndex): ReadonlyMap<string, RiskSummary> {
  return summarise(index, index.entries.keys())
}

/** Risks of some projects of an index in short. Keys that the index does not hold are left out. */
export function summarise(index: MatchIndex, keys: Iterable<string>): ReadonlyMap<string, RiskSummary> {
  const judged = new Map<ScoredPair, PairJudgement | null>()
  const judge = (pair: ScoredPair) => {
    const known = judged.get(pair)
    if (known !== undefined) return known
    const judgement = mayMatter(pair, index) ? judgePair(pair.left, pair.right, index) : null
    const found = judgement !== null && isNoticeable(judgement) ? judgement : null
    judged.set(pair, found)
    return found
  }
  const summaries = new Map<string, RiskSummary>()
  for (const key of keys) {
    const entry = index.entries.get(key)
    if (entry === undefined) continue
    const counterparts = index.pairsOf(key).flatMap((pair) => judge(pair) ?? [])
    const { level, risk, summary } = figuresOf(entry, counterparts, index)
    summaries.set(key, { level, risk, summary, counterpartCount: counterparts.length })
  }
  return summaries
}

/** Risk of a project of the index with all its evidence; undefined when the index does not hold it. */
export function assessListed(key: string, index: MatchIndex): ProjectRisk | undefined {
  const entry = index.entries.get(key)
  if (entry === undefined) return undefined
  return riskOf(entry, index.pairsOf(key), index, ({ left, right }) => assessPair(left, right, index))
}

/**
 * Risk of one project against an index. A project that the index does not hold (a description from a PDD) is compared
 * with the projects of its countries that share telling words, its estimate or its site.
 *
 * @example assessProject(project, makeMatchIndex(projects)).level // 'none'
 */
export function assessProject(project: RegistryProject, index: MatchIndex): ProjectRisk {
  const { visitor, index: visited } = withVisitor(index, project)
  return riskOf(visitor, visited.pairs, visited, ({ left, right }) => assessPair(left, right, visited))
}

function riskOf(
  entry: Entry,
  pairs: readonly ScoredPair[],
  index: MatchIndex,
  assess: (pair: ScoredPair) => PairAssessment,
): ProjectRisk {
  const counterparts = pairs
    .filter((pair) => mayMatter(pair, index))
    .map(assess)
    .filter(isNoticeable)
    .toSorted(bySeriousness)
  const { canCompare, otherClaims, ...figures } = figuresOf(entry, counterparts, index)
  return {
    project: entry.key,
    ...figures,
    counterparts,
    comparedWith: pairs.length,
    sources: index.sources,
    tonnesAtStake: tonnesOf(counterparts),
    otherClaims: entry.project.otherClaims === null ? null : otherClaims,
    whatWouldSettle: settlersOf(counterparts, canCompare, otherClaims),
  }
}

/** Level, number and words of a risk: the same whichever order the counterparts stand in. */
function figuresOf(entry: Entry, counterparts: readonly PairJudgement[], index: MatchIndex) {
  const canCompare = entry.project.countries.length > 0 && entry.tokens.length > 0 && index.sources.length > 0
  const otherClaims = readOtherClaims(entry.project)
  const found = worstLevel([...counterparts.map(({ level }) => level), ...otherClaims.flatMap(levelOfClaim)])
  const level = found === 'none' && !canCompare ? 'unknown' : found
  const risk = canCompare ? combinedRisk(entry.key, counterparts) : 'unknown'
  const summary = summaryOf(level, canCompare, counterparts, otherClaims, index)
  return { canCompare, otherClaims, level, risk, summary } as const
}

/** A declared claim on days of the crediting period is a question about double claiming, with or without a counterpart. */
function levelOfClaim({ overlap }: OtherClaim): RiskLevel[] {
  return overlap === 'yes' ? ['possible'] : overlap === 'unknown' ? ['unknown'] : []
}

/** False for pairs whose score, rivals aside, is so low that no probability of a tenth can come of it. */
export function mayMatter({ left, right, bits }: ScoredPair, index: MatchIndex): boolean {
  return (
    bits > HOPELESS_BITS ||
    (index.decisions.size > 0 && index.decisions.has(pairKey(left.key, right.key))) ||
    isExplicitlySame(left.project, right.project) ||
    readPartOf(left, right, index.corpus).probability > NOTICEABLE / 2
  )
}

function isNoticeable({ pSame, pPartOf, isExplicit, level, decision }: PairJudgement): boolean {
  return isExplicit || decision !== null || pSame + pPartOf >= NOTICEABLE || level === 'unknown'
}

function bySeriousness(a: PairAssessment, b: PairAssessment): number {
  return (
    numberOf(b.risk) - numberOf(a.risk) ||
    b.pSame + b.pPartOf - (a.pSame + a.pPartOf) ||
    (a.left + a.right < b.left + b.right ? -1 : 1)
  )
}

/** Unknown risk is ordered by probability only; it takes part with 0 here and is never shown as a number. */
function numberOf(risk: number | 'unknown'): number {
  return risk === 'unknown' ? 0 : risk
}

function combinedRisk(key: string, counterparts: readonly PairJudgement[]): number | 'unknown' {
  const worst = new Map<string, number>()
  for (const pair of counterparts) {
    if (pair.risk === 'unknown') continue
    const registry = (pair.left === key ? pair.right : pair.left).split('/')[0] ?? ''
    worst.set(registry, Math.max(worst.get(registry) ?? 0, pair.risk))
  }
  if (worst.size === 0 && counterparts.length > 0) return 'unknown'
  return 1 - [...worst.values()].reduce((product, risk) => product * (1 - risk), 1)
}

function summaryOf(
  level: RiskLevel,
  canCompare: boolean,
  counterparts: readonly PairJudgement[],
  otherClaims: readonly OtherClaim[],
  index: MatchIndex,
): string {
  const claims = otherClaims.filter((claim) => levelOfClaim(claim).includes(level)).length
  const more = claims === 0 ? '' : `; ${claims} ${claims === 1 ? 'claim' : 'claims'} of other schemes`
  if (index.sources.length === 0) return `could not be compared: the directory holds no source${more}`
  if (!canCompare) return `could not be compared: no host country or no title${more}`
  const { length } = index.sources
  const sources = `${length} ${length === 1 ? 'source' : 'sources'} as of ${length === 1 ? 'its date' : 'their dates'}`
  if (level === 'none') return `none found in ${sources}`
  const count = counterparts.filter((pair) => pair.level === level).length
  return `${count} ${level === 'unknown' ? 'undecided' : level} ${count === 1 ? 'counterpart' : 'counterparts'} in ${sources}${more}`
}

function tonnesOf(counterparts: readonly PairAssessment[]): TonneBounds | null {
  const bounds = counterparts.flatMap(({ severities }) => {
    const issuance = severities['double issuance']
    return issuance.status === 'known' && issuance.tonnes !== null ? [issuance.tonnes] : []
  })
  if (bounds.length === 0) return null
  return bounds.reduce((sum, { low, high }) => ({ low: sum.low + low, high: sum.high + high }), { low: 0, high: 0 })
}

function settlersOf(
  counterparts: readonly PairAssessment[],
  canCompare: boolean,
  otherClaims: readonly OtherClaim[],
): string[] {
  const questions = otherClaims.flatMap(({ overlap, scheme, question }) =>
    overlap === 'no' ? [] : [`${scheme}: ${question}`],
  )
  if (!canCompare) return ['host country and title of the project', ...questions]
  return [...new Set([...counterparts.flatMap(({ whatWouldSettle }) => whatWouldSettle), ...questions])]
}
