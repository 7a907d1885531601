import type { Moments } from './calendar.ts'
import type { SeriesDescription } from './series.ts'

/** What an expectation model is fitted on: parallel columns, readings clipped to a robust range, NaN = left out. */
export type Training = {
  readonly series: SeriesDescription
  readonly slots: number
  readonly moments: Moments
  readonly readings: Float64Array
}

/**
 * A model of the normal reading. Parameters are a flat array of numbers, so that they can be stored. A new model is one
 * file with such an object plus one line in `zoo.ts`.
 */
export type Expectation = {
  readonly name: string
  /** Its error counts this much in the selection; above 1 for models that may follow a slow inflation. */
  readonly handicap: number
  /** Fitted parameters, or the reason why this series can't be fitted. */
  readonly fit: (training: Training) => Float64Array | { readonly notEvaluated: string }
  /** Writes the expected readings of the first `count` moments, from the calendar and the covariates alone. */
  readonly predict: (parameters: Float64Array, moments: Moments, count: number, expected: Float64Array) => void
  /** Share of every miss by which its level follows the series; 0 when it does not. */
  readonly follow: (parameters: Float64Array) => number
}

/** The level of an expectation that follows: adds the offset, then learns from the reading, held near to the expected one. */
export function followLevel(
  expected: Float64Array,
  seen: Float64Array,
  count: number,
  { offset, share, hold }: { readonly offset: number; readonly share: number; readonly hold: (row: number) => number },
): number {
  let level = offset
  for (let row = 0; row < count; row += 1) {
    const own = (expected[row] ?? Number.NaN) + level
    expected[row] = own
    const missed = (seen[row] ?? Number.NaN) - own
    const most = hold(row)
    if (missed === missed) level += share * (missed > most ? most : missed < -most ? -most : missed)
  }
  return level
}
