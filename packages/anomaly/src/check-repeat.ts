import type { Check, Observation } from './check.ts'
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
    fit: () => [],
    start: () => [0],
    step: (_, state, { seen, previous, idle }) => {
      if (!Number.isFinite(seen)) return 0
      state[0] = idle || seen !== previous || !counts(seen) ? 0 : (state[0] ?? 0) + 1
      return state[0]
    },
    tail: { kind: 'quantile', share: 0.998, floor: 3 },
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
    fit: ({ series, values }) => {
      const steps = lags(series)
      return steps.length === 0 || values.length < 2 * (steps[0] ?? 0) ? null : steps
    },
    start: (parameters) => parameters.map(() => 0),
    step: longestCopy,
    tail: { kind: 'quantile', share: 0.998, floor: 2 },
  }
}

function longestCopy(parameters: readonly number[], state: number[], row: Observation): number {
  if (!Number.isFinite(row.seen)) return 0
  const moved = !row.idle && row.seen !== row.previous
  let longest = 0
  for (let k = 0; k < parameters.length; k += 1) {
    const run = row.seen === row.ago(parameters[k] ?? 0) ? (state[k] ?? 0) + (moved ? 1 : 0) : 0
    state[k] = run
    if (run > longest) longest = run
  }
  return longest
}

/** Steps of history the copy check looks back over. */
export function ringLength(series: SeriesDescription): number {
  return isSubDaily(series) || series.granularity === 'daily' ? WEEKS_BACK * series.week + 1 : 1
}
