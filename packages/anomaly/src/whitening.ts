import { binMeans, eachWindow, type WindowShape } from './window.ts'

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

/**
 * Root mean square, over the bins of the window that ends at each row, of what their predecessors do not foretell: every
 * bin against as many bins before it as the window holds, by the last row of the inverse factor. For windows that end at
 * all times alike this is the distance of Mahalanobis, at a fraction of its cost. `from` is where the whitening begins.
 */
export function whitenedDistances(
  track: Float64Array,
  at: Int32Array,
  count: number,
  {
    parameters,
    from,
    shape,
  }: { readonly parameters: Float64Array; readonly from: number; readonly shape: WindowShape },
  distances: Float64Array,
): void {
  const { bins, rows } = shape
  const span = (bins - 1) * rows
  const first = (at[0] ?? 0) - span
  const last = (at[count - 1] ?? 0) + 1
  const means = binMeans(track, first - span, last, shape)
  const weights = parameters.subarray(from + bins + (bins * (bins - 1)) / 2, from + bins + (bins * (bins + 1)) / 2)
  let offset = 0
  for (let bin = 0; bin < bins; bin += 1) offset += (weights[bin] ?? 0) * (parameters[from + bin] ?? 0)
  const squares = new Float64Array(last - first)
  for (let place = 0; place < squares.length; place += 1) {
    let sum = -offset
    for (let bin = 0, back = place; bin < bins; bin += 1, back += rows) sum += (weights[bin] ?? 0) * (means[back] ?? 0)
    squares[place] = sum * sum
  }
  for (let row = 0; row < count; row += 1) {
    let total = 0
    for (let bin = 0, place = (at[row] ?? 0) - span - first; bin < bins; bin += 1, place += rows)
      total += squares[place] ?? 0
    distances[row] = Math.sqrt(total / bins)
  }
}
