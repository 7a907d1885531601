import { solveSymmetric } from './cholesky.ts'
import type { Expectation, Training } from './expectation.ts'
import { blankRow, featureCount, fillFeatures, layoutOf, layoutSize } from './ridge-features.ts'
import { median, scaleOf } from './robust.ts'

const ROUNDS = 4
/** Residuals beyond this many scales pull with constant force only. */
const HUBER = 1.345
/** In rows: an effect seen in this many rows is shrunk to half. */
const PENALTY = 2
const LEAST_ROWS = 20

/**
 * Huber regression with a ridge penalty on calendar, season and covariates (hinges at the quartiles, slopes by hour).
 * Iteratively reweighted normal equations; features are sparse, so a round costs rows × (features per row)².
 * Parameters: layout of the features, middle of the readings, one weight per feature.
 */
export const ridge: Expectation = {
  name: 'ridge',
  handicap: 1,
  fit(training) {
    const present = training.readings.reduce((count, reading) => (Number.isFinite(reading) ? count + 1 : count), 0)
    if (present < LEAST_ROWS) return { notEvaluated: `needs ${LEAST_ROWS} readings, found ${present}` }
    const layout = layoutOf(training)
    const features = featureCount(layout)
    if (present < features) return { notEvaluated: `${present} readings for ${features} features` }
    const middle = median(training.readings)
    const weights = regress(training, layout, middle)
    const parameters = new Float64Array(layout.length + 1 + weights.length)
    parameters.set(layout)
    parameters[layout.length] = middle
    parameters.set(weights, layout.length + 1)
    return parameters
  },
  predict(parameters, moments, count, expected) {
    const from = layoutSize(parameters)
    const row = blankRow(parameters)
    for (let at = 0; at < count; at += 1) {
      fillFeatures(parameters, moments, at, row)
      let sum = parameters[from] ?? 0
      for (let k = 0; k < row.size; k += 1)
        sum += (row.values[k] ?? 0) * (parameters[from + 1 + (row.indices[k] ?? 0)] ?? 0)
      expected[at] = sum
    }
  },
  follow: () => 0,
}

/** The features of all rows with a reading, one row after another; every row has equally many. */
type SparseRows = { readonly indices: Int32Array; readonly values: Float64Array; readonly width: number }

function sparseRows({ moments, readings }: Training, layout: Float64Array): SparseRows {
  const row = blankRow(layout)
  const present = readings.reduce((count, reading) => (Number.isFinite(reading) ? count + 1 : count), 0)
  const indices = new Int32Array(present * row.indices.length)
  const values = new Float64Array(indices.length)
  let filled = 0
  for (let at = 0; at < readings.length; at += 1) {
    if (!Number.isFinite(readings[at])) continue
    fillFeatures(layout, moments, at, row)
    indices.set(row.indices.subarray(0, row.size), filled)
    values.set(row.values.subarray(0, row.size), filled)
    filled += row.size
  }
  return { indices, values, width: row.size }
}

function regress(training: Training, layout: Float64Array, middle: number): Float64Array {
  const rows = sparseRows(training, layout)
  const targets = training.readings.filter(Number.isFinite).map((reading) => reading - middle)
  let trust = new Float64Array(targets.length).fill(1)
  let weights: Float64Array = new Float64Array(featureCount(layout))
  for (let round = 0; round < ROUNDS; round += 1) {
    weights = solve(rows, targets, trust, weights.length)
    const residuals = targets.map((target, row) => target - weighted(rows, row, weights))
    const limit = HUBER * scaleOf(residuals)
    trust = residuals.map((residual) => (Math.abs(residual) <= limit ? 1 : limit / Math.abs(residual)))
  }
  return weights
}

function weighted({ indices, values, width }: SparseRows, row: number, weights: Float64Array): number {
  let sum = 0
  for (let k = row * width; k < (row + 1) * width; k += 1) sum += (values[k] ?? 0) * (weights[indices[k] ?? 0] ?? 0)
  return sum
}

function solve(rows: SparseRows, targets: Float64Array, trust: Float64Array, size: number): Float64Array {
  const { indices, values, width } = rows
  const matrix = new Float64Array(size * size)
  const right = new Float64Array(size)
  for (let k = 0; k < size; k += 1) matrix[k * size + k] = PENALTY
  for (let row = 0; row < targets.length; row += 1) {
    const weight = trust[row] ?? 0
    const from = row * width
    for (let i = from; i < from + width; i += 1) {
      const at = indices[i] ?? 0
      const pull = weight * (values[i] ?? 0)
      right[at] = (right[at] ?? 0) + pull * (targets[row] ?? 0)
      for (let j = from; j <= i; j += 1) {
        const cell = at * size + (indices[j] ?? 0)
        matrix[cell] = (matrix[cell] ?? 0) + pull * (values[j] ?? 0)
      }
    }
  }
  solveSymmetric(matrix, right)
  return right
}
