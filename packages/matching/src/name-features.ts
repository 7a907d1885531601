import type { Corpus, CountryWords } from './corpus.ts'
import type { Entry } from './entry.ts'
import { levelled, maxBitsOf, type Feature, type Reading } from './feature.ts'
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
  bits: (a, b, corpus) => nameBits(compareTitles(a, b, corpus)),
  read: (a, b, corpus) => {
    const titles = compareTitles(a, b, corpus)
    if (titles.agreement === null) return UNKNOWN
    return { bits: nameBits(titles), level: `agreement ${titles.agreement.toFixed(2)}`, isKnown: true }
  },
  show: ({ project }) => project.name,
}

function nameBits({ agreement }: TitleComparison): number {
  if (agreement === null) return 0
  let rank = 0
  while (rank < NAME_CUTS.length && agreement >= (NAME_CUTS[rank] ?? 0)) rank += 1
  return WEIGHTS.name[rank] ?? 0
}

/**
 * The rarest word that stands in one title only. Titles that differ in their numbers only are siblings, not twins:
 * that no word is missing then counts for nothing.
 */
export const missFeature: Feature = {
  title: 'Rarest unmatched word',
  maxBits: maxBitsOf(WEIGHTS.miss),
  bits: (a, b, corpus) => missBits(compareTitles(a, b, corpus)),
  read: (a, b, corpus) => {
    const titles = compareTitles(a, b, corpus)
    if (titles.agreement === null) return UNKNOWN
    return { bits: missBits(titles), level: missLevel(titles), isKnown: true }
  },
  show: ({ tokens }) => tokens.join(' '),
}

function missBits({ agreement, rarestMissing, missingWord, isContained, numbers }: TitleComparison): number {
  if (agreement === null || (missingWord === null && numbers === 'disjoint')) return 0
  if (missingWord !== null && isContained) return Math.max(0, WEIGHTS.miss[2])
  const rank = MISS_CUTS.findIndex((cut) => rarestMissing > cut)
  return WEIGHTS.miss[rank === -1 ? MISS_CUTS.length : rank] ?? 0
}

function missLevel({ missingWord, isContained, numbers }: TitleComparison): string {
  if (missingWord === null) return numbers === 'disjoint' ? 'numbers only' : 'none'
  return isContained ? `“${missingWord}”, in the longer title` : `“${missingWord}”`
}

/**
 * Whether what two titles share tells them from everything else: how many further entries of the country have all
 * their common words. Sibling units share them with each other, twins with nobody.
 */
export const onlyFeature: Feature = levelled(WEIGHTS.only, {
  title: 'Words in common with others',
  levelOf: onlyLevel,
  show: ({ tokens }) => tokens.join(' '),
})

function onlyLevel(a: Entry, b: Entry, corpus: Corpus): keyof typeof WEIGHTS.only {
  const { common, country, isTelling, numbers } = compareTitles(a, b, corpus)
  if (common.length === 0) return 'unknown'
  if (numbers === 'disjoint' || numbers === 'one side only') return 'numbers differ'
  const others = corpus.countOthers(common, country, a, b, MANY_OTHERS)
  if (!isTelling) return others < MANY_OTHERS ? 'up to five others' : 'many others'
  if (others === 0) return 'no other entry'
  if (others <= 2) return 'up to two others'
  return others < MANY_OTHERS ? 'up to five others' : 'many others'
}

/** Phase, unit and component numbers: what tells siblings apart. */
export const numberFeature: Feature = levelled(WEIGHTS.num, {
  title: 'Numbers in the title',
  levelOf: (a, b) => numberLevel(a.numbers, b.numbers),
  show: ({ numbers }) => numbers.join(', ') || 'none',
})

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
  /** Words of both titles. */
  readonly common: readonly string[]
  /** Whether one of them tells a project from its neighbours. */
  readonly isTelling: boolean
  readonly country: CountryWords
  readonly numbers: keyof typeof WEIGHTS.num
}

let last:
  | { readonly a: Entry; readonly b: Entry; readonly corpus: Corpus; readonly comparison: TitleComparison }
  | undefined

/** Compares two titles by weighted words; the same both ways round. Features ask for the same pair in turn. */
function compareTitles(a: Entry, b: Entry, corpus: Corpus): TitleComparison {
  if (last?.a === a && last.b === b && last.corpus === corpus) return last.comparison
  const comparison = compareWords(a, b, corpus)
  last = { a, b, corpus, comparison }
  return comparison
}

function compareWords(a: Entry, b: Entry, corpus: Corpus): TitleComparison {
  const country = corpus.wordsOf(sharedCountry(a, b))
  const common: string[] = []
  const lone: Lone[] = []
  splitWords(a, b, common, lone)
  let [matchedWeight, missingWeight, rarestMissing, isTelling] = [0, 0, 0, false]
  let missingWord: string | null = null
  for (const word of common) {
    const { weight, hasDigit } = country(word)
    matchedWeight += weight
    if (weight > RARE_SHARED && !hasDigit) isTelling = true
  }
  /** Whether a side has a word that the other has in no spelling. */
  let [hasOwnA, hasOwnB] = [false, false]
  for (const { word, letters, isOfA } of lone) {
    const { weight, hasDigit } = country(word)
    if (isSoftlyIn(word, letters, isOfA ? b : a)) {
      matchedWeight += weight / 2
      continue
    }
    missingWeight += weight
    if (isOfA) hasOwnA = true
    else hasOwnB = true
    if (!hasDigit && weight > rarestMissing) [missingWord, rarestMissing] = [word, weight]
  }
  const isComparable = a.tokens.length > 0 && b.tokens.length > 0
  return {
    agreement: isComparable ? matchedWeight / (matchedWeight + missingWeight / 2) : null,
    rarestMissing,
    missingWord,
    isContained: isTelling && !(hasOwnA && hasOwnB),
    common,
    isTelling,
    country,
    numbers: numberLevel(a.numbers, b.numbers),
  }
}

type Lone = { readonly word: string; readonly letters: number; readonly isOfA: boolean }

/** Words of both titles, and those of one only, each in order; titles hold their words in order. */
function splitWords(a: Entry, b: Entry, common: string[], lone: Lone[]): void {
  let [left, right] = [0, 0]
  while (left < a.tokens.length || right < b.tokens.length) {
    const [word, other] = [a.tokens[left], b.tokens[right]]
    if (word !== undefined && word === other) {
      common.push(word)
      left += 1
      right += 1
    } else if (word !== undefined && (other === undefined || word < other)) {
      lone.push({ word, letters: a.letters[left] ?? 0, isOfA: true })
      left += 1
    } else if (other !== undefined) {
      lone.push({ word: other, letters: b.letters[right] ?? 0, isOfA: false })
      right += 1
    }
  }
}

/** The first country both stand in; else the first of any, so that the choice does not depend on the order. */
function sharedCountry({ project: { countries: a } }: Entry, { project: { countries: b } }: Entry): string {
  if (a.length === 1 && b.length === 1 && a[0] === b[0]) return a[0] ?? ''
  const shared = a.filter((country) => b.includes(country))
  return [...(shared.length > 0 ? shared : [...a, ...b])].toSorted()[0] ?? ''
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
