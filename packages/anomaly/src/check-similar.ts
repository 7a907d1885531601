import type { Check, Rows } from './check.ts'
import { historyDays, SHORT_HISTORY_DAYS } from './history-length.ts'
import { decayOf } from './robust.ts'
import { isSubDaily, type SeriesDescription } from './series.ts'

/**
 * Correlation of the recent residuals with those of the same hours some days or weeks ago, each lag on its own: a copy
 * that was scaled, shifted or sprinkled with noise still carries the old weather. Parameters: weight of the newest row,
 * lags. State: mean square of the residual; per lag its mean square and the mean product.
 */
export const similar: Check = {
  name: 'similar',
  code: 'copied',
  isSpecific: false,
  source: 'first residual',
  fit: ({ series, values, moments }) => {
    const lags = lagsOf(series)
    if (lags.length === 0 || historyDays(moments) < SHORT_HISTORY_DAYS || values.length < 3 * Math.min(...lags))
      return null
    return Float64Array.of(decayOf(isSubDaily(series) ? series.period / 2 : 5), ...lags)
  },
  stateSize: (parameters) => 1 + 2 * (parameters.length - 1),
  run: (parameters, state, rows, count, evidence) => {
    const weight = parameters[0] ?? 0
    const own = new Float64Array(count)
    state[0] = meanSquares(rows, count, weight, state[0] ?? 0, own)
    evidence.fill(0, 0, count)
    for (let k = 1; k < parameters.length; k += 1)
      shareOfLag(rows, { lag: parameters[k] ?? 0, weight, own, state, at: 2 * k - 1 }, count, evidence)
    for (let row = 0; row < count; row += 1) {
      const most = evidence[row] ?? 0
      evidence[row] = most / (1.02 - Math.min(most, 1))
    }
  },
  weighing: { kind: 'measured', floor: 0.3 },
}

/** Writes the mean square of the residual up to every row, NaN for a row to be skipped. */
function meanSquares(
  { residual, idle }: Rows,
  count: number,
  weight: number,
  before: number,
  squares: Float64Array,
): number {
  let mean = before
  for (let row = 0; row < count; row += 1) {
    const now = residual[row] ?? Number.NaN
    const isKnown = idle[row] === 0 && now === now
    if (isKnown) mean += weight * (now * now - mean)
    squares[row] = isKnown ? mean : Number.NaN
  }
  return mean
}

type Lag = {
  readonly lag: number
  readonly weight: number
  readonly own: Float64Array
  readonly state: Float64Array
  readonly at: number
}

/** Raises the evidence of every row to the squared correlation with the residuals of one lag, if that is more. */
function shareOfLag(
  { residual, residuals, at: places }: Rows,
  { lag, weight, own, state, at }: Lag,
  count: number,
  evidence: Float64Array,
): void {
  let square = state[at] ?? 0
  let product = state[at + 1] ?? 0
  for (let row = 0; row < count; row += 1) {
    const mean = own[row] ?? Number.NaN
    if (mean !== mean) continue
    const earlier = residuals[(places[row] ?? 0) - lag] ?? Number.NaN
    const known = earlier === earlier ? earlier : 0
    square += weight * (known * known - square)
    product += weight * (known * (residual[row] ?? 0) - product)
    if (product <= 0) continue
    const share = (product * product) / (mean * square + 0.02)
    if (share > (evidence[row] ?? 0)) evidence[row] = share
  }
  state[at] = square
  state[at + 1] = product
}

function lagsOf(series: SeriesDescription): number[] {
  if (series.granularity === 'monthly') return []
  const weeks = [1, 2, 3, 4].map((week) => week * series.week)
  return isSubDaily(series) ? [...[1, 2, 3, 4, 5, 6].map((day) => day * series.period), ...weeks] : weeks
}
