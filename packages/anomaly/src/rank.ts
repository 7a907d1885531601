import { clamp } from './robust.ts'

/**
 * How rare an evidence is among all seen so far, kept as counts at fixed knots: ascending knots, and for each how many
 * evidences were at or above it. Counts begin with the history and grow with the stream.
 */
export type RankKnots = {
  readonly knots: Float64Array
  /** Of the history: number of evidences, largest one (or the floor), then the counts. */
  readonly start: Float64Array
}

const HEADER = 2
/** Evidences above all but this share of the history are ranked; the others are common and weigh nothing. */
const RARE = 0.25
/** Knots above the largest evidence of the history, as multiples of it. */
const BEYOND = [1.25, 1.6, 2, 2.6, 3.5, 5, 8, 14, 30, 100, 1000]

/**
 * Knots and counts of the history's evidences; those below `least` are common whatever their rank. An evidence is larger
 * than all seen only above half the `floor`.
 */
export function rankOf(evidences: Float64Array, floor: number, least = Number.MIN_VALUE): RankKnots {
  const sorted = evidences.filter(Number.isFinite).sort()
  const largest = Math.max(sorted.at(-1) ?? 0, floor / 2, least)
  const inside: number[] = []
  for (let above = sorted.length * RARE; above >= 1; above /= Math.SQRT2) {
    const knot = sorted[sorted.length - Math.ceil(above)] ?? 0
    if (knot >= least && knot > (inside.at(-1) ?? 0)) inside.push(knot)
  }
  if (largest > (inside.at(-1) ?? 0)) inside.push(largest)
  const knots = Float64Array.of(...inside, ...BEYOND.map((multiple) => multiple * largest))
  const counts = Float64Array.from(knots, (knot) => sorted.length - firstAtLeast(sorted, knot))
  return { knots, start: Float64Array.of(sorted.length, largest, ...counts) }
}

function firstAtLeast(sorted: Float64Array, bound: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) >= bound) high = middle
    else low = middle + 1
  }
  return low
}

const LARGEST_GROWTH = 1e6

/**
 * Weight of an evidence: √(all ÷ as rare), 1 for a common one; above the largest one seen it grows on with the root of
 * their ratio, for counted runs with its third power. Roots and divisions only, so that it is equal on every engine.
 */
export function weightOf(knots: Float64Array, counts: Float64Array, evidence: number, isCounted: boolean): number {
  if (!(evidence >= (knots[0] ?? 0))) return 1
  return weightAt(knots, counts, evidence, knotAt(knots, evidence), isCounted)
}

/** The last knot at or below an evidence that is not below the first. */
export function knotAt(knots: Float64Array, evidence: number): number {
  let at = 0
  const last = knots.length - 1
  while (at < last && (knots[at + 1] ?? 0) <= evidence) at += 1
  return at
}

/** {@link weightOf} for an evidence whose knot is known. */
export function weightAt(
  knots: Float64Array,
  counts: Float64Array,
  evidence: number,
  at: number,
  isCounted: boolean,
): number {
  const weight = Math.sqrt(((counts[0] ?? 0) + 1) / (1 + atOrAbove(knots, counts, evidence, at)))
  const largest = counts[1] ?? 1
  if (evidence <= largest) return weight > 1 ? weight : 1
  const ratio = clamp(evidence / largest, 1, LARGEST_GROWTH)
  return weight * Math.sqrt(ratio) * (isCounted ? ratio : 1)
}

function atOrAbove(knots: Float64Array, counts: Float64Array, evidence: number, at: number): number {
  const count = counts[HEADER + at] ?? 0
  if (at === knots.length - 1) return count
  const from = knots[at] ?? 0
  const share = (evidence - from) / ((knots[at + 1] ?? 0) - from)
  return count + share * ((counts[HEADER + at + 1] ?? 0) - count)
}

/** Takes an evidence into the counts, whose knot is `at`. */
export function countAt(counts: Float64Array, evidence: number, at: number): void {
  counts[0] = (counts[0] ?? 0) + 1
  if (evidence > (counts[1] ?? 0)) counts[1] = evidence
  for (let k = HEADER; k <= HEADER + at; k += 1) counts[k] = (counts[k] ?? 0) + 1
}
