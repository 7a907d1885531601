import { DEPTH, NODES, PATH_OF_ALL, TREES, type IsolationForest } from './isolation-forest.ts'

const FEATURE_BITS = 8
const FEATURE_MASK = 2 ** FEATURE_BITS - 1
const LEAVES = 2 ** DEPTH
/** Rows that go through one tree after another, so that a tree stays in the cache. */
const BLOCK = 512

/**
 * A forest made ready for many rows. Leaves are pushed down to the last level, so that every row takes equally many steps;
 * readings become ranks among the borders of their feature, so that a step is integer arithmetic without a branch.
 */
export type ForestScorer = {
  readonly features: number
  /** Rank of the border × 256 + feature, node by node in breadth-first order; inner nodes only matter. */
  readonly packed: Int32Array
  /** Path lengths of the last level. */
  readonly paths: Float64Array
  readonly scales: readonly RankScale[]
}

/** The borders of a feature in ascending order, and for every cell of a grid over them how many lie below it. */
type RankScale = {
  readonly borders: Float64Array
  readonly low: number
  readonly perUnit: number
  readonly below: Int32Array
}

/** Prepares a forest of up to 256 features. */
export function forestScorer({ features, split, border }: IsolationForest): ForestScorer {
  const scales = Array.from({ length: features }, (_, feature) =>
    scaleOf(border.filter((_border, node) => split[node] === feature)),
  )
  const packed = new Int32Array(TREES * NODES)
  const paths = new Float64Array(TREES * LEAVES)
  for (let tree = 0; tree < TREES; tree += 1) {
    const base = tree * NODES
    const leaf = new Float64Array(NODES).fill(-1)
    for (let node = 0; node < NODES; node += 1) {
      const above = node === 0 ? -1 : (leaf[(node - 1) >> 1] ?? -1)
      const feature = split[base + node] ?? -1
      const own = above >= 0 ? above : feature < 0 ? (border[base + node] ?? 0) : -1
      leaf[node] = own
      if (node >= LEAVES - 1) paths[tree * LEAVES + node - LEAVES + 1] = own
      else if (own < 0)
        packed[base + node] = (rankOfBorder(scales[feature], border[base + node] ?? 0) << FEATURE_BITS) | feature
    }
  }
  return { features, packed, paths, scales }
}

function scaleOf(unsorted: Float64Array): RankScale {
  const borders = unsorted.slice().sort()
  const low = borders[0] ?? 0
  const width = (borders.at(-1) ?? 0) - low
  const cells = Math.max(1, 2 * borders.length)
  const perUnit = width > 0 ? cells / width : 0
  const below = new Int32Array(cells + 1)
  let rank = 0
  for (let cell = 0; cell <= cells; cell += 1) {
    while (rank < borders.length && ((borders[rank] ?? 0) - low) * perUnit < cell) rank += 1
    below[cell] = rank
  }
  return { borders, low, perUnit, below }
}

// Rank of a reading: how many borders it reaches. A reading is below a border when its rank is below the border's own.
function rankIn({ borders, low, perUnit, below }: RankScale, reading: number): number {
  const place = (reading - low) * perUnit
  if (place < 0) return 0
  const cells = below.length - 1
  let rank = below[place < cells ? place | 0 : cells] ?? 0
  while (rank < borders.length && (borders[rank] ?? 0) <= reading) rank += 1
  return rank
}

function rankOfBorder(scale: RankScale | undefined, border: number): number {
  return scale === undefined ? 0 : rankIn(scale, border)
}

/**
 * `isolationOf` for every row, in the same units: expected path length ÷ mean path length, above 1 for odd rows. Rows lie
 * one after another; missing values are not allowed.
 *
 * @example isolationsOf(forestScorer(forest), rows)[0] // isolationOf(forest, rows, 0)
 */
export function isolationsOf(scorer: ForestScorer, rows: Float64Array): Float64Array {
  const { features, scales, packed, paths } = scorer
  const count = Math.floor(rows.length / features)
  const totals = new Float64Array(4 * Math.ceil(count / 4))
  const ranks = new Int32Array(BLOCK * features)
  for (let from = 0; from < count; from += BLOCK) {
    const size = Math.min(BLOCK, count - from)
    for (const [feature, scale] of scales.entries())
      for (let row = 0; row < size; row += 1)
        ranks[row * features + feature] =
          (rankIn(scale, rows[(from + row) * features + feature] ?? 0) << FEATURE_BITS) | FEATURE_MASK
    const block = totals.subarray(from, from + 4 * Math.ceil(size / 4))
    for (let tree = 0; tree < TREES; tree += 1)
      addPaths(
        packed.subarray(tree * NODES, (tree + 1) * NODES),
        paths.subarray(tree * LEAVES, (tree + 1) * LEAVES),
        { ranks, features },
        block,
      )
  }
  for (let row = 0; row < count; row += 1) totals[row] = PATH_OF_ALL / Math.max(totals[row] ?? 0, 1)
  return totals.subarray(0, count)
}

