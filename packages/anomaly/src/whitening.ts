import { eachWindow, type Windows, type WindowShape } from './window.ts'

/** Share of the mean variance added to every direction, so that rare directions do not dominate. */
const SHRINKAGE = 0.1

/**
 * What makes the distance of a window from those of a history: their means, then the inverse of the triangular factor of
 * their covariance, packed row by row. The distance is that of Mahalanobis; principal components with the small ones kept
 * and damped come to the same.
 */
export function fitWhitening(values: Float64Array, shape: WindowShape): Float64Array {
  const { bins } = shape
  const means = new Float64Array(bins)
  const covariance = new Float64Array(bins * bins)
  let count = 0
  eachWindow(values, shape, (window) => {
    count += 1
    for (let i = 0; i < bins; i += 1) {
      const value = window[i] ?? 0
      means[i] = (means[i] ?? 0) + value
      for (let j = 0; j <= i; j += 1) {
        const cell = i * bins + j
        covariance[cell] = (covariance[cell] ?? 0) + value * (window[j] ?? 0)
      }
    }
  })
  for (let i = 0; i < bins; i += 1) means[i] = (means[i] ?? 0) / Math.max(1, count)
  centre(covariance, means, count)
  const packed = invertedFactor(covariance, bins)
  const parameters = new Float64Array(bins + packed.length)
  parameters.set(means)
  parameters.set(packed, bins)
  return parameters
}

function centre(covariance: Float64Array, means: Float64Array, count: number): void {
  const bins = means.length
  let trace = 0
  for (let i = 0; i < bins; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const cell = i * bins + j
      covariance[cell] = (covariance[cell] ?? 0) / Math.max(1, count) - (means[i] ?? 0) * (means[j] ?? 0)
    }
    trace += covariance[i * bins + i] ?? 0
  }
  const added = Math.max((SHRINKAGE * trace) / bins, 1e-9)
  for (let i = 0; i < bins; i += 1) covariance[i * bins + i] = (covariance[i * bins + i] ?? 0) + added
}

function invertedFactor(matrix: Float64Array, size: number): Float64Array {
  const packed = new Float64Array((size * (size + 1)) / 2)
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i * size + j] ?? 0
      for (let k = 0; k < j; k += 1) sum -= (matrix[i * size + k] ?? 0) * (matrix[j * size + k] ?? 0)
      matrix[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (matrix[j * size + j] ?? 1)
    }
    const row = (i * (i + 1)) / 2
    const pivot = matrix[i * size + i] ?? 1
    for (let j = 0; j < i; j += 1) {
      let sum = 0
      for (let k = j; k < i; k += 1) sum -= (matrix[i * size + k] ?? 0) * (packed[(k * (k + 1)) / 2 + j] ?? 0)
      packed[row + j] = sum / pivot
    }
    packed[row + i] = 1 / pivot
  }
  return packed
}

const TOGETHER = 4

/**
 * Writes the root mean square of every whitened window; `from` is where the whitening begins in the parameters. Four
 * windows at a time, each with its own sums, so that the split into runs does not matter.
 */
export function whitenedDistances(
  { means, first, rows }: Windows,
  parameters: Float64Array,
  { from, bins }: { readonly from: number; readonly bins: number },
  distances: Float64Array,
): void {
  const gaps = new Float64Array(TOGETHER * bins)
  for (let row = 0; row < first.length; row += TOGETHER) {
    const kept = Math.min(TOGETHER, first.length - row)
    for (let which = 0; which < TOGETHER; which += 1) {
      const start = first[row + Math.min(which, kept - 1)] ?? 0
      for (let bin = 0; bin < bins; bin += 1)
        gaps[TOGETHER * bin + which] = (means[start + bin * rows] ?? 0) - (parameters[from + bin] ?? 0)
    }
    whitenFour(gaps, parameters, from + bins, bins)
    for (let which = 0; which < kept; which += 1) distances[row + which] = Math.sqrt((gaps[which] ?? 0) / bins)
  }
}

/** Leaves the squared lengths of four interleaved windows in their first four numbers. */
function whitenFour(gaps: Float64Array, parameters: Float64Array, from: number, bins: number): void {
  let at = from
  let [one, two, three, four] = [0, 0, 0, 0]
  for (let i = 0; i < bins; i += 1) {
    let [a, b, c, d] = [0, 0, 0, 0]
    for (let j = 0; j <= i; j += 1) {
      const factor = parameters[at + j] ?? 0
      a += factor * (gaps[4 * j] ?? 0)
      b += factor * (gaps[4 * j + 1] ?? 0)
      c += factor * (gaps[4 * j + 2] ?? 0)
      d += factor * (gaps[4 * j + 3] ?? 0)
    }
    at += i + 1
    one += a * a
    two += b * b
    three += c * c
    four += d * d
  }
  gaps[0] = one
  gaps[1] = two
  gaps[2] = three
  gaps[3] = four
}
