/** Two titles of a list that are near; `isTwin` when they are nearly equal. */
export type NearPair = { readonly left: number; readonly right: number; readonly isTwin: boolean }

const NEAREST = 8
const MIN_COSINE = 0.2
const TWIN_COSINE = 0.9

/**
 * For each vector its nearest eight of other groups by cosine, and every nearly equal one of its own group. Uses an
 * inverted index; memory grows with the number of grams, not with the square of the list.
 */
export function nearestNames(vectors: readonly ReadonlyMap<string, number>[], groups: readonly string[]): NearPair[] {
  const postings = makePostings(vectors)
  const scores = new Float64Array(vectors.length)
  const pairs: NearPair[] = []
  for (const [left, vector] of vectors.entries()) {
    const touched = accumulate(vector, postings, scores)
    const near = touched.filter((right) => right !== left && (scores[right] ?? 0) > MIN_COSINE)
    const others = near.filter((right) => groups[right] !== groups[left])
    for (const right of topOf(others, scores)) pairs.push({ left, right, isTwin: false })
    for (const right of near)
      if (groups[right] === groups[left] && (scores[right] ?? 0) > TWIN_COSINE)
        pairs.push({ left, right, isTwin: true })
    for (const right of touched) scores[right] = 0
  }
  return pairs
}

type Postings = ReadonlyMap<string, { readonly at: number[]; readonly weight: number[] }>

function makePostings(vectors: readonly ReadonlyMap<string, number>[]): Postings {
  const postings = new Map<string, { at: number[]; weight: number[] }>()
  for (const [index, vector] of vectors.entries()) {
    for (const [gram, weight] of vector) {
      const posting = postings.get(gram) ?? { at: [], weight: [] }
      posting.at.push(index)
      posting.weight.push(weight)
      postings.set(gram, posting)
    }
  }
  return postings
}

function accumulate(vector: ReadonlyMap<string, number>, postings: Postings, scores: Float64Array): number[] {
  const touched: number[] = []
  for (const [gram, weight] of vector) {
    const posting = postings.get(gram)
    if (posting === undefined) continue
    for (let slot = 0; slot < posting.at.length; slot += 1) {
      const right = posting.at[slot] ?? 0
      const before = scores[right] ?? 0
      if (before === 0) touched.push(right)
      scores[right] = before + weight * (posting.weight[slot] ?? 0)
    }
  }
  return touched
}

/** The best of a list; a tie at the end is kept whole, so that the order of the list does not matter. */
function topOf(list: readonly number[], scores: Float64Array): readonly number[] {
  if (list.length <= NEAREST) return list
  const values = list.map((index) => scores[index] ?? 0).toSorted((a, b) => b - a)
  const limit = (values[NEAREST - 1] ?? 0) - 1e-9
  return list.filter((index) => (scores[index] ?? 0) >= limit)
}
