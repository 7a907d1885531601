import type { Check } from './check.ts'
import { trailingWindow } from './check-shape.ts'
import { randomFrom } from './random.ts'
import { eachWindow, packShape, shapeOf, windowsAt, WINDOW_HEADER, type WindowShape } from './window.ts'

const MOST_CENTRES = 20
const WINDOWS_PER_CENTRE = 10
const MOST_WINDOWS = 4000
const ROUNDS = 15
/** Its centres are a property of the history: a fixed seed, not the one of the injection trials. */
const SEED = 1n

/**
 * Distance of the last window of readings from the nearest of at most 20 windows that stand for the history. For short
 * histories only, see `sub-pca`. Parameters: the window, number of centres, the centres.
 */
export const kMeans: Check = {
  name: 'k-means',
  code: 'shape',
  isSpecific: false,
  source: 'reading',
  fit: (context) => {
    const window = trailingWindow(context)
    if (window === null) return null
    const centres = fitCentres(context.values, window)
    return Float64Array.of(...packShape(window), centres.length / window.bins, ...centres)
  },
  stateSize: () => 0,
  run: (parameters, _, { seen, readings, at }, count, evidence) => {
    const shape = shapeOf(parameters)
    const { bins } = shape
    const { means, first, rows } = windowsAt(readings, at, count, shape)
    const window = new Float64Array(bins)
    for (let row = 0; row < count; row += 1) {
      const start = first[row] ?? 0
      for (let bin = 0; bin < bins; bin += 1) window[bin] = means[start + bin * rows] ?? 0
      const isMissing = Number.isNaN(seen[row])
      evidence[row] = isMissing ? 0 : Math.sqrt(nearest(window, parameters, WINDOW_HEADER + 1).distance / bins)
    }
  },
  weighing: { kind: 'measured', floor: 0.05 },
}

/** The nearest of the centres that follow in `numbers` from a position on, and its squared distance. */
function nearest(window: Float64Array, numbers: Float64Array, from: number, to = numbers.length) {
  const bins = window.length
  let centre = 0
  let distance = Number.POSITIVE_INFINITY
  for (let at = from, index = 0; at + bins <= to; at += bins, index += 1) {
    let sum = 0
    for (let k = 0; k < bins && sum < distance; k += 1) {
      const gap = (window[k] ?? 0) - (numbers[at + k] ?? 0)
      sum += gap * gap
    }
    if (sum >= distance) continue
    distance = sum
    centre = index
  }
  return { centre, distance }
}

function fitCentres(values: Float64Array, shape: WindowShape): Float64Array {
  const windows: Float64Array[] = []
  eachWindow(values, shape, (window) => windows.push(window.slice()))
  const stride = Math.ceil(windows.length / MOST_WINDOWS)
  const kept = windows.filter((_, index) => index % stride === 0)
  const count = Math.max(1, Math.min(MOST_CENTRES, Math.floor(kept.length / WINDOWS_PER_CENTRE)))
  const centres = spread(kept, count, shape.bins)
  for (let round = 0; round < ROUNDS; round += 1) move(centres, kept, shape.bins)
  return centres
}

// k-means++: each next centre is a window drawn with the square of its distance to the centres so far.
function spread(windows: readonly Float64Array[], count: number, bins: number): Float64Array {
  const random = randomFrom(SEED)
  const centres = new Float64Array(count * bins)
  centres.set(windows[Math.floor(random() * windows.length)] ?? new Float64Array(bins))
  for (let filled = 1; filled < count; filled += 1) {
    const distances = windows.map((window) => nearest(window, centres, 0, filled * bins).distance)
    let left = random() * distances.reduce((sum, distance) => sum + distance, 0)
    let drawn = 0
    while (drawn < windows.length - 1 && (left -= distances[drawn] ?? 0) > 0) drawn += 1
    centres.set(windows[drawn] ?? new Float64Array(bins), filled * bins)
  }
  return centres
}

function move(centres: Float64Array, windows: readonly Float64Array[], bins: number): void {
  const sums = new Float64Array(centres.length)
  const counts = new Float64Array(centres.length / bins)
  for (const window of windows) {
    const { centre } = nearest(window, centres, 0)
    counts[centre] = (counts[centre] ?? 0) + 1
    for (let k = 0; k < bins; k += 1) sums[centre * bins + k] = (sums[centre * bins + k] ?? 0) + (window[k] ?? 0)
  }
  for (let cell = 0; cell < centres.length; cell += 1) {
    const count = counts[Math.floor(cell / bins)] ?? 0
    if (count > 0) centres[cell] = (sums[cell] ?? 0) / count
  }
}
