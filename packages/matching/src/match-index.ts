import { projectKey, type RegistryProject } from '@tcctv/registries'
import { findCandidates } from './blocking.ts'
import { makeCorpus, type Corpus } from './corpus.ts'
import { NO_DECISIONS, pairKey, type DecisionBook } from './decisions.ts'
import { distanceKm } from './distance.ts'
import { makeEntries, makeEntry, type Entry } from './entry.ts'
import { names } from './fact-features.ts'
import { isProgramme, storyShare, TOLD_SHARE } from './part-of.ts'
import { scoreBits } from './score-pair.ts'

const NEAR_KM = 5
/** Parts of one programme are many; rivals for one twin are few. */
const MAX_PARTS = 500
const MAX_RIVALS = 20
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
  readonly entriesIn: (country: string) => readonly Entry[]
  readonly programmes: readonly Entry[]
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
  const entries = makeEntries(projects).toSorted((a, b) => (a.key < b.key ? -1 : 1))
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
  const fresh = new Map(makeEntries(changed).map((entry) => [entry.key, entry]))
  const entries = new Map([...index.entries, ...fresh])
  const kept = index.pairs.filter(({ left, right }) => !fresh.has(left.key) && !fresh.has(right.key))
  const found = new Map<string, ScoredPair>()
  for (const entry of fresh.values())
    for (const pair of nearestPairs(entry, { ...index, entries }, [...fresh.values()]))
      found.set(pairKey(pair.left.key, pair.right.key), pair)
  const pairs = withDecided([...kept, ...found.values()], entries, decisions, index.corpus)
  const next = indexOf(index.corpus, entries, pairs, decisions)
  const keys = new Set([...fresh.keys(), ...decidedSince(index.decisions, decisions)])
  return { index: next, affected: neighbourhood(keys, [index, next]) }
}

/**
 * Entries that a project may concern: in its countries those that share telling title words, the annual estimate or a
 * site within 5 km; programmes whose title its description tells, or the other way round; those it names and that name
 * it. `more` are entries that the index does not know in their present form.
 */
function concerned(visitor: Entry, index: MatchIndex, more: readonly Entry[] = []): ReadonlySet<Entry> {
  const { entries, corpus } = index
  const found = new Set<string>(visitor.project.references.map(projectKey))
  for (const country of visitor.project.countries) {
    for (const [key, weight] of corpus.sharers(visitor.tokens, country)) if (weight > TELLING_WORDS) found.add(key)
    for (const entry of index.entriesIn(country)) if (sharesFact(visitor, entry)) found.add(entry.key)
  }
  if (visitor.project.assets.length > 0)
    for (const entry of entries.values()) if (sharesAsset(visitor, entry)) found.add(entry.key)
  for (const entry of index.programmes) if (storyShare(visitor, entry, corpus) >= TOLD_SHARE) found.add(entry.key)
  if (isProgramme(visitor))
    for (const entry of entries.values()) if (storyShare(entry, visitor, corpus) >= TOLD_SHARE) found.add(entry.key)
  for (const entry of more) if (sharesFact(visitor, entry) || sharesWords(visitor, entry, corpus)) found.add(entry.key)
  found.delete(visitor.key)
  return new Set([...found].toSorted().flatMap((key) => entries.get(key) ?? []))
}

/** The best pairs of an entry with each other registry: no more than can compete for it. */
function nearestPairs(visitor: Entry, index: MatchIndex, more: readonly Entry[] = []): ScoredPair[] {
  const byRegistry = new Map<string, ScoredPair[]>()
  for (const entry of concerned(visitor, index, more)) {
    const { registry } = entry.project
    if (registry === visitor.project.registry) continue
    const pairs = byRegistry.get(registry)
    const pair = orderedPair(visitor, entry, index.corpus)
    if (pairs === undefined) byRegistry.set(registry, [pair])
    else pairs.push(pair)
  }
  const most = isProgramme(visitor) ? MAX_PARTS : MAX_RIVALS
  return [...byRegistry.values()].flatMap((pairs) => pairs.toSorted((a, b) => b.bits - a.bits).slice(0, most))
}

/** What is cheap to ask of every project of a country. */
function sharesFact(visitor: Entry, entry: Entry): boolean {
  const { estimatedAnnualTonnes } = visitor.project
  if (estimatedAnnualTonnes !== null && estimatedAnnualTonnes === entry.project.estimatedAnnualTonnes) return true
  if (visitor.point !== null && entry.point !== null && distanceKm(visitor.point, entry.point) <= NEAR_KM) return true
  return entry.project.references.length > 0 && names(entry.project.references, visitor.project)
}

