import { trigrams } from './title-tokens.ts'

/** Two titles of a list that are near; `isTwin` when they are nearly equal and of one group. */
export type NearPair = { readonly left: number; readonly right: number; readonly isTwin: boolean }

const NEAREST = 8
const MIN_COSINE = 0.2
const TWIN_COSINE = 0.9
/** Sums in another order differ by less than this. */
const SLACK = 1e-9
/** Offers held before a list is cut to the best again. */
const ROOM = 48

/**
 * For each title its nearest eight of other groups by cosine of 3-gram TF-IDF, ties kept, and every nearly equal one of
 * its own group. Uses an inverted index; memory grows with the number of grams, not with the square of the list. Each
 * pair is computed once.
 */
export function nearestNames(names: readonly string[], groups: readonly string[]): NearPair[] {
  const table = makeTable(names)
  const scores = new Float64Array(names.length)
  const touched = new Int32Array(names.length)
  const group = numbersOf(groups)
  const nearest = makeNearest(names.length)
  const pairs: NearPair[] = []
  for (let left = 0; left < names.length; left += 1) {
    const count = accumulate(left, table, scores, touched)
    const own = group[left]
    for (let at = 0; at < count; at += 1) {
      const right = touched[at] ?? 0
      const score = scores[right] ?? 0
      scores[right] = 0
      if (score <= MIN_COSINE) continue
      if (group[right] !== own) {
        nearest.offer(left, right, score)
        nearest.offer(right, left, score)
      } else if (score > TWIN_COSINE) pairs.push({ left, right, isTwin: true })
    }
  }
  for (let left = 0; left < names.length; left += 1)
    for (const right of nearest.listOf(left)) pairs.push({ left, right, isTwin: false })
  return pairs
}

/** The best offers to each of some titles; a tie at the end is kept whole, so that the order of offers does not matter. */
function makeNearest(count: number) {
  const limits = new Float64Array(count).fill(MIN_COSINE)
  const sizes = new Int32Array(count)
  const [offers, scores] = [new Int32Array(count * ROOM), new Float64Array(count * ROOM)]
  const overflow = new Map<number, { readonly at: number; readonly score: number }[]>()

  /** Keeps the best eight and ties; ties that leave no room go to a list of their own. */
  function prune(to: number): void {
    const from = to * ROOM
    const size = sizes[to] ?? 0
    if (size <= NEAREST) return
    const more = overflow.get(to) ?? []
    const ranked = Float64Array.from([...scores.subarray(from, from + size), ...more.map(({ score }) => score)]).sort()
    const limit = (ranked[ranked.length - NEAREST] ?? 0) - SLACK
    limits[to] = limit
    let kept = 0
    for (let at = from; at < from + size; at += 1) {
      if ((scores[at] ?? 0) < limit) continue
      offers[from + kept] = offers[at] ?? 0
      scores[from + kept] = scores[at] ?? 0
      kept += 1
    }
    const spilt = more.filter(({ score }) => score >= limit)
    for (; kept > ROOM / 2; kept -= 1)
      spilt.push({ at: offers[from + kept - 1] ?? 0, score: scores[from + kept - 1] ?? 0 })
    if (spilt.length > 0 || more.length > 0) overflow.set(to, spilt)
    sizes[to] = kept
  }

  return {
    offer(to: number, from: number, score: number): void {
      if (score < (limits[to] ?? 0)) return
      const size = sizes[to] ?? 0
      offers[to * ROOM + size] = from
      scores[to * ROOM + size] = score
      sizes[to] = size + 1
      if (size + 1 === ROOM) prune(to)
    },
    listOf(to: number): readonly number[] {
      prune(to)
      const own = [...offers.subarray(to * ROOM, to * ROOM + (sizes[to] ?? 0))]
      return [...own, ...(overflow.get(to) ?? []).map(({ at }) => at)]
    },
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

function makeTable(names: readonly string[]): Table {
  const numbers = new Map<string, number>()
  const documents: number[] = []
  const vectors = names.map((name) => {
    const counts = [...trigrams(name)]
    return counts.map(([gram, count]) => {
      const number = numbers.get(gram) ?? numbers.size
      numbers.set(gram, number)
      documents[number] = (documents[number] ?? 0) + 1
      return { number, count }
    })
  })
  const rarity = documents.map((found) => Math.log((1 + names.length) / (1 + found)) + 1)
  const starts = new Int32Array(names.length + 1)
  for (const [index, vector] of vectors.entries()) starts[index + 1] = (starts[index] ?? 0) + vector.length
  const size = starts[names.length] ?? 0
  const [grams, weights] = [new Int32Array(size), new Float64Array(size)]
  let at = 0
  for (const [index, vector] of vectors.entries()) {
    for (const { number, count } of vector) {
      grams[at] = number
      weights[at] = (1 + Math.log(count)) * (rarity[number] ?? 0)
      at += 1
    }
    normalise(weights.subarray(starts[index] ?? 0, at))
  }
  return { grams, weights, starts, ...invert(grams, weights, starts, numbers.size) }
}

function normalise(weights: Float64Array): void {
  const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0))
  for (let at = 0; at < weights.length; at += 1) weights[at] = (weights[at] ?? 0) / length
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

/** Adds the cosines of a vector with those before it to `scores`; lists those that share a gram with it, gives how many. */
function accumulate(left: number, table: Table, scores: Float64Array, touched: Int32Array): number {
  const { grams, weights, starts, carriers, carrierWeights, carrierStarts } = table
  let count = 0
  for (let at = starts[left] ?? 0; at < (starts[left + 1] ?? 0); at += 1) {
    const [gram, weight] = [grams[at] ?? 0, weights[at] ?? 0]
    const end = carrierStarts[gram + 1] ?? 0
    for (let slot = carrierStarts[gram] ?? 0; slot < end; slot += 1) {
      const right = carriers[slot] ?? 0
      if (right >= left) break
      const before = scores[right] ?? 0
      if (before === 0) touched[count++] = right
      scores[right] = before + weight * (carrierWeights[slot] ?? 0)
    }
  }
  return count
}

function numbersOf(groups: readonly string[]): Int32Array {
  const numbers = new Map([...new Set(groups)].map((group, number) => [group, number]))
  return Int32Array.from(groups, (group) => numbers.get(group) ?? 0)
}
