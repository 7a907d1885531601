/** Two titles of a list that are near; `isTwin` when they are nearly equal. */
export type NearPair = { readonly left: number; readonly right: number; readonly isTwin: boolean }

const NEAREST = 8
const MIN_COSINE = 0.2
const TWIN_COSINE = 0.9
/** Offers held before the list is cut to the best again. */
const ROOM = 48

/**
 * For each vector its nearest eight of other groups by cosine, and every nearly equal one of its own group. Uses an
 * inverted index; memory grows with the number of grams, not with the square of the list. Each pair is computed once.
 */
export function nearestNames(vectors: readonly ReadonlyMap<string, number>[], groups: readonly string[]): NearPair[] {
  const table = makeTable(vectors)
  const scores = new Float64Array(vectors.length)
  const groupNumbers = numbersOf(groups)
  const nearest = vectors.map(() => new Nearest())
  const pairs: NearPair[] = []
  for (let left = 0; left < vectors.length; left += 1)
    for (const right of accumulate(left, table, scores)) {
      const score = scores[right] ?? 0
      scores[right] = 0
      if (score <= MIN_COSINE) continue
      if (groupNumbers[right] !== groupNumbers[left]) {
        nearest[left]?.offer(right, score)
        nearest[right]?.offer(left, score)
      } else if (score > TWIN_COSINE) pairs.push({ left, right, isTwin: true })
    }
  for (const [left, best] of nearest.entries())
    for (const right of best.list()) pairs.push({ left, right, isTwin: false })
  return pairs
}

/** The best of those offered; a tie at the end is kept whole, so that the order of offers does not matter. */
class Nearest {
  #offers: { readonly at: number; readonly score: number }[] = []
  #limit = MIN_COSINE

  offer(at: number, score: number): void {
    if (score < this.#limit) return
    this.#offers.push({ at, score })
    if (this.#offers.length >= ROOM) this.#prune()
  }

  list(): readonly number[] {
    this.#prune()
    return this.#offers.map(({ at }) => at)
  }

  #prune(): void {
    if (this.#offers.length <= NEAREST) return
    const ranked = Float64Array.from(this.#offers, ({ score }) => score).sort()
    this.#limit = (ranked[ranked.length - NEAREST] ?? 0) - 1e-9
    this.#offers = this.#offers.filter(({ score }) => score >= this.#limit)
  }
}

/** Vectors and, by gram, who carries it: both as runs of a flat array, run n from `starts[n]` to `starts[n + 1]`. */
type Table = {
  readonly grams: Int32Array
  readonly weights: Float64Array
  readonly starts: Int32Array
  readonly carriers: Int32Array
  readonly carrierWeights: Float64Array
  readonly carrierStarts: Int32Array
}

function makeTable(vectors: readonly ReadonlyMap<string, number>[]): Table {
  const starts = new Int32Array(vectors.length + 1)
  for (const [index, vector] of vectors.entries()) starts[index + 1] = (starts[index] ?? 0) + vector.size
  const size = starts[vectors.length] ?? 0
  const [grams, weights] = [new Int32Array(size), new Float64Array(size)]
  const numbers = new Map<string, number>()
  let at = 0
  for (const vector of vectors)
    for (const [gram, weight] of vector) {
      const number = numbers.get(gram) ?? numbers.size
      numbers.set(gram, number)
      grams[at] = number
      weights[at] = weight
      at += 1
    }
  return { grams, weights, starts, ...invert(grams, weights, starts, numbers.size) }
}

function invert(grams: Int32Array, weights: Float64Array, starts: Int32Array, gramCount: number) {
  const carrierStarts = new Int32Array(gramCount + 1)
  for (const gram of grams) carrierStarts[gram + 1] = (carrierStarts[gram + 1] ?? 0) + 1
  for (let gram = 0; gram < gramCount; gram += 1)
    carrierStarts[gram + 1] = (carrierStarts[gram + 1] ?? 0) + (carrierStarts[gram] ?? 0)
  const next = carrierStarts.slice()
  const [carriers, carrierWeights] = [new Int32Array(grams.length), new Float64Array(grams.length)]
  for (let vector = 0; vector + 1 < starts.length; vector += 1)
    for (let at = starts[vector] ?? 0; at < (starts[vector + 1] ?? 0); at += 1) {
      const gram = grams[at] ?? 0
      const slot = next[gram] ?? 0
      carriers[slot] = vector
      carrierWeights[slot] = weights[at] ?? 0
      next[gram] = slot + 1
    }
  return { carriers, carrierWeights, carrierStarts }
}

/** Adds the cosines of a vector with those before it to `scores`; returns which of them share a gram with it. */
function accumulate(left: number, table: Table, scores: Float64Array): number[] {
  const { grams, weights, starts, carriers, carrierWeights, carrierStarts } = table
  const touched: number[] = []
  for (let at = starts[left] ?? 0; at < (starts[left + 1] ?? 0); at += 1) {
    const [gram, weight] = [grams[at] ?? 0, weights[at] ?? 0]
    const end = carrierStarts[gram + 1] ?? 0
    for (let slot = carrierStarts[gram] ?? 0; slot < end; slot += 1) {
      const right = carriers[slot] ?? 0
      if (right >= left) break
      const before = scores[right] ?? 0
      if (before === 0) touched.push(right)
      scores[right] = before + weight * (carrierWeights[slot] ?? 0)
    }
  }
  return touched
}

function numbersOf(groups: readonly string[]): Int32Array {
  const known = [...new Set(groups)]
  return Int32Array.from(groups, (group) => known.indexOf(group))
}