function sharesAsset({ project: a }: Entry, { project: b }: Entry): boolean {
  return b.assets.length > 0 && a.assets.some((asset) => b.assets.some(({ sha256 }) => sha256 === asset.sha256))
}

function sharesWords(visitor: Entry, entry: Entry, corpus: Corpus): boolean {
  const country = visitor.project.countries.find((code) => entry.project.countries.includes(code))
  if (country === undefined) return false
  const shared = visitor.tokens.filter((word) => entry.tokens.includes(word))
  const wordOf = corpus.wordsOf(country)
  return shared.reduce((sum, word) => sum + wordOf(word).weight, 0) > TELLING_WORDS
}

/** Puts scored pairs in order for questions. */
export function indexOf(
  corpus: Corpus,
  entries: ReadonlyMap<string, Entry>,
  pairs: readonly ScoredPair[],
  decisions: DecisionBook,
): MatchIndex {
  const byKey = new Map<string, ScoredPair[]>()
  for (const pair of pairs)
    for (const { key } of [pair.left, pair.right]) {
      const list = byKey.get(key)
      if (list === undefined) byKey.set(key, [pair])
      else list.push(pair)
    }
  const pairsOf = (key: string) => byKey.get(key) ?? []
  const byCountry = new Map<string, Entry[]>()
  for (const entry of entries.values())
    for (const country of entry.project.countries) {
      const list = byCountry.get(country)
      if (list === undefined) byCountry.set(country, [entry])
      else list.push(entry)
    }
  return {
    corpus,
    entries,
    pairs,
    decisions,
    pairsOf,
    entriesIn: (country) => byCountry.get(country) ?? [],
    programmes: [...entries.values()].filter(isProgramme),
    bestIn: bestOf(pairsOf),
    sources: sourcesOf([...entries.values()].map(({ project }) => project)),
  }
}

/** Pairs that an officer decided are compared even where nothing else proposes them. */
export function withDecided(
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

/**
 * The keys, those they are compared with, and those that compete with one of the keys for a counterpart: entries of
 * the same registry as the key that the counterpart is compared with too.
 */
function neighbourhood(keys: ReadonlySet<string>, indexes: readonly MatchIndex[]): ReadonlySet<string> {
  const reached = new Set(keys)
  for (const index of indexes)
    for (const key of keys) {
      const registry = index.entries.get(key)?.project.registry
      for (const counterpart of othersIn(index.pairsOf(key), key)) {
        reached.add(counterpart.key)
        for (const rival of othersIn(index.pairsOf(counterpart.key), counterpart.key))
          if (rival.project.registry === registry) reached.add(rival.key)
      }
    }
  return reached
}

function othersIn(pairs: readonly ScoredPair[], key: string): Entry[] {
  return pairs.map(({ left, right }) => (left.key === key ? right : left))
}

/**
 * Scores one project that is not in the directory against all that are. A new index of rivals for this one project;
 * the directory's own index is left as it is. Compares with the projects of its countries that share telling title
 * words, the annual estimate or a site within 5 km, and with those it names or that name it.
 */
export function withVisitor(index: MatchIndex, project: RegistryProject): { visitor: Entry; index: MatchIndex } {
  const visitor = makeEntry(project)
  const pairs = nearestPairs(visitor, index)
  const best = bestOf(() => pairs)
  return {
    visitor,
    index: {
      ...index,
      entries: new Map([...index.entries, [visitor.key, visitor]]),
      pairs,
      pairsOf: () => pairs,
      bestIn: (key, registry) => (key === visitor.key ? best(key, registry) : []),
    },
  }
}

function orderedPair(a: Entry, b: Entry, corpus: Corpus): ScoredPair {
  const [left, right] = a.key < b.key ? [a, b] : [b, a]
  return { left, right, bits: scoreBits(left, right, corpus) }
}

/** The two best of an entry in a registry; found when first asked for. */
function bestOf(pairsOf: MatchIndex['pairsOf']): MatchIndex['bestIn'] {
  const known = new Map<string, readonly Rival[]>()
  return (key, registry) => {
    const slot = `${key} ${registry}`
    const found = known.get(slot) ?? twoBest(pairsOf(key), key, registry)
    known.set(slot, found)
    return found
  }
}

function twoBest(pairs: readonly ScoredPair[], key: string, registry: string): readonly Rival[] {
  return pairs
    .flatMap(({ left, right, bits }) => {
      const other = left.key === key ? right : left
      return other.project.registry === registry ? [{ key: other.key, bits }] : []
    })
    .toSorted(byBits)
    .slice(0, 2)
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
