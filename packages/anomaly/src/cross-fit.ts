import type { Expectation, Training } from './expectation.ts'
import { isSubDaily } from './series.ts'

/** Block cross-fitting: `fold[row]` tells which fit must not see a row; rows near a border are seen by none. */
export type Folds = { readonly count: number; readonly fold: Int32Array; readonly purged: Uint8Array }

/**
 * Contiguous blocks, one period purged at the borders: 3 under half a year, else 5. With 300 days and more the
 * blocks are weeks (4 weeks for daily series) dealt out in turn, so that a season is missing from no fit.
 */
export function foldsOf({ series, moments }: Training): Folds {
  const rows = moments.length
  const days = ((moments.at(-1)?.timestampS ?? 0) - (moments[0]?.timestampS ?? 0)) / 86_400
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
 * refused. A state, if the model has one, runs through the history in order.
 */
export function crossFit(
  expectation: Expectation,
  training: Training,
  { count, fold, purged }: Folds,
): Float64Array | null {
  const fits: Float64Array[] = []
  for (let part = 0; part < count; part += 1) {
    const readings = training.readings.map((reading, row) =>
      fold[row] === part || purged[row] === 1 ? Number.NaN : reading,
    )
    const fitted = expectation.fit({ ...training, readings })
    if ('notEvaluated' in fitted) return null
    fits.push(fitted)
  }
  const first = fits[0] ?? new Float64Array(0)
  const state = new Float64Array(expectation.stateSize(first))
  expectation.start?.(first, state)
  return Float64Array.from(training.moments, (moment, row) => {
    const parameters = fits[fold[row] ?? 0] ?? first
    const expected = expectation.expect(parameters, state, moment)
    const reading = training.readings[row] ?? Number.NaN
    if (Number.isFinite(reading)) expectation.learn(parameters, state, moment, reading, expected)
    return expected
  })
}
