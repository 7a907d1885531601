import type { Entry, Point } from './entry.ts'
import { trigrams } from './title-tokens.ts'

/** What a country says about one word of titles. */
type WordFacts = {
  /** The natural log of how rare it is, at least 0.1. */
  readonly weight: number
  readonly hasDigit: boolean
  /** Entries of the country that have it, as places in the corpus, ascending. */
  readonly carriers: readonly number[]
}
/** Facts of the words of one country; of a word that no title there has, what the world says. */
export type CountryWords = (word: string) => WordFacts

/** Grams by number, ascending, with weights: a vector of length 1. */
export type GramVector = { readonly grams: Int32Array; readonly weights: Float64Array }

/** What the whole directory says about how common words and places are. Built once for a set of entries. */
export type Corpus = {
  readonly wordsOf: (country: string) => CountryWords
  /** How many entries of a country, these two aside, have every one of some title words; counted up to a limit. */
  readonly countOthers: (words: readonly string[], country: CountryWords, a: Entry, b: Entry, limit: number) => number
  /** Entries of a country that have some of the words, with the weight of those they have. */
  readonly sharers: (words: readonly string[], country: string) => ReadonlyMap<string, number>
  /** L2-normalised TF-IDF of a developer's name. */
  readonly developerVector: (developer: string) => GramVector
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
  const countries = new Map<string, { documents: number; readonly carriers: Map<string, number[]> }>()
  const points = new Map<string, number>()
  const grams = new Counter()
  const places = new Map(entries.map(({ key }, place) => [key, place]))
  for (const [place, entry] of entries.entries()) {
    world.add(entry.tokens)
    for (const code of entry.project.countries) {
      const country = countries.get(code) ?? { documents: 0, carriers: new Map<string, number[]>() }
      countries.set(code, country)
      country.documents += 1
      for (const word of entry.tokens) carry(country.carriers, word, place)
    }
    if (entry.point !== null) points.set(pointKey(entry.point), (points.get(pointKey(entry.point)) ?? 0) + 1)
    if (entry.developer !== '') grams.add(trigrams(entry.developer).keys())
  }
  const makeWords = (code: string) =>
    wordsOfCountry(countries.get(code)?.carriers, countries.get(code)?.documents, world)
  const wordsOf = remembered(makeWords)
  return {
    wordsOf,
    countOthers: (words, country, a, b, limit) =>
      countInAll(
        words.map((word) => country(word).carriers),
        places.get(a.key) ?? -1,
        places.get(b.key) ?? -1,
        limit,
      ),
    sharers: (words, code) => {
      const shared = new Map<string, number>()
      for (const { weight, carriers } of words.map(wordsOf(code)))
        for (const place of carriers) {
          const key = entries[place]?.key ?? ''
          shared.set(key, (shared.get(key) ?? 0) + weight)
        }
      return shared
    },
    developerVector: vectorOf(grams),
    isSharedPoint: (point) => (points.get(pointKey(point)) ?? 0) > SHARED_POINT_PROJECTS,
  }
}

function carry(carriers: Map<string, number[]>, word: string, place: number): void {
  const found = carriers.get(word)
  if (found === undefined) carriers.set(word, [place])
  else if (found.at(-1) !== place) found.push(place)
}

const NOBODY: readonly number[] = []

function wordsOfCountry(
  carriers: ReadonlyMap<string, readonly number[]> | undefined,
  documents: number | undefined,
  world: Counter,
): CountryWords {
  const known = new Map<string, WordFacts>()
  return (word) => {
    const before = known.get(word)
    if (before !== undefined) return before
    const found = carriers?.get(word) ?? NOBODY
    const weight = weightOf(word, found.length, documents ?? 0, world)
    const facts = { weight, hasDigit: /\d/.test(word), carriers: found }
    // Words that only a visitor has are not kept: anybody can send new ones.
    if (world.of(word) > 0) known.set(word, facts)
    return facts
  }
}

/** Makes something for a text when it is first asked for. */
function remembered<Made>(make: (text: string) => Made): (text: string) => Made {
  const known = new Map<string, Made>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const made = make(text)
    known.set(text, made)
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

/** How many places stand in all of some ascending lists, those left out aside; stops at the limit. */
function countInAll(lists: readonly (readonly number[])[], a: number, b: number, limit: number): number {
  const [rarest = NOBODY, ...rest] = lists.toSorted((left, right) => left.length - right.length)
  const at = rest.map(() => 0)
  let count = 0
  for (const place of rarest) {
    if (place === a || place === b || !rest.every((list, number) => reaches(list, number, place, at))) continue
    count += 1
    if (count >= limit) return count
  }
  return count
}

/** Whether an ascending list holds a place; `at` keeps how far it has been read. */
function reaches(list: readonly number[], number: number, place: number, at: number[]): boolean {
  let next = at[number] ?? 0
  while ((list[next] ?? Infinity) < place) next += 1
  at[number] = next
  return list[next] === place
}

function weightOf(word: string, carrying: number, documents: number, world: Counter): number {
  const worldShare = Math.max(1, world.of(word)) / Math.max(1, world.documents)
  const prior = Math.min(WORLD_PRIOR, world.documents)
  return Math.max(MIN_WEIGHT, Math.log((documents + prior + 1) / (Math.max(1, carrying) + prior * worldShare)))
}

function vectorOf(counter: Counter): Corpus['developerVector'] {
  const numbers = new Map<string, number>()
  return remembered((developer) => {
    const grams = [...trigrams(developer)].map(([gram, count]) => {
      const number = numbers.get(gram) ?? numbers.size
      numbers.set(gram, number)
      return { number, weight: (1 + Math.log(count)) * inverseFrequency(counter, gram) }
    })
    const length = Math.sqrt(grams.reduce((sum, { weight }) => sum + weight * weight, 0))
    const ordered = grams.toSorted((a, b) => a.number - b.number)
    return {
      grams: Int32Array.from(ordered, ({ number }) => number),
      weights: Float64Array.from(ordered, ({ weight }) => weight / length),
    }
  })
}

function inverseFrequency(counter: Counter, gram: string): number {
  return Math.log((counter.documents + 2) / (counter.of(gram) + 1))
}

/** Cosine of two unit vectors: the same both ways round. */
export function cosine(a: GramVector, b: GramVector): number {
  let [left, right, sum] = [0, 0, 0]
  while (left < a.grams.length && right < b.grams.length) {
    const [gram, other] = [a.grams[left] ?? 0, b.grams[right] ?? 0]
    if (gram === other) sum += (a.weights[left] ?? 0) * (b.weights[right] ?? 0)
    if (gram <= other) left += 1
    if (other <= gram) right += 1
  }
  return sum
}

function pointKey({ longitude, latitude }: Point): string {
  return `${longitude},${latitude}`
}
