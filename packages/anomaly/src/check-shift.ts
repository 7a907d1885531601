import type { Check, Rows } from './check.ts'
import { historyDays, SHORT_HISTORY_DAYS } from './history-length.ts'
import { decayOf } from './robust.ts'
import { isSubDaily } from './series.ts'

const MOST_HOURS = 6

/**
 * A clock that is wrong: the readings fit the expected ones of another hour better than those of their own.
 * Parameters: weight of the newest row, rows per hour. State: mean square misfit at no shift, then for every shift of 1
 * to 6 hours behind and ahead; then the expected readings of the last hours, oldest first.
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
  stateSize: (parameters) => EXPECTED + MOST_HOURS * (parameters[1] ?? 1),
  run: (parameters, state, rows, count, evidence) => {
    const [weight = 0, perHour = 1] = parameters
    const past = pastExpected(state, MOST_HOURS * perHour, rows, count)
    const least = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
    for (let hour = 1; hour <= MOST_HOURS; hour += 1) {
      const shift = hour * perHour
      track(rows, past, { state, at: 2 * hour - 1, weight, late: shift, early: 0 }, count, least)
      track(rows, past, { state, at: 2 * hour, weight, late: 0, early: shift }, count, least)
    }
    const own = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
    track(rows, past, { state, at: 0, weight, late: 0, early: 0 }, count, own)
    for (let row = 0; row < count; row += 1)
      evidence[row] = (past.place[row] ?? -1) < 0 ? 0 : ((own[row] ?? 0) + FLOOR) / ((least[row] ?? 0) + FLOOR)
  },
  weighing: { kind: 'measured', floor: 1.2 },
}

const MOST = 8
const FLOOR = 0.25
/** Where the expected readings begin in the state. */
const EXPECTED = 1 + 2 * MOST_HOURS

/** Expected readings, oldest first, and the place of every row in them; −1 for a row to be skipped; 1 ÷ its scale. */
type Past = { readonly expected: Float64Array; readonly place: Int32Array; readonly perUnit: Float64Array }

/** The expected readings kept, then those of the rows; the newest are kept for the next run. */
function pastExpected(state: Float64Array, kept: number, { seen, expected, scale }: Rows, count: number): Past {
  const perUnit = scale.slice(0, count)
  const past = { expected: new Float64Array(kept + count), place: new Int32Array(count).fill(-1), perUnit }
  for (let row = 0; row < count; row += 1) perUnit[row] = 1 / (perUnit[row] ?? 1)
  past.expected.set(state.subarray(EXPECTED, EXPECTED + kept))
  let next = kept
  for (let row = 0; row < count; row += 1) {
    const reading = seen[row] ?? Number.NaN
    const usual = expected[row] ?? Number.NaN
    if (reading !== reading || usual !== usual) continue
    past.expected[next] = usual
    past.place[row] = next
    next += 1
  }
  state.set(past.expected.subarray(next - kept, next), EXPECTED)
  return past
}

type Shift = {
  readonly state: Float64Array
  readonly at: number
  readonly weight: number
  readonly late: number
  readonly early: number
}

/** Follows the mean square misfit at one shift, and lowers `least` to it where it is less. */
function track(
  { at: places, readings }: Rows,
  { expected, place, perUnit }: Past,
  { state, at, weight, late, early }: Shift,
  count: number,
  least: Float64Array,
): void {
  let mean = state[at] ?? 0
  for (let row = 0; row < count; row += 1) {
    const here = place[row] ?? -1
    if (here < 0) continue
    const gap = (readings[(places[row] ?? 0) - early] ?? Number.NaN) - (expected[here - late] ?? 0)
    const size = Math.abs(gap * (perUnit[row] ?? 1))
    const held = size < MOST ? size : MOST
    mean += weight * (held * held - mean)
    if (mean < (least[row] ?? 0)) least[row] = mean
  }
  state[at] = mean
}
