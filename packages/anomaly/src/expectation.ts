import type { Moment } from './calendar.ts'
import type { SeriesDescription } from './series.ts'

/** What an expectation model is fitted on: parallel arrays, readings clipped to a robust range, NaN = left out. */
export type Training = {
  readonly series: SeriesDescription
  readonly slots: number
  readonly moments: readonly Moment[]
  readonly readings: Float64Array
}

/**
 * A model of the normal reading. Parameters and state are flat arrays of numbers, so that they can be stored.
 * A new model is one file with such an object plus one line in `zoo.ts`.
 */
export type Expectation = {
  readonly name: string
  /** Its error counts this much in the selection; above 1 for models that may follow a slow inflation. */
  readonly handicap: number
  /** Fitted parameters, or the reason why this series can't be fitted. */
  readonly fit: (training: Training) => Float64Array | { readonly notEvaluated: string }
  /** Numbers of state; all zero at the start unless `start` sets them. */
  readonly stateSize: (parameters: Float64Array) => number
  readonly start?: (parameters: Float64Array, state: Float64Array) => void
  /** Expected reading at a moment from the past only; NaN when there is none. */
  readonly expect: (parameters: Float64Array, state: Float64Array, moment: Moment) => number
  /** Takes a reading (clipped to the expected range) into the state; `expected` is the answer just given for it. */
  readonly learn: (
    parameters: Float64Array,
    state: Float64Array,
    moment: Moment,
    reading: number,
    expected: number,
  ) => void
}
