import { ago, type Check } from './check.ts'
import { historyDays, SHORT_HISTORY_DAYS } from './history-length.ts'
import { decayOf } from './robust.ts'
import { isSubDaily } from './series.ts'

const MOST_HOURS = 6

/**
 * A clock that is wrong: the readings fit the expected ones of another hour better than those of their own.
 * Parameters: weight of the newest row, rows per hour. State: mean square misfit at no shift, then for every shift of 1
 * to 6 hours behind and ahead; then the expected readings of the last hours, newest first.
 */
export const timeShift: Check = {
  name: 'time shift',
  code: 'shape',
  isSpecific: false,
  source: 'first residual',
  fit: ({ series, moments }) => {
    if (!isSubDaily(series) || series.period < 24 || historyDays(moments) < SHORT_HISTORY_DAYS) return null
    return Float64Array.of(decayOf(series.period / 2), Math.round(series.period / 24))
  },
  stateSize: (parameters) => 1 + 2 * MOST_HOURS + MOST_HOURS * (parameters[1] ?? 1) + 1,
  step: (parameters, state, row) => {
    const { expected, seen, scale } = row
    if (!Number.isFinite(seen) || !Number.isFinite(expected)) return 0
    const weight = parameters[0] ?? 0
    const perHour = parameters[1] ?? 1
    const kept = MOST_HOURS * perHour
    const from = 1 + 2 * MOST_HOURS
    state.copyWithin(from + 1, from, from + kept)
    state[from] = expected
    const floor = 0.25
    const own = track(state, 0, weight, (seen - expected) / scale)
    let most = 0
    for (let hour = 1; hour <= MOST_HOURS; hour += 1) {
      const late = track(state, 2 * hour - 1, weight, (seen - (state[from + hour * perHour] ?? 0)) / scale)
      const early = track(state, 2 * hour, weight, (ago(row, hour * perHour) - expected) / scale)
      most = Math.max(most, (own + floor) / (Math.min(late, early) + floor))
    }
    return most
  },
  weighing: { kind: 'measured', floor: 1.2 },
}

const MOST = 8

function track(state: Float64Array, at: number, weight: number, misfit: number): number {
  const held = Number.isFinite(misfit) ? Math.min(MOST, Math.abs(misfit)) : MOST
  const mean = (state[at] ?? 0) + weight * (held * held - (state[at] ?? 0))
  state[at] = mean
  return mean
}
