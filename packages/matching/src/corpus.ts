import type { Entry, Point } from './entry.ts'
import { trigrams } from './title-tokens.ts'

/** What the whole directory says about how common words and places are. Built once for a set of entries. */
export type Corpus = {
  /** Weight of a title word in a country: the natural log of how rare it is, at least 0.1. */
  readonly wordWeight: (word: string, country: string) => number
  /** How many entries of a country, these two aside, have every one of some title words; counted up to a limit. */
  readonly countOthers: (words: readonly string[], country: string, a: Entry, b: Entry, limit: number) => number
  /** L2-normalised TF-IDF of a developer's name. */
  readonly developerVector: (developer: string) => ReadonlyMap<string, number>
  /** True when so many projects share these exact coordinates that they are an office or a centroid. */
  readonly isSharedPoint: (point: Point) => boolean
}

/** A country's counts are filled up with this many projects of the world's mix, so that small countries can be read. */
const WORLD_PRIOR = 300
const SHARED_POINT_PROJECTS = 5
const MIN_WEIGHT = 0.1

/** Statistics of a set of entries; the order of entries does not matter. */
export function makeCorpus(entries: readonly Entry[]): Corpus {
  const world = new Counter()
  const countries = new Map<string, Counter>()
  const points = new Map<string, number>()
  const grams = new Counter()
  const carriers = new Map<string, Set<string>>()
  for (const entry of entries) {
    world.add(entry.tokens)
    for (const country of entry.project.countries) {
      counterOf(countries, country).add(entry.tokens)
      for (const word of entry.tokens) carriersOf(carriers, country, word).add(entry.key)
    }
    if (entry.point !== null) points.set(pointKey(entry.point), (points.get(pointKey(entry.point)) ?? 0) + 1)
    if (entry.developer !== '') grams.add(trigrams(entry.developer).keys())
  }
  return {
    wordWeight: memoised((word, country) => weightOf(word, countries.get(country), world)),
    countOthers: (words, country, a, b, limit) => {
      const sets = words.map((word) => carriers.get(`${country} ${word}`) ?? new Set<string>())
      return countInAll(sets, new Set([a.key, b.key]), limit)
    },
    developerVector: vectorOf(grams),
    isSharedPoint: (point) => (points.get(pointKey(point)) ?? 0) > SHARED_POINT_PROJECTS,
  }
}

/** In how many documents a word stands. */
class Counter {
  readonly #counts = new Map<string, number>()
  documents = 0

  add(words: Iterable<string>): void {
    this.documents += 1
    for (const word of words) this.#counts.set(word, this.of(word) + 1)
  }

  of(word: string): number {
    return this.#counts.get(word) ?? 0
  }
}

function counterOf(countries: Map<string, Counter>, country: string): Counter {
  const counter = countries.get(country) ?? new Counter()
  countries.set(country, counter)
  return counter
}

function carriersOf(carriers: Map<string, Set<string>>, country: string, word: string): Set<string> {
  const key = `${country} ${word}`
  const known = carriers.get(key) ?? new Set()
  carriers.set(key, known)
  return known
}

/** How many keys stand in all of some sets, those left out aside; stops at the limit. */
function countInAll(sets: readonly ReadonlySet<string>[], except: ReadonlySet<string>, limit: number): number {
  const [rarest, ...rest] = sets.toSorted((a, b) => a.size - b.size)
  let count = 0
  for (const key of rarest ?? []) {
    if (except.has(key) || !rest.every((set) => set.has(key))) continue
    count += 1
    if (count >= limit) return count
  }
  return count
}

function weightOf(word: string, country: Counter | undefined, world: Counter): number {
  const worldShare = Math.max(1, world.of(word)) / Math.max(1, world.documents)
  const prior = Math.min(WORLD_PRIOR, world.documents)
  const documents = (country?.documents ?? 0) + prior
  const carrying = Math.max(1, country?.of(word) ?? 0) + prior * worldShare
  return Math.max(MIN_WEIGHT, Math.log((documents + 1) / carrying))
}

function memoised(weight: (word: string, country: string) => number): Corpus['wordWeight'] {
  const known = new Map<string, number>()
  return (word, country) => {
    const key = `${country} ${word}`
    const found = known.get(key) ?? weight(word, country)
    known.set(key, found)
    return found
  }
}

function vectorOf(grams: Counter): Corpus['developerVector'] {
  const known = new Map<string, ReadonlyMap<string, number>>()
  return (developer) => {
    const found = known.get(developer) ?? unitVector(trigrams(developer), (gram) => inverseFrequency(grams, gram))
    known.set(developer, found)
    return found
  }
}

function inverseFrequency(counter: Counter, gram: string): number {
  return Math.log((counter.documents + 2) / (counter.of(gram) + 1))
}

/** Sublinear TF-IDF of length 1. */
export function unitVector(
  counts: ReadonlyMap<string, number>,
  rarity: (gram: string) => number,
): ReadonlyMap<string, number> {
  const weights = [...counts].map(([gram, count]) => [gram, (1 + Math.log(count)) * rarity(gram)] as const)
  const length = Math.sqrt(weights.reduce((sum, [, weight]) => sum + weight * weight, 0))
  return new Map(length === 0 ? [] : weights.map(([gram, weight]) => [gram, weight / length]))
}

/** Cosine of two unit vectors. Sums in a fixed order, so that it is the same both ways round. */
export function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const products: number[] = []
  for (const [gram, weight] of a) {
    const other = b.get(gram)
    if (other !== undefined) products.push(weight * other)
  }
  return products.toSorted((left, right) => left - right).reduce((sum, product) => sum + product, 0)
}

function pointKey({ longitude, latitude }: Point): string {
  return `${longitude},${latitude}`
}
