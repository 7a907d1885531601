import { cosine, type Corpus } from './corpus.ts'
import type { Entry } from './entry.ts'
import { PROGRAMME_WORDS } from './entry-role.ts'
import { names } from './fact-features.ts'
import { isSoftlyIn } from './name-features.ts'
import { probabilityOf } from './score-pair.ts'
import { activityWords } from './title-tokens.ts'

export type PartOf = { readonly probability: number; readonly part: string | null; readonly isExplicit: boolean }

const NONE: PartOf = { probability: 0, part: null, isExplicit: false }
/** Share of a programme's activity words in the story of a part that is worth comparing. */
export const TOLD_SHARE = 0.75
const MIN_ACTIVITY_WORDS = 3
/** Below this sum of weights a programme's title says no more than its kind of activity. */
const GENERIC_WEIGHT = 3

/**
 * Probability that one side is a part of the other, given that they are not the same. Only when one side is
 * programme-like and the other is not, or one is a component; a known parent decides. Weights in bits are priors of
 * the same kind as {@link WEIGHTS}, set by reading pairs; they are not learned.
 */
export function readPartOf(a: Entry, b: Entry, corpus: Corpus): PartOf {
  const parent = explicitPart(a, b) ?? explicitPart(b, a)
  if (parent !== undefined) return { probability: 1, part: parent, isExplicit: true }
  const [part, whole] = roles(a, b)
  if (part === undefined || whole === undefined) return NONE
  const bits = -6 + titleBits(part, whole, corpus) + kindBits(part, whole) + partyBits(part, whole, corpus)
  return { probability: probabilityOf(bits), part: part.key, isExplicit: false }
}

function explicitPart(part: Entry, whole: Entry): string | undefined {
  return part.project.parent !== null && names([part.project.parent], whole.project) ? part.key : undefined
}

/** [part, whole]; nothing when no side, or both equally, look like one. */
function roles(a: Entry, b: Entry): readonly [Entry?, Entry?] {
  if (isComponent(a) !== isComponent(b)) return isComponent(a) ? [a, b] : [b, a]
  if (isComponent(a) || isProgramme(a) === isProgramme(b)) return []
  return isProgramme(a) ? [b, a] : [a, b]
}

/** True for an entry that others can be parts of. */
export function isProgramme({ role }: Entry): boolean {
  return role === 'programme'
}

/** True for a component of a programme. */
export function isComponent({ role }: Entry): boolean {
  return role === 'component'
}

function titleBits(part: Entry, whole: Entry, corpus: Corpus): number {
  const { share, weight } = containment(part, whole, corpus)
  const told = storyShare(part, whole, corpus) >= TOLD_SHARE ? -1 : -8
  const contained = share >= 0.95 ? 5 : share >= 0.7 ? 2 : Math.max(told, share >= 0.5 ? -2 : -8)
  const numbered = part.numbers.some((number) => !whole.numbers.includes(number)) ? 1 : 0
  return contained + numbered - (weight < GENERIC_WEIGHT ? 2 : 0)
}

/**
 * Share of the whole's activity words, by weight in the world, that the part's title or description has; 0 for titles
 * that say only one thing. The host country does not matter: a programme may have several.
 */
export function storyShare(part: Entry, whole: Entry, corpus: Corpus): number {
  const words = isProgramme(whole) ? whole.activity : activityWords(whole.tokens)
  if (part.story.size === 0 || words.length < MIN_ACTIVITY_WORDS) return 0
  let [weight, shared] = [0, 0]
  const world = corpus.wordsOf('')
  for (const word of words) {
    const worth = world(word).weight
    weight += worth
    if (part.story.has(word)) shared += worth
  }
  return shared / weight
}

function kindBits(part: Entry, whole: Entry): number {
  return (isComponent(part) ? 2 : 0) + (isProgramme(whole) ? 1 : -2)
}

function partyBits(part: Entry, whole: Entry, corpus: Corpus): number {
  if (part.developer === '' || whole.developer === '') return 0
  return isSameParty(part, whole, corpus) ? 3 : -1
}

/** Share of the whole's title words, by weight, that the part's title repeats, in any spelling near to it. */
function containment(part: Entry, whole: Entry, corpus: Corpus): { share: number; weight: number } {
  const country = corpus.wordsOf(whole.project.countries[0] ?? '')
  let [weight, shared] = [0, 0]
  for (const [index, word] of whole.tokens.entries()) {
    if (PROGRAMME_WORDS.test(word)) continue
    const worth = country(word).weight
    weight += worth
    if (part.tokens.includes(word) || isSoftlyIn(word, whole.letters[index] ?? 0, part)) shared += worth
  }
  return { share: weight === 0 ? 0 : shared / weight, weight }
}

function isSameParty(a: Entry, b: Entry, corpus: Corpus): boolean {
  return cosine(corpus.developerVector(a.developer), corpus.developerVector(b.developer)) > 0.65
}
