import { projectKey, type ProjectReference, type RegistryProject } from '@tcctv/registries'
import { cosine, type Corpus } from './corpus.ts'
import type { Entry } from './entry.ts'
import { levelled, type Feature } from './feature.ts'
import { WEIGHTS } from './weights.ts'

const CAPACITY_TOLERANCE = 0.03
const ESTIMATE_TOLERANCE = 0.05
const RARE_WORD_WEIGHT = 3.5

export const capacityFeature: Feature = levelled(WEIGHTS.mw, {
  title: 'Capacity',
  levelOf: ({ project: { capacityMw: a } }, { project: { capacityMw: b } }) =>
    a === null || b === null ? 'unknown' : isWithin(a, b, CAPACITY_TOLERANCE) ? 'equal' : 'differ',
  show: ({ project }) => (project.capacityMw === null ? 'unknown' : `${project.capacityMw} MW`),
})

export const categoryFeature: Feature = levelled(WEIGHTS.cat, {
  title: 'Activity',
  levelOf: ({ project: { category: a } }, { project: { category: b } }) =>
    a === null || b === null ? 'unknown' : a === b ? 'equal' : 'differs',
  show: ({ project }) => project.category ?? 'unknown',
})

export const developerFeature: Feature = levelled(WEIGHTS.dev, {
  title: 'Developer',
  levelOf: developerLevel,
  show: ({ project }) => project.parties.map(({ name }) => name).join('; ') || 'unknown',
})

export const startFeature: Feature = levelled(WEIGHTS.yr, {
  title: 'Start year',
  levelOf: ({ startYear: a }, { startYear: b }) => {
    if (a === null || b === null) return 'unknown'
    const years = Math.abs(a - b)
    if (years <= 1) return 'within 1 year'
    return years > 8 ? 'over 8 years' : years > 3 ? 'over 3 years' : 'over 1 year'
  },
  show: ({ startYear }) => (startYear === null ? 'unknown' : `${startYear}`),
})

export const estimateFeature: Feature = levelled(WEIGHTS.est, {
  title: 'Annual estimate',
  levelOf: ({ project: { estimatedAnnualTonnes: a } }, { project: { estimatedAnnualTonnes: b } }) => {
    if (a === null || b === null) return 'unknown'
    if (a === b && isTelling(a)) return 'equal'
    return isWithin(a, b, ESTIMATE_TOLERANCE) ? 'close' : 'differ'
  },
  show: ({ project: { estimatedAnnualTonnes } }) =>
    estimatedAnnualTonnes === null ? 'unknown' : `${estimatedAnnualTonnes} t CO2e a year`,
})

/** One meter, machine, account or permit in both: the thing itself, wherever it stands. Absent, it is no gap. */
export const assetFeature: Feature = levelled(WEIGHTS.asset, {
  title: 'Meter, equipment, account or permit',
  maxBits: 0,
  levelOf: ({ project: { assets: a } }, { project: { assets: b } }) =>
    a.some((asset) => b.some(({ sha256 }) => sha256 === asset.sha256)) ? 'shared' : 'none',
  show: ({ project }) => project.assets.map(({ kind, sha256 }) => `${kind} ${sha256.slice(0, 8)}`).join(', ') || 'none',
})

/** Not covered when absent: that a title names no other entry is no gap. */
export const referenceFeature: Feature = levelled(WEIGHTS.ref, {
  title: 'Reference in the title',
  maxBits: 0,
  levelOf: ({ project: a }, { project: b }) =>
    names(a.references, b) || names(b.references, a) ? 'one names the other' : 'none',
  show: ({ project }) => project.references.map(projectKey).join(', ') || 'none',
})

/** A programme and one of its parts are not the same activity, however alike their titles are. */
export const kindFeature: Feature = levelled(WEIGHTS.kind, {
  title: 'Kind',
  maxBits: 0,
  levelOf: ({ project: { programKind: a } }, { project: { programKind: b } }) =>
    (a === 'programme' && b === 'component') || (a === 'component' && b === 'programme')
      ? 'programme and part'
      : 'no conflict',
  show: ({ project }) => project.programKind,
})

/** True for estimates that two projects do not share by chance: at least 500 t and not a multiple of 100. */
export function isTelling(tonnes: number): boolean {
  return tonnes >= 500 && tonnes % 100 !== 0
}

/** True when a list of references names the project. */
export function names(references: readonly ProjectReference[], project: RegistryProject): boolean {
  return references.some(
    ({ registry, registryProjectId }) =>
      registry === project.registry && registryProjectId === project.registryProjectId,
  )
}

function developerLevel(a: Entry, b: Entry, corpus: Corpus): keyof typeof WEIGHTS.dev {
  if (a.developer === '' || b.developer === '') return 'unknown'
  if (a.developer === b.developer) return 'same'
  const similarity = cosine(corpus.developerVector(a.developer), corpus.developerVector(b.developer))
  if (similarity > 0.65) return 'same'
  if (hasWordInTitle(a, b, corpus) || hasWordInTitle(b, a, corpus)) return 'in the title'
  return similarity >= 0.3 ? 'similar' : 'different'
}

function hasWordInTitle(from: Entry, other: Entry, corpus: Corpus): boolean {
  const wordOf = corpus.wordsOf(other.project.countries[0] ?? '')
  return from.developerWords.some((word) => other.tokens.includes(word) && wordOf(word).weight > RARE_WORD_WEIGHT)
}

function isWithin(a: number, b: number, share: number): boolean {
  return Math.abs(a - b) <= share * Math.max(a, b)
}
