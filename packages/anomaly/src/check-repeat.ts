import type { Check } from './check.ts'
import { isSubDaily } from './series.ts'

const WEEKS_BACK = 8

/** Run of equal readings. Dark rows of a generator do not count. */
export const stuck: Check = {
  name: 'stuck',
  code: 'stuck',
  isSpecific: true,
  fit: () => [],
  start: () => [0],
  step: (_, state, row) => {
    if (!Number.isFinite(row.seen)) return 0
    state[0] = row.idle || row.seen !== row.previous ? 0 : (state[0] ?? 0) + 1
    return state[0]
  },
  tail: { kind: 'quantile', share: 0.998, floor: 3 },
}

/**
 * Run of readings that equal those one to eight weeks earlier, counting only readings that moved. Parameters:
 * steps back of each lag.
 */
export const copied: Check = {
  name: 'copied',
  code: 'copied',
  isSpecific: true,
  fit: ({ series, values }) => {
    const step = series.week
    if (series.granularity === 'monthly' || values.length < 2 * step) return null
    return Array.from({ length: WEEKS_BACK }, (_, k) => (k + 1) * step)
  },
  start: (parameters) => parameters.map(() => 0),
  step: (parameters, state, row) => {
    if (!Number.isFinite(row.seen)) return 0
    const moved = !row.idle && row.seen !== row.previous
    let longest = 0
    for (let k = 0; k < parameters.length; k += 1) {
      const run = row.seen === row.ago(parameters[k] ?? 0) ? (state[k] ?? 0) + (moved ? 1 : 0) : 0
      state[k] = run
      if (run > longest) longest = run
    }
    return longest
  },
  tail: { kind: 'quantile', share: 0.998, floor: 2 },
}

/** Steps of history the copy check looks back over. */
export function ringLength(series: Parameters<Check['fit']>[0]['series']): number {
  return isSubDaily(series) || series.granularity === 'daily' ? WEEKS_BACK * series.week + 1 : 1
}