// Four rows at a time and every level written out: a loop over the levels costs as much as the steps, and calls are no
// longer inlined when there are so many. A difference below zero has its sign bit set: 1 to the left, 0 to the right.
// Rows come in whole fours.
function addPaths(
  nodes: Int32Array,
  paths: Float64Array,
  { ranks, features }: { readonly ranks: Int32Array; readonly features: number },
  totals: Float64Array,
): void {
  const { length } = totals
  const root = nodes[0] ?? 0
  const first = root & FEATURE_MASK
  for (let row = 0; row < length; row += 4) {
    let to = root
    const atA = row * features
    const atB = atA + features
    const atC = atB + features
    const atD = atC + features
    let a = (2 - (((ranks[(atA + first) | 0] ?? 0) - root) >>> 31)) | 0
    let b = (2 - (((ranks[(atB + first) | 0] ?? 0) - root) >>> 31)) | 0
    let c = (2 - (((ranks[(atC + first) | 0] ?? 0) - root) >>> 31)) | 0
    let d = (2 - (((ranks[(atD + first) | 0] ?? 0) - root) >>> 31)) | 0
    to = nodes[a] ?? 0
    a = ((a << 1) + 2 - (((ranks[(atA + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[b] ?? 0
    b = ((b << 1) + 2 - (((ranks[(atB + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[c] ?? 0
    c = ((c << 1) + 2 - (((ranks[(atC + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[d] ?? 0
    d = ((d << 1) + 2 - (((ranks[(atD + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[a] ?? 0
    a = ((a << 1) + 2 - (((ranks[(atA + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[b] ?? 0
    b = ((b << 1) + 2 - (((ranks[(atB + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[c] ?? 0
    c = ((c << 1) + 2 - (((ranks[(atC + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[d] ?? 0
    d = ((d << 1) + 2 - (((ranks[(atD + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[a] ?? 0
    a = ((a << 1) + 2 - (((ranks[(atA + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[b] ?? 0
    b = ((b << 1) + 2 - (((ranks[(atB + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[c] ?? 0
    c = ((c << 1) + 2 - (((ranks[(atC + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[d] ?? 0
    d = ((d << 1) + 2 - (((ranks[(atD + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[a] ?? 0
    a = ((a << 1) + 2 - (((ranks[(atA + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[b] ?? 0
    b = ((b << 1) + 2 - (((ranks[(atB + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[c] ?? 0
    c = ((c << 1) + 2 - (((ranks[(atC + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[d] ?? 0
    d = ((d << 1) + 2 - (((ranks[(atD + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[a] ?? 0
    a = ((a << 1) + 2 - (((ranks[(atA + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[b] ?? 0
    b = ((b << 1) + 2 - (((ranks[(atB + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[c] ?? 0
    c = ((c << 1) + 2 - (((ranks[(atC + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[d] ?? 0
    d = ((d << 1) + 2 - (((ranks[(atD + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[a] ?? 0
    a = ((a << 1) + 2 - (((ranks[(atA + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[b] ?? 0
    b = ((b << 1) + 2 - (((ranks[(atB + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[c] ?? 0
    c = ((c << 1) + 2 - (((ranks[(atC + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[d] ?? 0
    d = ((d << 1) + 2 - (((ranks[(atD + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[a] ?? 0
    a = ((a << 1) + 2 - (((ranks[(atA + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[b] ?? 0
    b = ((b << 1) + 2 - (((ranks[(atB + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[c] ?? 0
    c = ((c << 1) + 2 - (((ranks[(atC + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    to = nodes[d] ?? 0
    d = ((d << 1) + 2 - (((ranks[(atD + (to & FEATURE_MASK)) | 0] ?? 0) - to) >>> 31)) | 0
    totals[row] = (totals[row] ?? 0) + (paths[a - LEAVES + 1] ?? 0)
    totals[row + 1] = (totals[row + 1] ?? 0) + (paths[b - LEAVES + 1] ?? 0)
    totals[row + 2] = (totals[row + 2] ?? 0) + (paths[c - LEAVES + 1] ?? 0)
    totals[row + 3] = (totals[row + 3] ?? 0) + (paths[d - LEAVES + 1] ?? 0)
  }
}
