import type { Check } from './check.ts'
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
  stateSize: (parameters) => EXPECTED + MOST_HOURS * (parameters[1] ?? 1) + 1,
  run: (parameters, state, { expected, seen, scale, at, readings }, count, evidence) => {
    const weight = parameters[0] ?? 0
    const perHour = parameters[1] ?? 1
    for (let row = 0; row < count; row += 1) {
      const reading = seen[row] ?? Number.NaN
      const usual = expected[row] ?? Number.NaN
      if (reading !== reading || usual !== usual) {
        evidence[row] = 0
        continue
      }
      remember(state, MOST_HOURS * perHour, usual)
      const unit = scale[row] ?? 1
      const here = at[row] ?? 0
      const own = track(state, 0, weight, (reading - usual) / unit)
      let least = Number.POSITIVE_INFINITY
      for (let hour = 1; hour <= MOST_HOURS; hour += 1) {
        const late = track(state, 2 * hour - 1, weight, (reading - (state[EXPECTED + hour * perHour] ?? 0)) / unit)
        const ahead = readings[here - hour * perHour] ?? Number.NaN
        const early = track(state, 2 * hour, weight, (ahead - usual) / unit)
        if (late < least) least = late
        if (early < least) least = early
      }
      evidence[row] = (own + FLOOR) / (least + FLOOR)
    }
  },
  weighing: { kind: 'measured', floor: 1.2 },
}

const MOST = 8
const FLOOR = 0.25
/** Where the expected readings begin in the state. */
const EXPECTED = 1 + 2 * MOST_HOURS

function remember(state: Float64Array, kept: number, usual: number): void {
  for (let k = EXPECTED + kept; k > EXPECTED; k -= 1) state[k] = state[k - 1] ?? 0
  state[EXPECTED] = usual
}

function track(state: Float64Array, at: number, weight: number, misfit: number): number {
  const size = Math.abs(misfit)
  const held = size < MOST ? size : MOST
  const mean = (state[at] ?? 0) + weight * (held * held - (state[at] ?? 0))
  state[at] = mean
  return mean
}
