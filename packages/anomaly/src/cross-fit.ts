import { followLevel, type Expectation, type Training } from './expectation.ts'
import { historyDays } from './history-length.ts'
import { isSubDaily } from './series.ts'

/** Block cross-fitting: `fold[row]` tells which fit must not see a row; rows near a border are seen by none. */
export type Folds = { readonly count: number; readonly fold: Int32Array; readonly purged: Uint8Array }

/**
 * Contiguous blocks, one period purged at the borders: 3 under half a year, else 5. With 300 days and more the
 * blocks are weeks (4 weeks for daily series) dealt out in turn, so that a season is missing from no fit.
 */
export function foldsOf({ series, moments }: Training): Folds {
  const rows = moments.timestampsS.length
  const days = historyDays(moments)
  const count = days < 180 && series.granularity !== 'monthly' ? 3 : 5
  const length = blockLength(days, rows, count, isSubDaily(series) ? series.week : 28)
  const fold = new Int32Array(rows)
  const purged = new Uint8Array(rows)
  const margin = Math.min(series.period, Math.floor(length / 8))
  for (let row = 0; row < rows; row += 1) {
    fold[row] = Math.floor(row / length) % count
    const inside = row % length
    if (inside < margin || inside >= length - margin) purged[row] = 1
  }
  return { count, fold, purged }
}

function blockLength(days: number, rows: number, count: number, seasonal: number): number {
  const contiguous = Math.max(1, Math.ceil(rows / count))
  return days >= 300 && seasonal * count < rows && rows > 60 * count ? Math.min(contiguous, seasonal) : contiguous
}

/**
 * Expected readings of the whole history, each from a fit that did not see the row's block; null when a fit is
 * refused. A level that follows runs through the history in order.
 */
export function crossFit(
  expectation: Expectation,
  training: Training,
  { count, fold, purged }: Folds,
): Float64Array | null {
  const { moments, readings } = training
  const expected = new Float64Array(readings.length).fill(Number.NaN)
  const predicted = new Float64Array(readings.length)
  let share = 0
  for (let part = 0; part < count; part += 1) {
    const seen = readings.map((reading, row) => (fold[row] === part || purged[row] === 1 ? Number.NaN : reading))
    const parameters = expectation.fit({ ...training, readings: seen })
    if ('notEvaluated' in parameters) return null
    share = expectation.follow(parameters)
    expectation.predict(parameters, moments, readings.length, predicted)
    for (let row = 0; row < readings.length; row += 1)
      if (fold[row] === part) expected[row] = predicted[row] ?? Number.NaN
  }
  if (share > 0)
    followLevel(expected, readings, readings.length, { offset: 0, share, hold: () => Number.POSITIVE_INFINITY })
  return expected
}
