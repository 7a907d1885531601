import { cosine, type Corpus } from './corpus.ts'
import type { Entry } from './entry.ts'
import { names } from './fact-features.ts'
import { probabilityOf } from './score-pair.ts'

export type PartOf = { readonly probability: number; readonly part: string | null; readonly isExplicit: boolean }

const NONE: PartOf = { probability: 0, part: null, isExplicit: false }
const PROGRAMME_WORDS = /\b(?:poa|programme of activities|program of activities|grouped|bundle|bundled)\b/
const COMPONENT_WORDS = /\b(?:cpa|vpa)\b/
const RARE_WORD_WEIGHT = 2

/**
 * Probability that one side is a part of the other, given that they are not the same. Only when one side is
 * programme-like; a known parent decides. First version: weights in bits are priors that no data has confirmed.
 */
export function readPartOf(a: Entry, b: Entry, corpus: Corpus): PartOf {
  const parent = explicitPart(a, b) ?? explicitPart(b, a)
  if (parent !== undefined) return { probability: 1, part: parent, isExplicit: true }
  const [part, whole] = roles(a, b)
  if (part === undefined || whole === undefined) return NONE
  const contained = containment(part, whole, corpus)
  const bits =
    -6 +
    (contained >= 0.95 ? 5 : contained >= 0.7 ? 2 : -6) +
    (part.developer !== '' && whole.developer !== '' ? (isSameParty(part, whole, corpus) ? 3 : -1) : 0) +
    (part.numbers.some((number) => !whole.numbers.includes(number)) ? 1 : 0) +
    (isComponent(part) ? 2 : 0)
  return { probability: probabilityOf(bits), part: part.key, isExplicit: false }
}

function explicitPart(part: Entry, whole: Entry): string | undefined {
  return part.project.parent !== null && names([part.project.parent], whole.project) ? part.key : undefined
}

/** [part, whole]; nothing when no side, or both equally, look like a programme. */
function roles(a: Entry, b: Entry): readonly [Entry?, Entry?] {
  const [first, second] = [isProgramme(a), isProgramme(b)]
  if (first === second) return []
  return first ? [b, a] : [a, b]
}

function isProgramme({ project }: Entry): boolean {
  if (project.programKind !== 'unknown' && project.programKind !== 'standalone')
    return project.programKind !== 'component'
  return PROGRAMME_WORDS.test(project.nameNormalised) && !COMPONENT_WORDS.test(project.nameNormalised)
}

function isComponent({ project }: Entry): boolean {
  return project.programKind === 'component' || COMPONENT_WORDS.test(project.nameNormalised)
}

/** Share of the whole's rare title words, by weight, that the part's title repeats. */
function containment(part: Entry, whole: Entry, corpus: Corpus): number {
  const country = whole.project.countries[0] ?? ''
  const rare = whole.tokens
    .map((word) => ({ word, weight: corpus.wordWeight(word, country) }))
    .filter(({ word, weight }) => weight > RARE_WORD_WEIGHT && !PROGRAMME_WORDS.test(word))
  const total = rare.reduce((sum, { weight }) => sum + weight, 0)
  const shared = rare.filter(({ word }) => part.tokens.includes(word)).reduce((sum, { weight }) => sum + weight, 0)
  return total === 0 ? 0 : shared / total
}

function isSameParty(a: Entry, b: Entry, corpus: Corpus): boolean {
  return cosine(corpus.developerVector(a.developer), corpus.developerVector(b.developer)) > 0.65
}
