import type { Check, ReasonCode } from './check.ts'
import { decayOf } from './robust.ts'
import { isSubDaily, rowsPerDay, type SeriesDescription } from './series.ts'

const TAIL = { kind: 'quantile', share: 0.998, floor: 0.05 } as const

/** A single reading far from the expected one. State: slow baseline of the residual, and its feeder. */
export const spike: Check = {
  name: 'spike',
  code: 'spike',
  isSpecific: false,
  fit: () => [],
  start: () => [],
  step: (_, __, row) => (Number.isFinite(row.rawResidual) ? Math.abs(row.rawResidual) : 0),
  tail: { ...TAIL, floor: 3 },
}

// An average that the history filled only a few times has shown next to nothing of its own range.
const HALF_LIVES_SEEN = 8

/** Level of the residual over half a day, 2 and 7 days (other steps: see {@link halfLives}) against a slow baseline. */
export const LEVELS: readonly Check[] = [levelCheck('level', 0), levelCheck('level', 1), levelCheck('drift', 2)]

function levelCheck(code: ReasonCode, which: 0 | 1 | 2): Check {
  return {
    name: `${code} ${which}`,
    code,
    isSpecific: false,
    fit: ({ series, values }) => {
      const { level, slow, feeder } = halfLives(series)
      if (values.length < HALF_LIVES_SEEN * level[which]) return null
      return [level[which], feeder, slow].map(decayOf)
    },
    start: () => [0, 0, 0],
    step: (parameters, state, row) => {
      if (!row.idle && Number.isFinite(row.residual)) follow(parameters, state, row.residual)
      return Math.abs((state[0] ?? 0) - (state[2] ?? 0))
    },
    tail: TAIL,
  }
}

// State: fast average, feeder, slow average of the feeder. The feeder makes the baseline lag, so that a shift does
// not hide itself at once.
function follow(parameters: readonly number[], state: number[], input: number): void {
  const [fast = 0, feeder = 0, slow = 0] = state
  const nextFeeder = feeder + (parameters[1] ?? 0) * (input - feeder)
  state[0] = fast + (parameters[0] ?? 0) * (input - fast)
  state[1] = nextFeeder
  state[2] = slow + (parameters[2] ?? 0) * (nextFeeder - slow)
}

/** Change of the step-to-step movement of the residual, up or down, against its slow average. */
export const volatility: Check = {
  name: 'volatility',
  code: 'volatility',
  isSpecific: false,
  fit: ({ series, values }) => {
    const { level, slow, feeder } = halfLives(series)
    if (values.length < HALF_LIVES_SEEN * level[0]) return null
    return [level[0] * (isSubDaily(series) ? 1 : 2), feeder, slow].map(decayOf)
  },
  start: () => [0.7, 0.7, 0.7, 0],
  step: (parameters, state, row) => {
    if (!row.idle && Number.isFinite(row.residual)) {
      follow(parameters, state, Math.abs(row.residual - (state[3] ?? 0)))
      state[3] = row.residual
    }
    const [fast = 0, , slow = 0] = state
    return (Math.max(fast, slow) + 0.1) / (Math.min(fast, slow) + 0.1) - 1
  },
  tail: TAIL,
}

function halfLives(series: SeriesDescription): {
  readonly level: readonly [number, number, number]
  readonly feeder: number
  readonly slow: number
} {
  if (series.granularity === 'monthly') return { level: [2, 3, 6], feeder: 6, slow: 12 }
  if (series.granularity === 'daily') return { level: [3, 7, 28], feeder: 28, slow: 90 }
  const day = rowsPerDay(series)
  return { level: [day / 2, 2 * day, 7 * day], feeder: 7 * day, slow: 28 * day }
}
