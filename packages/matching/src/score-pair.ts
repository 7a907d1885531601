import type { Corpus } from './corpus.ts'
import type { Entry } from './entry.ts'
import {
  assetFeature,
  capacityFeature,
  categoryFeature,
  developerFeature,
  estimateFeature,
  kindFeature,
  referenceFeature,
  startFeature,
} from './fact-features.ts'
import type { Feature, Reading } from './feature.ts'
import { methodFeature } from './method-ladder.ts'
import { missFeature, nameFeature, numberFeature, onlyFeature } from './name-features.ts'
import { placeFeature } from './place-ladder.ts'
import { PRIOR_BITS } from './weights.ts'

export const FEATURES = {
  name: nameFeature,
  miss: missFeature,
  only: onlyFeature,
  num: numberFeature,
  mw: capacityFeature,
  met: methodFeature,
  cat: categoryFeature,
  dev: developerFeature,
  yr: startFeature,
  est: estimateFeature,
  loc: placeFeature,
  asset: assetFeature,
  ref: referenceFeature,
  kind: kindFeature,
} as const satisfies Readonly<Record<string, Feature>>

export type FeatureName = keyof typeof FEATURES
export const FEATURE_NAMES: readonly FeatureName[] = [
  'name',
  'miss',
  'only',
  'num',
  'mw',
  'met',
  'cat',
  'dev',
  'yr',
  'est',
  'loc',
  'asset',
  'ref',
  'kind',
]

export type Readings = Readonly<Record<FeatureName, Reading>>

/** Bits of a pair before rivals: prior plus every feature. Symmetric. Does not build readable evidence. */
export function scoreBits(a: Entry, b: Entry, corpus: Corpus): number {
  return FEATURE_NAMES.reduce((sum, feature) => sum + FEATURES[feature].bits(a, b, corpus), PRIOR_BITS)
}

/** Every feature's reading of a pair, in a fixed order. */
export function readFeatures(a: Entry, b: Entry, corpus: Corpus): Readings {
  const read = (feature: FeatureName) => FEATURES[feature].read(a, b, corpus)
  return {
    name: read('name'),
    miss: read('miss'),
    only: read('only'),
    num: read('num'),
    mw: read('mw'),
    met: read('met'),
    cat: read('cat'),
    dev: read('dev'),
    yr: read('yr'),
    est: read('est'),
    loc: read('loc'),
    asset: read('asset'),
    ref: read('ref'),
    kind: read('kind'),
  }
}

/** Share of the evidence a pair could have that both sides have facts for, 0 to 1. */
export function coverageOf(readings: Readings): number {
  const total = FEATURE_NAMES.reduce((sum, feature) => sum + FEATURES[feature].maxBits, 0)
  const known = FEATURE_NAMES.filter((feature) => readings[feature].isKnown)
  return known.reduce((sum, feature) => sum + FEATURES[feature].maxBits, 0) / total
}

/** Probability of a score in bits. @example probabilityOf(0) // 0.5 */
export function probabilityOf(bits: number): number {
  return 1 / (1 + 2 ** -bits)
}
