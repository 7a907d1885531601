import type { Moment } from './calendar.ts'
import { solveSymmetric } from './cholesky.ts'
import type { Expectation, Training } from './expectation.ts'
import { eachFeature, featureCount, layoutOf, layoutSize } from './ridge-features.ts'
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
  stateSize: () => 0,
  expect(parameters, _, moment) {
    const from = layoutSize(parameters)
    let sum = parameters[from] ?? 0
    eachFeature(parameters, moment, (index, value) => {
      sum += value * (parameters[from + 1 + index] ?? 0)
    })
    return sum
  },
  learn: () => undefined,
}

type SparseRow = { readonly indices: number[]; readonly values: number[] }

function sparseRow(layout: Float64Array, moment: Moment): SparseRow {
  const row: SparseRow = { indices: [], values: [] }
  eachFeature(layout, moment, (index, value) => {
    row.indices.push(index)
    row.values.push(value)
  })
  return row
}

function weighted({ indices, values }: SparseRow, weights: Float64Array, from: number): number {
  let sum = 0
  for (let k = 0; k < indices.length; k += 1) sum += (values[k] ?? 0) * (weights[from + (indices[k] ?? 0)] ?? 0)
  return sum
}

function regress({ moments, readings }: Training, layout: Float64Array, middle: number): Float64Array {
  const rows = moments.flatMap((moment, row) => (Number.isFinite(readings[row]) ? [sparseRow(layout, moment)] : []))
  const targets = readings.filter(Number.isFinite).map((reading) => reading - middle)
  let trust = new Float64Array(targets.length).fill(1)
  let weights: Float64Array = new Float64Array(featureCount(layout))
  for (let round = 0; round < ROUNDS; round += 1) {
    weights = solve(rows, targets, trust, weights.length)
    const residuals = targets.map(
      (target, row) => target - weighted(rows[row] ?? { indices: [], values: [] }, weights, 0),
    )
    const limit = HUBER * scaleOf(residuals)
    trust = residuals.map((residual) => (Math.abs(residual) <= limit ? 1 : limit / Math.abs(residual)))
  }
  return weights
}

function solve(rows: readonly SparseRow[], targets: Float64Array, trust: Float64Array, size: number): Float64Array {
  const matrix = new Float64Array(size * size)
  const right = new Float64Array(size)
  for (let k = 0; k < size; k += 1) matrix[k * size + k] = PENALTY
  rows.forEach(({ indices, values }, row) => {
    const weight = trust[row] ?? 0
    for (let i = 0; i < indices.length; i += 1) {
      const at = indices[i] ?? 0
      const pull = weight * (values[i] ?? 0)
      right[at] = (right[at] ?? 0) + pull * (targets[row] ?? 0)
      for (let j = 0; j <= i; j += 1) {
        const cell = at * size + (indices[j] ?? 0)
        matrix[cell] = (matrix[cell] ?? 0) + pull * (values[j] ?? 0)
      }
    }
  })
  solveSymmetric(matrix, right)
  return right
}
