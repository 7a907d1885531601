import type { Check, CheckContext } from './check.ts'
import { historyDays, SHORT_HISTORY_DAYS } from './history-length.ts'
import { finiteSorted, sortedQuantile } from './robust.ts'
import { isSubDaily, type SeriesDescription } from './series.ts'
import { fitWhitening, whitenedDistances } from './whitening.ts'
import { packShape, shapeOf, WINDOW_HEADER, type WindowShape } from './window.ts'

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
  stateSize: () => 0,
  run: (parameters, _, { seen, residuals, at }, count, evidence) =>
    distancesOf(parameters, { seen, track: residuals, at }, count, evidence),
  weighing: MEASURED,
}

function distancesOf(
  parameters: Float64Array,
  { seen, track, at }: { readonly seen: Float64Array; readonly track: Float64Array; readonly at: Int32Array },
  count: number,
  evidence: Float64Array,
): void {
  const shape = shapeOf(parameters)
  whitenedDistances(track, at, count, { parameters, from: WINDOW_HEADER, shape }, evidence)
  for (let row = 0; row < count; row += 1) if (Number.isNaN(seen[row])) evidence[row] = 0
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
  stateSize: () => 0,
  run: (parameters, _, { seen, readings, at }, count, evidence) =>
    distancesOf(parameters, { seen, track: readings, at }, count, evidence),
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
