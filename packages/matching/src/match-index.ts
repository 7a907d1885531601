import type { RegistryProject } from '@tcctv/registries'
import { findCandidates } from './blocking.ts'
import { makeCorpus, type Corpus } from './corpus.ts'
import { NO_DECISIONS, pairKey, type DecisionBook } from './decisions.ts'
import { distanceKm } from './distance.ts'
import { makeEntry, type Entry } from './entry.ts'
import { names } from './fact-features.ts'
import { isProgramme, storyShare, TOLD_SHARE } from './part-of.ts'
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
  /** The candidate pairs of one entry. */
  readonly pairsOf: (key: string) => readonly ScoredPair[]
  readonly decisions: DecisionBook
  /** The two best of an entry in a registry, best first; candidates only. */
  readonly bestIn: (key: string, registry: string) => readonly Rival[]
  readonly sources: readonly { readonly id: string; readonly retrieved: string }[]
}

/**
 * Prepares projects for {@link assessPair} and {@link assessProject}: word statistics, candidate pairs, their scores.
 * The result does not depend on the order of projects. Time grows with the number of candidates, about five a project.
 */
export function makeMatchIndex(
  projects: readonly RegistryProject[],
  decisions: DecisionBook = NO_DECISIONS,
): MatchIndex {
  const entries = projects.map(makeEntry).toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const corpus = makeCorpus(entries)
  const byKey = new Map(entries.map((entry) => [entry.key, entry]))
  const pairs = findCandidates(entries, corpus).flatMap(([a, b]) => {
    const [left, right] = [entries[a], entries[b]]
    return left === undefined || right === undefined ? [] : [{ left, right, bits: scoreBits(left, right, corpus) }]
  })
  return indexOf(corpus, byKey, withDecided(pairs, byKey, decisions, corpus), decisions)
}

/**
 * An index in which some projects are new or read differently. Word statistics stay those of the index, so scores can
 * differ a little from those of an index made anew; the changed are compared with what shares their telling words.
 * `affected` are the keys whose risk may differ: the changed, their counterparts, and those the counterparts compete for.
 */
export function updateMatchIndex(
  index: MatchIndex,
  changed: readonly RegistryProject[],
  decisions: DecisionBook = index.decisions,
): { readonly index: MatchIndex; readonly affected: ReadonlySet<string> } {
  const fresh = changed.map(makeEntry)
  const entries = new Map(index.entries)
  for (const entry of fresh) entries.set(entry.key, entry)
  const changedKeys = new Set(fresh.map(({ key }) => key))
  const keys = new Set([...changedKeys, ...decidedSince(index.decisions, decisions)])
  const isChanged = ({ key }: Entry) => changedKeys.has(key)
  const kept = index.pairs.filter(({ left, right }) => !isChanged(left) && !isChanged(right))
  const found = new Map<string, ScoredPair>()
  for (const entry of fresh)
    for (const other of entries.values())
      if (mayPair(entry, other, index.corpus))
        found.set(pairKey(entry.key, other.key), orderedPair(entry, other, index.corpus))
  const pairs = withDecided([...kept, ...found.values()], entries, decisions, index.corpus)
  const next = indexOf(index.corpus, entries, pairs, decisions)
  return { index: next, affected: neighbourhood(keys, [index, next]) }
}

function mayPair(a: Entry, b: Entry, corpus: Corpus): boolean {
  return a.key !== b.key && a.project.registry !== b.project.registry && mayConcern(a, b, corpus)
}

function indexOf(
  corpus: Corpus,
  entries: ReadonlyMap<string, Entry>,
  pairs: readonly ScoredPair[],
  decisions: DecisionBook,
): MatchIndex {
  const best = bestByRegistry(pairs)
  const byKey = new Map<string, ScoredPair[]>()
  for (const pair of pairs)
    for (const { key } of [pair.left, pair.right]) {
      const list = byKey.get(key)
      if (list === undefined) byKey.set(key, [pair])
      else list.push(pair)
    }
  return {
    corpus,
    entries,
    pairs,
    decisions,
    pairsOf: (key) => byKey.get(key) ?? [],
    bestIn: (key, registry) => best.get(`${key} ${registry}`) ?? [],
    sources: sourcesOf([...entries.values()].map(({ project }) => project)),
  }
}

/** Pairs that an officer decided are compared even where nothing else proposes them. */
function withDecided(
  pairs: readonly ScoredPair[],
  entries: ReadonlyMap<string, Entry>,
  decisions: DecisionBook,
  corpus: Corpus,
): readonly ScoredPair[] {
  if (decisions.size === 0) return pairs
  const known = new Set(pairs.map(({ left, right }) => pairKey(left.key, right.key)))
  const more = [...decisions].flatMap(([key, { left, right }]) => {
    const [a, b] = [entries.get(left), entries.get(right)]
    return known.has(key) || a === undefined || b === undefined ? [] : [orderedPair(a, b, corpus)]
  })
  return [...pairs, ...more]
}

function decidedSince(before: DecisionBook, after: DecisionBook): string[] {
  const keys = new Set([...before.keys(), ...after.keys()])
  return [...keys].flatMap((key) => {
    const [old, now] = [before.get(key), after.get(key)]
    const any = old ?? now
    return old === now || any === undefined ? [] : [any.left, any.right]
  })
}

/** The keys, those they are compared with, and those that these are compared with: rivals reach that far. */
function neighbourhood(keys: ReadonlySet<string>, indexes: readonly MatchIndex[]): ReadonlySet<string> {
  const reached = new Set(keys)
  let edge: ReadonlySet<string> = keys
  for (let step = 0; step < 2; step += 1) {
    const next = new Set<string>()
    for (const key of edge)
      for (const index of indexes)
        for (const { left, right } of index.pairsOf(key))
          for (const found of [left.key, right.key]) if (!reached.has(found)) next.add(found)
    for (const key of next) reached.add(key)
    edge = next
  }
  return reached
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
      pairsOf: () => pairs,
      bestIn: (key, registry) => (key === visitor.key ? (best.get(`${key} ${registry}`) ?? []) : []),
    },
  }
}

/** The visitor's blocking: cheap to ask of every project of a country. */
function mayConcern(visitor: Entry, entry: Entry, corpus: Corpus): boolean {
  const { project } = visitor
  if (names(project.references, entry.project) || names(entry.project.references, project)) return true
  if (isProgramme(entry) && storyShare(visitor, entry, corpus) >= TOLD_SHARE) return true
  if (isProgramme(visitor) && storyShare(entry, visitor, corpus) >= TOLD_SHARE) return true
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
