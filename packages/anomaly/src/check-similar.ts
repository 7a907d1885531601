import type { Check } from './check.ts'
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
  run: (parameters, state, { residual, residuals, at, idle }, count, evidence) => {
    const weight = parameters[0] ?? 0
    for (let row = 0; row < count; row += 1) {
      const now = residual[row] ?? Number.NaN
      if (idle[row] === 1 || now !== now) {
        evidence[row] = 0
        continue
      }
      const here = at[row] ?? 0
      const own = (state[0] ?? 0) + weight * (now * now - (state[0] ?? 0))
      state[0] = own
      let most = 0
      for (let k = 1; k < parameters.length; k += 1) {
        const earlier = residuals[here - (parameters[k] ?? 0)] ?? Number.NaN
        const known = earlier === earlier ? earlier : 0
        const square = (state[2 * k - 1] ?? 0) + weight * (known * known - (state[2 * k - 1] ?? 0))
        const product = (state[2 * k] ?? 0) + weight * (known * now - (state[2 * k] ?? 0))
        state[2 * k - 1] = square
        state[2 * k] = product
        const share = product > 0 ? (product * product) / (own * square + 0.02) : 0
        if (share > most) most = share
      }
      evidence[row] = most / (1.02 - Math.min(most, 1))
    }
  },
  weighing: { kind: 'measured', floor: 0.3 },
}

function lagsOf(series: SeriesDescription): number[] {
  if (series.granularity === 'monthly') return []
  const weeks = [1, 2, 3, 4].map((week) => week * series.week)
  return isSubDaily(series) ? [...[1, 2, 3, 4, 5, 6].map((day) => day * series.period), ...weeks] : weeks
}
