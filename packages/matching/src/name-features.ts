import type { Corpus } from './corpus.ts'
import type { Entry } from './entry.ts'
import { maxBitsOf, readingOf, type Feature, type Reading } from './feature.ts'
import { WEIGHTS } from './weights.ts'

const NAME_CUTS = [0.3, 0.5, 0.7, 0.85, 0.95, 0.995]
/** From the worst to the best: the largest weight of an unmatched word above these. */
const MISS_CUTS = [5, 3.5, 2, 0.01]
/** Weight above which a shared word tells a project from its neighbours. */
const RARE_SHARED = 3.5
const MANY_OTHERS = 6
const SOFT_MIN_LENGTH = 5
const SOFT_RATIO = 0.86
const UNKNOWN: Reading = { bits: 0, level: 'unknown', isKnown: false }

/** Agreement of titles by rare words; words that differ by spelling or spacing count half. */
export const nameFeature: Feature = {
  title: 'Title',
  maxBits: maxBitsOf(WEIGHTS.name),
  read: (a, b, corpus) => {
    const { agreement } = compareTitles(a, b, corpus)
    if (agreement === null) return UNKNOWN
    const rank = NAME_CUTS.filter((cut) => agreement >= cut).length
    return { bits: WEIGHTS.name[rank] ?? 0, level: `agreement ${agreement.toFixed(2)}`, isKnown: true }
  },
  show: ({ project }) => project.name,
}

/**
 * The rarest word that stands in one title only. Titles that differ in their numbers only are siblings, not twins:
 * that no word is missing then counts for nothing.
 */
export const missFeature: Feature = {
  title: 'Rarest unmatched word',
  maxBits: maxBitsOf(WEIGHTS.miss),
  read: (a, b, corpus) => {
    const { agreement, rarestMissing, missingWord, isContained } = compareTitles(a, b, corpus)
    if (agreement === null) return UNKNOWN
    if (missingWord === null && numberLevel(a.numbers, b.numbers) === 'disjoint')
      return { bits: 0, level: 'numbers only', isKnown: true }
    if (missingWord !== null && isContained)
      return { bits: Math.max(0, WEIGHTS.miss[2]), level: `“${missingWord}”, in the longer title`, isKnown: true }
    const rank = MISS_CUTS.findIndex((cut) => rarestMissing > cut)
    const level = missingWord === null ? 'none' : `“${missingWord}”`
    return { bits: WEIGHTS.miss[rank === -1 ? MISS_CUTS.length : rank] ?? 0, level, isKnown: true }
  },
  show: ({ tokens }) => tokens.join(' '),
}

/**
 * Whether what two titles share tells them from everything else: how many further entries of the country have all
 * their common words. Sibling units share them with each other, twins with nobody.
 */
export const onlyFeature: Feature = {
  title: 'Words in common with others',
  maxBits: maxBitsOf(WEIGHTS.only),
  read: (a, b, corpus) => readingOf(WEIGHTS.only, onlyLevel(a, b, corpus)),
  show: ({ tokens }) => tokens.join(' '),
}

function onlyLevel(a: Entry, b: Entry, corpus: Corpus): keyof typeof WEIGHTS.only {
  const common = a.tokens.filter((word) => b.tokens.includes(word))
  if (common.length === 0) return 'unknown'
  if (numberLevel(a.numbers, b.numbers) === 'disjoint' || numberLevel(a.numbers, b.numbers) === 'one side only')
    return 'numbers differ'
  const country = sharedCountry(a, b)
  const isTelling = common.some((word) => !/\d/.test(word) && corpus.wordWeight(word, country) > RARE_SHARED)
  const others = corpus.countOthers(common, country, a, b, MANY_OTHERS)
  if (!isTelling) return others < MANY_OTHERS ? 'up to five others' : 'many others'
  if (others === 0) return 'no other entry'
  if (others <= 2) return 'up to two others'
  return others < MANY_OTHERS ? 'up to five others' : 'many others'
}

/** Phase, unit and component numbers: what tells siblings apart. */
export const numberFeature: Feature = {
  title: 'Numbers in the title',
  maxBits: maxBitsOf(WEIGHTS.num),
  read: (a, b) => readingOf(WEIGHTS.num, numberLevel(a.numbers, b.numbers)),
  show: ({ numbers }) => numbers.join(', ') || 'none',
}

function numberLevel(a: readonly string[], b: readonly string[]): keyof typeof WEIGHTS.num {
  if (a.length === 0 && b.length === 0) return 'none on both'
  if (a.length === 0 || b.length === 0) return 'one side only'
  const common = a.filter((number) => b.includes(number)).length
  if (common === 0) return 'disjoint'
  return common === a.length && common === b.length ? 'equal' : 'one side only'
}

