import { foldText } from '@tcctv/registries'
import MiniSearch from 'minisearch'
import type { Listing } from './listing.ts'

const EXACT_ID_SCORE = 1e9
const FUZZY_MIN_LENGTH = 5
const ONE_LETTER = (term: string) => (term.length >= FUZZY_MIN_LENGTH ? 1 : false)
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/**
 * Full-text index: words by prefix, with one wrong letter where nothing else is found, ids exact-match first, names above parties above
 * descriptions. Scripts without spaces are searched by pairs of characters.
 */
export class TextIndex {
  readonly #index = new MiniSearch({
    fields: ['name', 'party', 'description'],
    tokenize: wordsOf,
    processTerm: (term) => term,
    searchOptions: {
      boost: { name: 4, party: 2 },
      combineWith: 'AND',
      prefix: true,
    },
  })
  readonly #byId = new Map<string, Set<number>>()

  constructor(listings: readonly Listing[]) {
    for (const listing of listings) this.put(listing)
  }

  /** Adds a listing, or replaces the one of its number. */
  put(listing: Listing): void {
    const { number, project } = listing
    const id = foldText(project.registryProjectId)
    this.#byId.set(id, (this.#byId.get(id) ?? new Set()).add(number))
    if (this.#index.has(number)) this.#index.discard(number)
    this.#index.add(documentOf(listing))
  }

  /** Numbers of listings that match a text, with their score. */
  search(query: string): ReadonlyMap<number, number> {
    const exact = this.#index.search(query)
    const found = exact.length > 0 ? exact : this.#index.search(query, { fuzzy: ONE_LETTER })
    const scores = new Map(found.map(({ id, score }) => [Number(id), score]))
    for (const number of this.#byId.get(foldText(query)) ?? []) scores.set(number, EXACT_ID_SCORE)
    return scores
  }
}

function documentOf({ number, project }: Listing) {
  return {
    id: number,
    name: `${project.name} ${project.registryProjectId}`,
    party: project.parties.map(({ name }) => name).join(' '),
    description: project.description ?? '',
  }
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
