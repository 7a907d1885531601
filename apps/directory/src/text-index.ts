import { foldText } from '@tcctv/registries'
import type { Listing } from './listing.ts'

const EXACT_ID_SCORE = 1e9
const FUZZY_MIN_LENGTH = 5
/** What a longer word, or one with another letter, counts beside the word itself. */
const PREFIX_SHARE = 0.4
const FUZZY_SHARE = 0.3
const FIELD_WEIGHTS = { name: 4, party: 2, description: 1 } as const
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
/** Room for a word's weight in a document beside the document's place: 1 to 255. */
const WEIGHT_STEPS = 256
const STEPS_PER_WEIGHT = 60

/** A word of the index and how much it counts for a word of the query. */
type Match = { readonly postings: readonly number[]; readonly share: number }

/**
 * Full-text index: words by prefix, with one wrong letter where nothing else is found, ids exact-match first, names
 * above parties above descriptions. Scripts without spaces are searched by pairs of characters. A document is found
 * when it has every word of the query.
 */
export class TextIndex {
  /** For each word its documents: place × 256 + weight, ascending. */
  readonly #postings = new Map<string, number[]>()
  /** All words in order; made at the first question after a change. */
  #words: readonly string[] | undefined
  /** Listing of each place; -1 where a newer text took its place. */
  readonly #numbers: number[] = []
  readonly #places: number[] = []
  readonly #byId = new Map<string, Set<number>>()

  constructor(listings: readonly Listing[]) {
    for (const listing of listings) this.put(listing)
  }

  /** Adds a listing, or replaces the one of its number. */
  put(listing: Listing): void {
    const { number, project } = listing
    const id = foldText(project.registryProjectId)
    this.#byId.set(id, (this.#byId.get(id) ?? new Set()).add(number))
    const before = this.#places[number]
    if (before !== undefined) this.#numbers[before] = -1
    const place = this.#numbers.push(number) - 1
    this.#places[number] = place
    for (const [word, weight] of weightsOf(listing)) this.#post(word, place, weight)
  }

  /** Numbers of listings that match a text, with their score. */
  search(query: string): ReadonlyMap<number, number> {
    const words = [...new Set(wordsOf(query))]
    const exact = this.#documentsWithAll(words.map((word) => this.#longer(word)))
    const scores =
      exact.size > 0
        ? exact
        : this.#documentsWithAll(words.map((word) => [...this.#longer(word), ...this.#misspelt(word)]))
    for (const number of this.#byId.get(foldText(query)) ?? []) scores.set(number, EXACT_ID_SCORE)
    return scores
  }

  #post(word: string, place: number, weight: number): void {
    const step = Math.min(WEIGHT_STEPS - 1, Math.max(1, Math.round(weight * STEPS_PER_WEIGHT)))
    const postings = this.#postings.get(word)
    if (postings !== undefined) postings.push(place * WEIGHT_STEPS + step)
    else {
      this.#postings.set(word, [place * WEIGHT_STEPS + step])
      this.#words = undefined
    }
  }

  get #ordered(): readonly string[] {
    this.#words ??= [...this.#postings.keys()].toSorted()
    return this.#words
  }

  /** The word itself and those that begin with it. */
  #longer(start: string): Match[] {
    const words = this.#ordered
    const matches: Match[] = []
    for (let at = firstFrom(words, start); words[at]?.startsWith(start) === true; at += 1) {
      const word = words[at] ?? ''
      const share = word === start ? 1 : (PREFIX_SHARE * start.length) / word.length
      matches.push({ postings: this.#postings.get(word) ?? [], share })
    }
    return matches
  }

  #misspelt(query: string): Match[] {
    if (query.length < FUZZY_MIN_LENGTH) return []
    return this.#ordered
      .filter((word) => !word.startsWith(query) && isOneEditAway(word, query))
      .map((word) => ({ postings: this.#postings.get(word) ?? [], share: FUZZY_SHARE }))
  }

  #documentsWithAll(words: readonly (readonly Match[])[]): Map<number, number> {
    const count = this.#numbers.length
    const scores = new Float32Array(count)
    /** How many words of the query a document has, of those looked up. */
    const reached = new Uint8Array(count)
    const rarestFirst = words.toSorted((a, b) => sizeOf(a) - sizeOf(b))
    for (const [word, matches] of rarestFirst.entries())
      for (const { postings, share } of matches) {
        const worth = (share * Math.log(1 + count / (1 + postings.length))) / STEPS_PER_WEIGHT
        for (const posting of postings) {
          const place = Math.floor(posting / WEIGHT_STEPS)
          if ((reached[place] ?? 0) < word) continue
          reached[place] = word + 1
          scores[place] = (scores[place] ?? 0) + worth * (posting % WEIGHT_STEPS)
        }
      }
    const found = new Map<number, number>()
    if (words.length === 0) return found
    for (let place = 0; place < count; place += 1) {
      const number = this.#numbers[place] ?? -1
      if (reached[place] === words.length && number !== -1) found.set(number, scores[place] ?? 0)
    }
    return found
  }
}

function sizeOf(matches: readonly Match[]): number {
  return matches.reduce((sum, { postings }) => sum + postings.length, 0)
}

/** Each word of a listing with its weight: more in a short text, more in the name. */
function weightsOf({ project }: Listing): Map<string, number> {
  const texts = {
    name: `${project.name} ${project.registryProjectId}`,
    party: project.parties.map(({ name }) => name).join(' '),
    description: project.description ?? '',
  }
  const weights = new Map<string, number>()
  for (const field of ['name', 'party', 'description'] as const) {
    const words = wordsOf(texts[field])
    const each = FIELD_WEIGHTS[field] / Math.sqrt(4 + words.length)
    for (const word of new Set(words)) weights.set(word, (weights.get(word) ?? 0) + each)
  }
  return weights
}

/** Place of the first word that is not before a text. */
function firstFrom(words: readonly string[], text: string): number {
  let [low, high] = [0, words.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((words[middle] ?? '') < text) low = middle + 1
    else high = middle
  }
  return low
}

/** True when one letter put in, left out or changed makes one word of the other. */
export function isOneEditAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start += 1
  let [endA, endB] = [a.length, b.length]
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1
    endB -= 1
  }
  return Math.max(endA, endB) - start === 1
}

function wordsOf(text: string): string[] {
  return foldText(text)
    .split(' ')
    .filter((word) => word !== '')
    .flatMap((word) => (CJK.test(word) ? pairsOf(word) : [word]))
}

function pairsOf(word: string): string[] {
  const letters = Array.from(word)
  return letters.length < 2 ? letters : letters.slice(1).map((letter, at) => `${letters[at] ?? ''}${letter}`)
}
