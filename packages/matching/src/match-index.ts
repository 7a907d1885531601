import type { RegistryProject } from '@tcctv/registries'
import { findCandidates } from './blocking.ts'
import { makeCorpus, type Corpus } from './corpus.ts'
import { distanceKm } from './distance.ts'
import { makeEntry, type Entry } from './entry.ts'
import { names } from './fact-features.ts'
import { scoreBits } from './score-pair.ts'

const NEAR_KM = 5
/** Weight that the shared words of two titles must reach together; one rare word or two common ones do. */
const TELLING_WORDS = 2.5

/** One entry's score with another, before rivals. */
export type Rival = { readonly key: string; readonly bits: number }
export type ScoredPair = { readonly left: Entry; readonly right: Entry; readonly bits: number }

/** A directory prepared for comparison. Immutable: make a new one when projects change. */
export type MatchIndex = {
  readonly corpus: Corpus
  readonly entries: ReadonlyMap<string, Entry>
  /** Candidate pairs, left key below right key by code unit, in order. */
  readonly pairs: readonly ScoredPair[]
  /** The two best of an entry in a registry, best first; candidates only. */
  readonly bestIn: (key: string, registry: string) => readonly Rival[]
  readonly sources: readonly { readonly id: string; readonly retrieved: string }[]
}

/**
 * Prepares projects for {@link assessPair} and {@link assessProject}: word statistics, candidate pairs, their scores.
 * The result does not depend on the order of projects. Time grows with the number of candidates, about five a project.
 */
export function makeMatchIndex(projects: readonly RegistryProject[]): MatchIndex {
  const entries = projects.map(makeEntry).toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const corpus = makeCorpus(entries)
  const pairs = findCandidates(entries, corpus).flatMap(([a, b]) => {
    const [left, right] = [entries[a], entries[b]]
    return left === undefined || right === undefined ? [] : [{ left, right, bits: scoreBits(left, right, corpus) }]
  })
  const best = bestByRegistry(pairs)
  return {
    corpus,
    entries: new Map(entries.map((entry) => [entry.key, entry])),
    pairs,
    bestIn: (key, registry) => best.get(`${key} ${registry}`) ?? [],
    sources: sourcesOf(projects),
  }
}

/**
 * Scores one project that is not in the directory against all that are. A new index of rivals for this one project;
 * the directory's own index is left as it is. Compares with the projects of its countries that share telling title
 * words, the annual estimate or a site within 5 km, and with those it names or that name it.
 */
export function withVisitor(index: MatchIndex, project: RegistryProject): { visitor: Entry; index: MatchIndex } {
  const visitor = makeEntry(project)
  const pairs = [...index.entries.values()]
    .filter((entry) => entry.key !== visitor.key && mayConcern(visitor, entry, index.corpus))
    .map((entry) => orderedPair(visitor, entry, index.corpus))
  const best = bestByRegistry(pairs)
  return {
    visitor,
    index: {
      ...index,
      entries: new Map([...index.entries, [visitor.key, visitor]]),
      pairs,
      bestIn: (key, registry) => (key === visitor.key ? (best.get(`${key} ${registry}`) ?? []) : []),
    },
  }
}

/** The visitor's blocking: cheap to ask of every project of a country. */
function mayConcern(visitor: Entry, entry: Entry, corpus: Corpus): boolean {
  const { project } = visitor
  if (names(project.references, entry.project) || names(entry.project.references, project)) return true
  const country = project.countries.find((code) => entry.project.countries.includes(code))
  if (country === undefined) return false
  const { estimatedAnnualTonnes } = project
  if (estimatedAnnualTonnes !== null && estimatedAnnualTonnes === entry.project.estimatedAnnualTonnes) return true
  if (visitor.point !== null && entry.point !== null && distanceKm(visitor.point, entry.point) <= NEAR_KM) return true
  const shared = visitor.tokens.filter((word) => entry.tokens.includes(word))
  return shared.reduce((sum, word) => sum + corpus.wordWeight(word, country), 0) > TELLING_WORDS
}

function orderedPair(a: Entry, b: Entry, corpus: Corpus): ScoredPair {
  const [left, right] = a.key < b.key ? [a, b] : [b, a]
  return { left, right, bits: scoreBits(left, right, corpus) }
}

function bestByRegistry(pairs: readonly ScoredPair[]): Map<string, readonly Rival[]> {
  const best = new Map<string, readonly Rival[]>()
  const note = (from: Entry, to: Entry, bits: number) => {
    const slot = `${from.key} ${to.project.registry}`
    const ranked = [...(best.get(slot) ?? []), { key: to.key, bits }].toSorted(byBits)
    best.set(slot, ranked.slice(0, 2))
  }
  for (const { left, right, bits } of pairs) {
    note(left, right, bits)
    note(right, left, bits)
  }
  return best
}

function byBits(a: Rival, b: Rival): number {
  return b.bits - a.bits || (a.key < b.key ? -1 : 1)
}

function sourcesOf(projects: readonly RegistryProject[]): MatchIndex['sources'] {
  const newest = new Map<string, string>()
  for (const { source } of projects)
    if (source.retrieved > (newest.get(source.sourceId) ?? '')) newest.set(source.sourceId, source.retrieved)
  return [...newest].map(([id, retrieved]) => ({ id, retrieved })).toSorted((a, b) => (a.id < b.id ? -1 : 1))
}
