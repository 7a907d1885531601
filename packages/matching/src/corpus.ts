import type { Entry, Point } from './entry.ts'
import { trigrams } from './title-tokens.ts'

/** What the whole directory says about how common words and places are. Built once for a set of entries. */
export type Corpus = {
  /** Weight of a title word in a country: the natural log of how rare it is, at least 0.1. */
  readonly wordWeight: (word: string, country: string) => number
  /** How many entries of a country, these two aside, have every one of some title words; counted up to a limit. */
  readonly countOthers: (words: readonly string[], country: string, a: Entry, b: Entry, limit: number) => number
  /** Entries of a country that have some of the words, with the weight of those they have. */
  readonly sharers: (words: readonly string[], country: string) => ReadonlyMap<string, number>
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
  const carriers = new CountryWords<Set<string>>(() => new Set())
  for (const entry of entries) {
    world.add(entry.tokens)
    for (const country of entry.project.countries) {
      counterOf(countries, country).add(entry.tokens)
      for (const word of entry.tokens) carriers.of(country, word).add(entry.key)
    }
    if (entry.point !== null) points.set(pointKey(entry.point), (points.get(pointKey(entry.point)) ?? 0) + 1)
    if (entry.developer !== '') grams.add(trigrams(entry.developer).keys())
  }
  const weights = new CountryWords((country, word) => weightOf(word, countries.get(country), world))
  const wordWeight = (word: string, country: string) => weights.of(country, word)
  return {
    wordWeight,
    countOthers: (words, country, a, b, limit) =>
      countInAll(
        words.map((word) => carriers.of(country, word)),
        a.key,
        b.key,
        limit,
      ),
    sharers: (words, country) => {
      const shared = new Map<string, number>()
      for (const word of words)
        for (const key of carriers.of(country, word))
          shared.set(key, (shared.get(key) ?? 0) + wordWeight(word, country))
      return shared
    },
    developerVector: vectorOf(grams),
    isSharedPoint: (point) => (points.get(pointKey(point)) ?? 0) > SHARED_POINT_PROJECTS,
  }
}

/** Something for each word of each country, made when first asked for. */
class CountryWords<Content> {
  readonly #countries = new Map<string, Map<string, Content>>()
  readonly #make: (country: string, word: string) => Content

  constructor(make: (country: string, word: string) => Content) {
    this.#make = make
  }

  of(country: string, word: string): Content {
    let words = this.#countries.get(country)
    if (words === undefined) this.#countries.set(country, (words = new Map()))
    const known = words.get(word)
    if (known !== undefined) return known
    const made = this.#make(country, word)
    words.set(word, made)
    return made
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

/** How many keys stand in all of some sets, those left out aside; stops at the limit. */
function countInAll(sets: readonly ReadonlySet<string>[], a: string, b: string, limit: number): number {
  const [rarest, ...rest] = sets.toSorted((left, right) => left.size - right.size)
  let count = 0
  for (const key of rarest ?? []) {
    if (key === a || key === b || !rest.every((set) => set.has(key))) continue
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
