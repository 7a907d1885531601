/**
 * Weights in bits (log2 of the likelihood ratio), learned without labels on public registry exports by the two-view
 * seeded Fellegi–Sunter model; `loc` is a prior that no data has confirmed yet. The order of levels is that of the
 * feature's cuts. One table, so that a model version can replace it whole.
 */
export const WEIGHTS = {
  name: [-4.9, -2.8, 2.0, 2.4, 6.1, 11.2, 16.1],
  miss: [-3.5, -1.5, 0, 7.3, 7.8],
  only: {
    'numbers differ': 0,
    'no other entry': 3,
    'up to two others': 1,
    'up to five others': 0,
    'many others': -0.7,
    unknown: 0,
  },
  num: { disjoint: -5.8, 'one side only': -2.8, 'none on both': 0.3, equal: 1.1 },
  mw: { differ: -2.9, unknown: -0.3, equal: 3.1 },
  met: { 'same version': 1.2, 'same id': 1.1, successor: 0.7, family: 0.5, different: -2.8, unknown: 0 },
  cat: { differs: -2.3, equal: 0.7, unknown: 0 },
  dev: { unknown: -0.5, different: -1.0, similar: 0.7, 'in the title': 0.7, same: 3.1 },
  yr: { unknown: -0.4, 'over 8 years': -0.8, 'over 3 years': -0.9, 'over 1 year': 0.2, 'within 1 year': 1.6 },
  est: { differ: -1.8, unknown: 0, close: 3.2, equal: 8.0 },
  loc: {
    'within 1 km': 6,
    'within 5 km': 3,
    'within 25 km': 1,
    'within 100 km': -1,
    'over 100 km': -4,
    'same place': 2,
    'other place': -1,
    'same state': 0.5,
    'other state': -3,
    unknown: 0,
  },
  asset: { shared: 12, none: 0 },
  ref: { 'one names the other': 10, none: 0 },
  kind: { 'programme and part': -4, 'no conflict': 0 },
} as const

/** Share of candidates expected to be one activity, as bits before any evidence: log2(.021 / .979). */
export const PRIOR_BITS = -5.54

export const MODEL_VERSION = 'seeded-default-2'
