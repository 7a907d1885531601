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
 * A model of the normal reading. Parameters and state are plain numbers, so that they can be stored as JSON.
 * A new model is one file with such an object plus one line in `zoo.ts`.
 */
export type Expectation = {
  readonly name: string
  /** Its error counts this much in the selection; above 1 for models that may follow a slow inflation. */
  readonly handicap: number
  /** Fitted parameters, or the reason why this series can't be fitted. */
  readonly fit: (training: Training) => readonly number[] | { readonly notEvaluated: string }
  readonly start: (parameters: readonly number[]) => number[]
  /** Expected reading at a moment from the past only; NaN when there is none. */
  readonly expect: (parameters: readonly number[], state: readonly number[], moment: Moment) => number
  /** Takes a reading (clipped to the expected range) into the state. */
  readonly learn: (parameters: readonly number[], state: number[], moment: Moment, reading: number) => void
}
