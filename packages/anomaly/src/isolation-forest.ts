import { randomFrom, type Random } from './random.ts'

/** Trees of a forest. */
export const TREES = 100
const SAMPLE = 256
/** Levels of a tree: log2 of the sample. */
export const DEPTH = 8
/** Nodes of a full tree. */
export const NODES = 2 ** (DEPTH + 1) - 1
/** Marks a node without a split. */
const LEAF = -1

/**
 * An isolation forest in flat arrays: every tree is a full binary tree of 511 nodes, the children of node k are 2k + 1 and
 * 2k + 2. A leaf holds the path length to it, with the expected rest for the rows that ended there.
 */
export type IsolationForest = {
  readonly features: number
  /** Feature a node splits by, −1 for a leaf. */
  readonly split: Int16Array
  /** Border of a split, or the path length of a leaf. */
  readonly border: Float64Array
}

/**
 * Fits a forest of 100 trees on 256 rows each. Rows lie one after another; missing values are not allowed. The same seed
 * gives the same forest. Source: Liu, Ting, Zhou, Isolation Forest, ICDM 2008.
 */
export function fitIsolationForest(rows: Float64Array, features: number, seed: bigint): IsolationForest {
  const random = randomFrom(seed)
  const count = Math.floor(rows.length / features)
  const split = new Int16Array(TREES * NODES).fill(LEAF)
  const border = new Float64Array(TREES * NODES)
  for (let tree = 0; tree < TREES; tree += 1) {
    const sample = Int32Array.from({ length: Math.min(SAMPLE, count) }, () => Math.floor(random() * count))
    grow({ rows, features, split, border, random, base: tree * NODES }, sample, 0, 0)
  }
  return { features, split, border }
}

type Growing = {
  readonly rows: Float64Array
  readonly features: number
  readonly split: Int16Array
  readonly border: Float64Array
  readonly random: Random
  readonly base: number
}

function grow(tree: Growing, sample: Int32Array, node: number, depth: number): void {
  const at = tree.base + node
  const drawn = depth < DEPTH && sample.length > 1 ? drawSplit(tree, sample) : null
  if (drawn === null) {
    tree.border[at] = depth + expectedPath(sample.length)
    return
  }
  const { feature, border } = drawn
  tree.split[at] = feature
  tree.border[at] = border
  const isLeft = (row: number): boolean => (tree.rows[row * tree.features + feature] ?? 0) < border
  grow(tree, sample.filter(isLeft), 2 * node + 1, depth + 1)
  grow(
    tree,
    sample.filter((row) => !isLeft(row)),
    2 * node + 2,
    depth + 1,
  )
}

/** A random feature that varies in the sample, and a border within its range; null when the drawn one is constant. */
function drawSplit({ rows, features, random }: Growing, sample: Int32Array) {
  const feature = Math.floor(random() * features)
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const row of sample) {
    const value = rows[row * features + feature] ?? 0
    if (value < low) low = value
    if (value > high) high = value
  }
  return high > low ? { feature, border: low + random() * (high - low) } : null
}

const HARMONIC = harmonicNumbers()

function harmonicNumbers(): Float64Array {
  const sums = new Float64Array(SAMPLE + 1)
  for (let k = 1; k <= SAMPLE; k += 1) sums[k] = (sums[k - 1] ?? 0) + 1 / k
  return sums
}

/** Mean path length of an unsuccessful search among `count` rows, from exact harmonic numbers and not a logarithm. */
function expectedPath(count: number): number {
  return count <= 1 ? 0 : 2 * (HARMONIC[count - 1] ?? 0) - (2 * (count - 1)) / count
}

/** Path length over all trees that is neither early nor late. */
export const PATH_OF_ALL = TREES * expectedPath(SAMPLE)

/**
 * How early a row is isolated: expected path length ÷ mean path length over the trees, above 1 for odd rows. The rank is
 * the one of the usual 2^(−path ÷ expected), without an exponential. For many rows see `isolationsOf`.
 */
export function isolationOf({ features, split, border }: IsolationForest, rows: Float64Array, row: number): number {
  const from = row * features
  let total = 0
  for (let base = 0; base < split.length; base += NODES) {
    let node = 0
    let feature = split[base] ?? LEAF
    while (feature >= 0) {
      node = 2 * node + ((rows[from + feature] ?? 0) < (border[base + node] ?? 0) ? 1 : 2)
      feature = split[base + node] ?? LEAF
    }
    total += border[base + node] ?? 0
  }
  return PATH_OF_ALL / Math.max(total, 1)
}
