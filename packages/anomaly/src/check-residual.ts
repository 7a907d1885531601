import { NO_PARAMETERS, type Check, type ReasonCode } from './check.ts'
import { decayOf } from './robust.ts'
import { isSubDaily, rowsPerDay, type SeriesDescription } from './series.ts'

const MEASURED = { kind: 'measured', floor: 0.05 } as const

/** A single reading far from the expected one. State: slow baseline of the residual, and its feeder. */
export const spike: Check = {
  name: 'spike',
  code: 'spike',
  isSpecific: false,
  source: 'residual',
  fit: () => NO_PARAMETERS,
  stateSize: () => 0,
  run: (_, __, { rawResidual }, count, evidence) => {
    for (let row = 0; row < count; row += 1) {
      const size = Math.abs(rawResidual[row] ?? Number.NaN)
      evidence[row] = size === size ? size : 0
    }
  },
  weighing: { kind: 'measured', floor: 3 },
}

// An average that the history filled only a few times has shown next to nothing of its own range.
const HALF_LIVES_SEEN = 8

/** Level of the residual over half a day, 2 and 7 days (other steps: see {@link halfLives}) against a slow baseline. */
export const LEVELS: readonly Check[] = [levelCheck('level', 0), levelCheck('level', 1), levelCheck('drift', 2)]

// A long average remembers a shift for days after its end, so its evidence counts only as far as a shorter one agrees:
// geometric mean of both, nothing when they differ in sign. State: fast average, feeder, slow average of the feeder, then
// the shorter average. The feeder makes the baseline lag, so that a shift does not hide itself at once.
function levelCheck(code: ReasonCode, which: 0 | 1 | 2): Check {
  return {
    name: `${code} ${which}`,
    code,
    isSpecific: false,
    source: 'residual',
    fit: ({ series, values }) => {
      const { level, slow, feeder, gate } = halfLives(series)
      if (values.length < HALF_LIVES_SEEN * level[which]) return null
      return Float64Array.of(level[which], feeder, slow, gate[which]).map(decayOf)
    },
    stateSize: () => 4,
    run: (parameters, state, { residual, idle }, count, evidence) => {
      const [quick = 0, feed = 0, calm = 0, gate = 0] = parameters
      let [fast = 0, feeder = 0, slow = 0, short = 0] = state
      for (let row = 0; row < count; row += 1) {
        const now = residual[row] ?? Number.NaN
        if (idle[row] === 0 && now === now) {
          feeder = feeder + feed * (now - feeder)
          fast = fast + quick * (now - fast)
          slow = slow + calm * (feeder - slow)
          short = short + gate * (now - short)
        }
        const agreement = (fast - slow) * (short - slow)
        evidence[row] = agreement > 0 ? Math.sqrt(agreement) : 0
      }
      state[0] = fast
      state[1] = feeder
      state[2] = slow
      state[3] = short
    },
    weighing: MEASURED,
  }
}

/** Change of the step-to-step movement of the residual, up or down, against its slow average. */
export const volatility: Check = {
  name: 'volatility',
  code: 'volatility',
  isSpecific: false,
  source: 'residual',
  fit: ({ series, values }) => {
    const { level, slow, feeder } = halfLives(series)
    if (values.length < HALF_LIVES_SEEN * level[0]) return null
    return Float64Array.of(level[0] * (isSubDaily(series) ? 1 : 2), feeder, slow).map(decayOf)
  },
  stateSize: () => 4,
  start: (_, state) => state.fill(0.7, 0, 3),
  run: (parameters, state, { residual, idle }, count, evidence) => {
    const [quick = 0, feed = 0, calm = 0] = parameters
    let [fast = 0, feeder = 0, slow = 0, last = 0] = state
    for (let row = 0; row < count; row += 1) {
      const now = residual[row] ?? Number.NaN
      if (idle[row] === 0 && now === now) {
        const moved = Math.abs(now - last)
        feeder = feeder + feed * (moved - feeder)
        fast = fast + quick * (moved - fast)
        slow = slow + calm * (feeder - slow)
        last = now
      }
      evidence[row] = fast > slow ? (fast + 0.1) / (slow + 0.1) - 1 : (slow + 0.1) / (fast + 0.1) - 1
    }
    state[0] = fast
    state[1] = feeder
    state[2] = slow
    state[3] = last
  },
  weighing: MEASURED,
}

function halfLives(series: SeriesDescription): {
  readonly level: readonly [number, number, number]
  readonly gate: readonly [number, number, number]
  readonly feeder: number
  readonly slow: number
} {
  if (series.granularity === 'monthly') return { level: [2, 3, 6], gate: [1, 1, 2], feeder: 6, slow: 12 }
  if (series.granularity === 'daily') return { level: [3, 7, 28], gate: [1, 2, 5], feeder: 28, slow: 90 }
  const day = rowsPerDay(series)
  return {
    level: [day / 2, 2 * day, 7 * day],
    gate: [day / 4, day / 2, day],
    feeder: 7 * day,
    slow: 28 * day,
  }
}
