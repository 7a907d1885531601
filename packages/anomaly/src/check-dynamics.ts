import { solveSymmetric } from './cholesky.ts'
import type { Check, CheckContext } from './check.ts'
import type { SeriesDescription } from './series.ts'

const MEASURED = { kind: 'measured', floor: 0.05 } as const
const LEAST_PAIRS = 50

/**
 * What the last residuals do not foretell: a jump that is small against the whole spread but large for a series that
 * moves slowly. Parameters: lags in steps, then their weights, fitted to the history by least squares.
 */
export const innovation: Check = {
  name: 'innovation',
  code: 'spike',
  isSpecific: false,
  source: 'residual',
  fit: (context) => {
    const lags = lagsOf(context.series)
    const weights = autoregression(context, lags)
    return weights === null ? null : Float64Array.of(...lags, ...weights)
  },
  stateSize: () => 0,
  run: (parameters, _, { residual, residuals, at, idle }, count, evidence) => {
    const lags = parameters.length / 2
    for (let row = 0; row < count; row += 1) {
      const own = residual[row] ?? Number.NaN
      if (idle[row] === 1 || own !== own) {
        evidence[row] = 0
        continue
      }
      const here = at[row] ?? 0
      let foretold = 0
      for (let k = 0; k < lags; k += 1) {
        const earlier = residuals[here - (parameters[k] ?? 0)] ?? Number.NaN
        if (earlier === earlier) foretold += (parameters[lags + k] ?? 0) * earlier
      }
      evidence[row] = Math.abs(own - foretold)
    }
  },
  weighing: MEASURED,
}

function lagsOf({ granularity, period }: SeriesDescription): number[] {
  if (granularity === 'monthly') return [1, 2]
  return granularity === 'daily' ? [1, 2, 7] : [1, 2, 3, period, period + 1]
}

function autoregression({ residuals }: CheckContext, lags: readonly number[]): Float64Array | null {
  const size = lags.length
  const matrix = new Float64Array(size * size)
  const right = new Float64Array(size)
  let pairs = 0
  for (let row = Math.max(...lags); row < residuals.length; row += 1) {
    const target = residuals[row] ?? Number.NaN
    const inputs = lags.map((lag) => residuals[row - lag] ?? Number.NaN)
    if (!Number.isFinite(target) || !inputs.every(Number.isFinite)) continue
    pairs += 1
    for (let i = 0; i < size; i += 1) {
      right[i] = (right[i] ?? 0) + target * (inputs[i] ?? 0)
      for (let j = 0; j < size; j += 1)
        matrix[i * size + j] = (matrix[i * size + j] ?? 0) + (inputs[i] ?? 0) * (inputs[j] ?? 0)
    }
  }
  if (pairs < LEAST_PAIRS) return null
  for (let i = 0; i < size; i += 1) matrix[i * size + i] = (matrix[i * size + i] ?? 0) * 1.01 + 1e-6
  solveSymmetric(matrix, right)
  return right
}
