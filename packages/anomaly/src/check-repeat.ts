import { NO_PARAMETERS, type Check, type Rows } from './check.ts'
import { isSubDaily, type SeriesDescription } from './series.ts'

const WEEKS_BACK = 8

/**
 * Runs of equal readings, above and at zero apart: a plant that often stands still must not excuse a meter that
 * sticks at 1234.5. Dark rows of a generator do not count.
 */
export const STUCK: readonly Check[] = [stuckCheck('stuck', false), stuckCheck('stuck at zero', true)]

function stuckCheck(name: string, atZero: boolean): Check {
  return {
    name,
    code: 'stuck',
    isSpecific: true,
    source: 'reading',
    fit: () => NO_PARAMETERS,
    stateSize: () => 1,
    run: (_, state, { seen, previous, idle }, count, evidence) => {
      let run = state[0] ?? 0
      for (let row = 0; row < count; row += 1) {
        const reading = seen[row] ?? Number.NaN
        if (reading === reading)
          run = idle[row] === 1 || reading !== previous[row] || (reading === 0) !== atZero ? 0 : run + 1
        evidence[row] = reading === reading ? run : 0
      }
      state[0] = run
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
    run: longestCopies,
    weighing: { kind: 'counted', floor: 2 },
  }
}

/** Longest run of readings equal to those of any lag; shared by the checks for copies. */
export function longestCopies(
  parameters: Float64Array,
  state: Float64Array,
  { seen, previous, idle, at, readings }: Rows,
  count: number,
  evidence: Float64Array,
): void {
  evidence.fill(0, 0, count)
  for (let k = 0; k < parameters.length; k += 1) {
    const lag = parameters[k] ?? 0
    let run = state[k] ?? 0
    for (let row = 0; row < count; row += 1) {
      const reading = seen[row] ?? Number.NaN
      if (reading !== reading) continue
      if (reading !== readings[(at[row] ?? 0) - lag]) run = 0
      else if (idle[row] === 0 && reading !== previous[row]) run += 1
      if (run > (evidence[row] ?? 0)) evidence[row] = run
    }
    state[k] = run
  }
}

const RESIDUAL_WEEKS = 4
const MONTHS = 24

/** Steps remembered: eight weeks of readings, four of residuals (monthly two years of both). */
export function lookBack(series: SeriesDescription): { readonly readings: number; readonly residuals: number } {
  if (series.granularity === 'monthly') return { readings: MONTHS, residuals: MONTHS }
  return { readings: WEEKS_BACK * series.week + 1, residuals: RESIDUAL_WEEKS * series.week + 1 }
}
