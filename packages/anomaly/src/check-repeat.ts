import { ago, NO_PARAMETERS, type Check, type Observation } from './check.ts'
import { isSubDaily, type SeriesDescription } from './series.ts'

const WEEKS_BACK = 8

/**
 * Runs of equal readings, above and at zero apart: a plant that often stands still must not excuse a meter that
 * sticks at 1234.5. Dark rows of a generator do not count.
 */
export const STUCK: readonly Check[] = [
  stuckCheck('stuck', (reading) => reading !== 0),
  stuckCheck('stuck at zero', (reading) => reading === 0),
]

function stuckCheck(name: string, counts: (reading: number) => boolean): Check {
  return {
    name,
    code: 'stuck',
    isSpecific: true,
    source: 'reading',
    fit: () => NO_PARAMETERS,
    stateSize: () => 1,
    step: (_, state, { seen, previous, idle }) => {
      if (!Number.isFinite(seen)) return 0
      const run = idle || seen !== previous || !counts(seen) ? 0 : (state[0] ?? 0) + 1
      state[0] = run
      return run
    },
    weighing: { kind: 'counted', floor: 3 },
  }
}

/** Runs of readings that equal those one to eight weeks, and one to six days, earlier. */
export const COPIED: readonly Check[] = [
  copiedCheck('copied', ({ granularity, week }) => (granularity === 'monthly' ? [] : lagsOf(WEEKS_BACK, week))),
  copiedCheck('copied day', (series) => (isSubDaily(series) ? lagsOf(6, series.period) : [])),
]

function lagsOf(count: number, step: number): number[] {
  return Array.from({ length: count }, (_, k) => (k + 1) * step)
}

// Only readings that moved count. Parameters: steps back of each lag; state: run per lag.
function copiedCheck(name: string, lags: (series: SeriesDescription) => readonly number[]): Check {
  return {
    name,
    code: 'copied',
    isSpecific: true,
    source: 'reading',
    fit: ({ series, values }) => {
      const steps = lags(series)
      return steps.length === 0 || values.length < 2 * (steps[0] ?? 0) ? null : Float64Array.from(steps)
    },
    stateSize: (parameters) => parameters.length,
    step: longestCopy,
    weighing: { kind: 'counted', floor: 2 },
  }
}

function longestCopy(parameters: Float64Array, state: Float64Array, row: Observation): number {
  if (!Number.isFinite(row.seen)) return 0
  const moved = !row.idle && row.seen !== row.previous
  let longest = 0
  for (let k = 0; k < parameters.length; k += 1) {
    const run = row.seen === ago(row, parameters[k] ?? 0) ? (state[k] ?? 0) + (moved ? 1 : 0) : 0
    state[k] = run
    if (run > longest) longest = run
  }
  return longest
}

const RESIDUAL_WEEKS = 4
const MONTHS = 24

/**
 * Steps the rings look back over: eight weeks of readings, four of residuals (monthly two years of both). The first is a
 * whole multiple of the second.
 */
export function ringLengths(series: SeriesDescription): { readonly readings: number; readonly residuals: number } {
  if (series.granularity === 'monthly') return { readings: MONTHS, residuals: MONTHS }
  const residuals = RESIDUAL_WEEKS * series.week + 1
  return { readings: (WEEKS_BACK / RESIDUAL_WEEKS) * residuals, residuals }
}
