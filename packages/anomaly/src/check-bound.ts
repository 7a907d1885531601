import type { Check, CheckContext } from './check.ts'
import { finiteSorted, sortedQuantile } from './robust.ts'

const BOUND = { kind: 'bound' } as const

/** Outside the readings of the history by a tenth of their width. Parameters: lowest, highest, width. */
export const range: Check = {
  name: 'range',
  code: 'range',
  isSpecific: false,
  fit: ({ values }) => {
    const sorted = finiteSorted(values)
    const low = sortedQuantile(sorted, 0.0005)
    const high = sortedQuantile(sorted, 0.9995)
    return sorted.length < 10 || high === low ? null : [low, high, high - low]
  },
  start: () => [],
  step: ([low = 0, high = 0, width = 1], _, { seen }) =>
    seen > high ? (seen - high) / width : seen < low ? (low - seen) / width : 0,
  tail: { kind: 'quantile', share: 0.9995, floor: 0.1 },
}

/** Above the nameplate, or above what the history reached if that is more. Parameter: the bound. */
export const nameplate: Check = {
  name: 'nameplate',
  code: 'nameplate',
  isSpecific: true,
  fit: ({ series, values }) => {
    if (series.nameplate === null) return null
    return [Math.max(series.nameplate, finiteSorted(values).at(-1) ?? 0) * 1.02]
  },
  start: () => [],
  step: ([bound = 0], _, { seen }) => (seen > bound ? seen / bound + 0.2 : 0),
  tail: BOUND,
}

/** Below zero where the history never was. Parameter: a tenth of the median reading, for scale. */
export const negative: Check = {
  name: 'negative',
  code: 'negative',
  isSpecific: true,
  fit: ({ values }) => {
    const sorted = finiteSorted(values)
    const lowest = sorted[0]
    if (lowest === undefined || lowest < 0) return null
    return [Math.max(sortedQuantile(sorted, 0.9) / 10, Number.MIN_VALUE)]
  },
  start: () => [],
  step: ([unit = 1], _, { seen }) => (seen < 0 ? 1 - seen / unit : 0),
  tail: BOUND,
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
  fit: (context) => {
    if (context.series.kind !== 'solar' || context.slots < 12) return null
    const small = SMALL * sortedQuantile(finiteSorted(context.values), 0.99)
    return small > 0 ? [small, ...darkSlots(context, small)] : null
  },
  start: () => [],
  step: (parameters, _, { seen, moment }) => {
    const small = parameters[0] ?? 0
    const slots = (parameters.length - 1) / 12
    return seen > small && isDark(parameters, moment.month, moment.slot, slots) ? 1 + seen / small / 10 : 0
  },
  tail: BOUND,
}

/** Whether the fitted table calls a slot dark. */
function isDark(parameters: readonly number[], month: number, slot: number, slots: number): boolean {
  return parameters[1 + month * slots + slot] === 1
}

// A slot is dark in a month when it never exceeded the threshold in that month and its neighbours, nor within an
// hour of it; under a year of history, when it never did at all, nor within two hours: days grow longer.
function darkSlots({ slots, moments, values }: CheckContext, small: number): number[] {
  const days = ((moments.at(-1)?.timestampS ?? 0) - (moments[0]?.timestampS ?? 0)) / 86_400
  const isYear = days >= FULL_YEAR_DAYS
  const lit = new Uint8Array(12 * slots)
  const reach = Math.round((slots / 24) * (isYear ? 1 : 2))
  moments.forEach((moment, row) => {
    if (!((values[row] ?? 0) > small)) return
    const months = isYear ? [-1, 0, 1] : [...Array(12).keys()]
    for (const shift of months) {
      const month = (moment.month + shift + 12) % 12
      for (let near = -reach; near <= reach; near += 1) lit[month * slots + ((moment.slot + near + slots) % slots)] = 1
    }
  })
  return Array.from(lit, (isLit) => 1 - isLit)
}
