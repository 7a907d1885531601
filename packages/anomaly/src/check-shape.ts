import type { Check, CheckContext } from './check.ts'
import { historyDays, SHORT_HISTORY_DAYS } from './history-length.ts'
import { finiteSorted, sortedQuantile } from './robust.ts'
import { isSubDaily, type SeriesDescription } from './series.ts'
import { fitWhitening, whitenedDistance } from './whitening.ts'
import { fillWindow, packShape, WINDOW_HEADER, type WindowShape } from './window.ts'

const MEASURED = { kind: 'measured', floor: 0.05 } as const
const MOST_BINS = 24
const LEAST_WINDOWS_PER_BIN = 8

/**
 * Distance of the last period's residuals from those of the history, measured by their covariance: level, shape,
 * volatility and dependence from hour to hour in one number.
 */
export const shape: Check = {
  name: 'shape',
  code: 'shape',
  isSpecific: false,
  source: 'first residual',
  fit: ({ series, values, residuals }) => {
    const window = { ...periodOf(series), middle: 0, scale: 1 }
    if (values.length < LEAST_WINDOWS_PER_BIN * window.bins * window.rows) return null
    return Float64Array.of(...packShape(window), ...fitWhitening(residuals, window))
  },
  stateSize: (parameters) => parameters[0] ?? 0,
  step: (parameters, scratch, { seen, residualRing, residualHead }) => {
    if (!Number.isFinite(seen)) return 0
    fillWindow(scratch, residualRing, residualHead, parameters)
    return whitenedDistance(scratch, parameters, WINDOW_HEADER)
  },
  weighing: MEASURED,
}

function periodOf(series: SeriesDescription): { readonly bins: number; readonly rows: number } {
  if (series.granularity === 'monthly') return { bins: 4, rows: 1 }
  if (!isSubDaily(series)) return { bins: 7, rows: 1 }
  return { bins: Math.min(MOST_BINS, series.period), rows: Math.max(1, Math.round(series.period / MOST_BINS)) }
}

/**
 * The same for the readings themselves, in a trailing window of at most 48 rows. For short histories only: with a long
 * one the residuals know more, and on sets with both it cost accuracy.
 */
export const subPca: Check = {
  name: 'sub-pca',
  code: 'shape',
  isSpecific: false,
  source: 'reading',
  fit: (context) => {
    const window = trailingWindow(context)
    if (window === null) return null
    return Float64Array.of(...packShape(window), ...fitWhitening(context.values, window))
  },
  stateSize: (parameters) => parameters[0] ?? 0,
  step: (parameters, scratch, { seen, ring, head }) => {
    if (!Number.isFinite(seen)) return 0
    fillWindow(scratch, ring, head, parameters)
    return whitenedDistance(scratch, parameters, WINDOW_HEADER)
  },
  weighing: MEASURED,
}

const TRAILING_ROWS = 48

/** The window over readings of a short sub-daily history; null for other histories. */
export function trailingWindow({ series, values, moments }: CheckContext): WindowShape | null {
  if (!isSubDaily(series) || historyDays(moments) >= SHORT_HISTORY_DAYS) return null
  const length = Math.min(TRAILING_ROWS, series.period)
  const bins = Math.min(MOST_BINS, length)
  const rows = Math.max(1, Math.round(length / bins))
  if (values.length < 3 * bins * rows) return null
  const sorted = finiteSorted(values)
  const middle = sortedQuantile(sorted, 0.5)
  const inner = (sortedQuantile(sorted, 0.9) - sortedQuantile(sorted, 0.1)) / 2.56
  const outer = (sortedQuantile(sorted, 0.99) - sortedQuantile(sorted, 0.01)) / 4
  return { bins, rows, middle, scale: inner || outer || Math.abs(middle) || 1 }
}