type TitleComparison = {
  /** 0 to 1; null when a title has no word to compare. */
  readonly agreement: number | null
  readonly rarestMissing: number
  readonly missingWord: string | null
  /** One title has no word of its own, and what both share holds a rare word. */
  readonly isContained: boolean
}

let last:
  | { readonly a: Entry; readonly b: Entry; readonly corpus: Corpus; readonly comparison: TitleComparison }
  | undefined

/** Compares two titles by weighted words; the same both ways round. Two features ask for the same pair in turn. */
function compareTitles(a: Entry, b: Entry, corpus: Corpus): TitleComparison {
  if (last?.a === a && last.b === b && last.corpus === corpus) return last.comparison
  const comparison = compareWords(a, b, corpus)
  last = { a, b, corpus, comparison }
  return comparison
}

function compareWords(a: Entry, b: Entry, corpus: Corpus): TitleComparison {
  if (a.tokens.length === 0 || b.tokens.length === 0)
    return { agreement: null, rarestMissing: 0, missingWord: null, isContained: false }
  const country = sharedCountry(a, b)
  const weigh = (word: string) => corpus.wordWeight(word, country)
  const common = a.tokens.filter((word) => b.tokens.includes(word))
  const unmatched = [...unmatchedOf(a, b), ...unmatchedOf(b, a)].toSorted((x, y) => (x.word < y.word ? -1 : 1))
  let matchedWeight = common.reduce((sum, word) => sum + weigh(word), 0)
  let missingWeight = 0
  let rarest = { word: null as string | null, weight: 0 }
  for (const { word, isSoft } of unmatched) {
    const weight = weigh(word)
    if (isSoft) matchedWeight += weight / 2
    else missingWeight += weight
    if (!isSoft && !/\d/.test(word) && weight > rarest.weight) rarest = { word, weight }
  }
  const agreement = matchedWeight / (matchedWeight + missingWeight / 2)
  const isContained =
    [a, b].some((entry) => unmatched.every(({ word, isSoft }) => isSoft || !entry.tokens.includes(word))) &&
    common.some((word) => !/\d/.test(word) && weigh(word) > RARE_SHARED)
  return { agreement, rarestMissing: rarest.weight, missingWord: rarest.word, isContained }
}

/** The first country both stand in; else the first of any, so that the choice does not depend on the order. */
function sharedCountry(a: Entry, b: Entry): string {
  const shared = a.project.countries.filter((country) => b.project.countries.includes(country))
  return [...(shared.length > 0 ? shared : [...a.project.countries, ...b.project.countries])].toSorted()[0] ?? ''
}

function unmatchedOf(from: Entry, other: Entry): { word: string; isSoft: boolean }[] {
  const unmatched: { word: string; isSoft: boolean }[] = []
  for (const [index, word] of from.tokens.entries())
    if (!other.tokens.includes(word))
      unmatched.push({ word, isSoft: isSoftlyIn(word, from.letters[index] ?? 0, other) })
  return unmatched
}

/** Whether a title holds a word in a near spelling, or joined with others. `letters` are the bits of the word. */
export function isSoftlyIn(word: string, letters: number, other: Entry): boolean {
  if (word.length < SOFT_MIN_LENGTH) return false
  if (other.joinedTitle.includes(word)) return true
  return other.tokens.some(
    (candidate, index) =>
      candidate.length >= SOFT_MIN_LENGTH &&
      mayBeSoft(word.length + candidate.length, letters, other.letters[index] ?? 0) &&
      editRatio(word, candidate) >= SOFT_RATIO,
  )
}

/** False when the letters that stand in one word only already rule the ratio out. */
function mayBeSoft(lengths: number, a: number, b: number): boolean {
  return bitCount(a ^ b) <= (1 - SOFT_RATIO) * lengths + 1e-9
}

function bitCount(mask: number): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1
  return count
}

/** Twice the longest common subsequence over both lengths. @example editRatio('velmora', 'velmorra') // 0.93 */
export function editRatio(a: string, b: string): number {
  if ((2 * Math.min(a.length, b.length)) / (a.length + b.length) < SOFT_RATIO) return 0
  const row = new Uint16Array(b.length + 1)
  for (let at = 0; at < a.length; at += 1) {
    const letter = a.charCodeAt(at)
    let diagonal = 0
    for (let column = 1; column <= b.length; column += 1) {
      const above = row[column] ?? 0
      row[column] = b.charCodeAt(column - 1) === letter ? diagonal + 1 : Math.max(above, row[column - 1] ?? 0)
      diagonal = above
    }
  }
  return (2 * (row[b.length] ?? 0)) / (a.length + b.length)
}
