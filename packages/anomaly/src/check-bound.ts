import { type Check, type CheckContext } from './check.ts'
import { historyDays } from './history-length.ts'
import { finiteSorted, sortedQuantile } from './robust.ts'

const BOUND = { kind: 'bound' } as const

/** Outside the readings of the history by a tenth of their width. Parameters: lowest, highest, width. */
export const range: Check = {
  name: 'range',
  code: 'range',
  isSpecific: false,
  source: 'reading',
  fit: ({ values }) => {
    const sorted = finiteSorted(values)
    const low = sortedQuantile(sorted, 0.0005)
    const high = sortedQuantile(sorted, 0.9995)
    return sorted.length < 10 || high === low ? null : Float64Array.of(low, high, high - low)
  },
  stateSize: () => 0,
  run: (parameters, _, { seen }, count, evidence) => {
    const low = parameters[0] ?? 0
    const high = parameters[1] ?? 0
    const width = parameters[2] ?? 1
    for (let row = 0; row < count; row += 1) {
      const reading = seen[row] ?? Number.NaN
      evidence[row] = reading > high ? (reading - high) / width : reading < low ? (low - reading) / width : 0
    }
  },
  weighing: { kind: 'measured', floor: 0.1 },
}

/** Above the nameplate, or above what the history reached if that is more. Parameter: the bound. */
export const nameplate: Check = {
  name: 'nameplate',
  code: 'nameplate',
  isSpecific: true,
  source: 'reading',
  fit: ({ series, values }) => {
    if (series.nameplate === null) return null
    return Float64Array.of(Math.max(series.nameplate, finiteSorted(values).at(-1) ?? 0) * 1.02)
  },
  stateSize: () => 0,
  run: (parameters, _, { seen }, count, evidence) => {
    const bound = parameters[0] ?? 0
    for (let row = 0; row < count; row += 1) {
      const reading = seen[row] ?? Number.NaN
      evidence[row] = reading > bound ? reading / bound + 0.2 : 0
    }
  },
  weighing: BOUND,
}

/** Below zero where the history never was. Parameter: a tenth of the median reading, for scale. */
export const negative: Check = {
  name: 'negative',
  code: 'negative',
  isSpecific: true,
  source: 'reading',
  fit: ({ values }) => {
    const sorted = finiteSorted(values)
    const lowest = sorted[0]
    if (lowest === undefined || lowest < 0) return null
    return Float64Array.of(Math.max(sortedQuantile(sorted, 0.9) / 10, Number.MIN_VALUE))
  },
  stateSize: () => 0,
  run: (parameters, _, { seen }, count, evidence) => {
    const unit = parameters[0] ?? 1
    for (let row = 0; row < count; row += 1) {
      const reading = seen[row] ?? Number.NaN
      evidence[row] = reading < 0 ? 1 - reading / unit : 0
    }
  },
  weighing: BOUND,
}

const SMALL = 0.01
const FULL_YEAR_DAYS = 300

/**
 * Generation in a slot that was dark throughout the history. Parameters: threshold, then 1 for every dark
 * (month, slot).
 */
export const night: Check = {
  name: 'night',
  code: 'night',
  isSpecific: true,
  source: 'reading',
  fit: (context) => {
    if (context.series.kind !== 'solar' || context.slots < 12) return null
    const small = SMALL * sortedQuantile(finiteSorted(context.values), 0.99)
    return small > 0 ? Float64Array.of(small, ...darkSlots(context, small)) : null
  },
  stateSize: () => 0,
  run: (parameters, _, { seen, moments }, count, evidence) => {
    const small = parameters[0] ?? 0
    const slots = (parameters.length - 1) / 12
    for (let row = 0; row < count; row += 1) {
      const reading = seen[row] ?? Number.NaN
      const isFound = reading > small && isDark(parameters, moments.month[row] ?? 0, moments.slot[row] ?? 0, slots)
      evidence[row] = isFound ? 1 + reading / small / 10 : 0
    }
  },
  weighing: BOUND,
}

/** Whether the fitted table calls a slot dark. */
function isDark(parameters: Float64Array, month: number, slot: number, slots: number): boolean {
  return parameters[1 + month * slots + slot] === 1
}

// A slot is dark in a month when it never exceeded the threshold in that month and its neighbours, nor within an
// hour of it; under a year of history, when it never did at all, nor within two hours: days grow longer.
function darkSlots({ slots, moments, values }: CheckContext, small: number): number[] {
  const isYear = historyDays(moments) >= FULL_YEAR_DAYS
  const lit = new Uint8Array(12 * slots)
  const reach = Math.round((slots / 24) * (isYear ? 1 : 2))
  values.forEach((value, row) => {
    if (!(value > small)) return
    const months = isYear ? [-1, 0, 1] : [...Array(12).keys()]
    for (const shift of months) {
      const month = ((moments.month[row] ?? 0) + shift + 12) % 12
      for (let near = -reach; near <= reach; near += 1)
        lit[month * slots + (((moments.slot[row] ?? 0) + near + slots) % slots)] = 1
    }
  })
  return Array.from(lit, (isLit) => 1 - isLit)
}
