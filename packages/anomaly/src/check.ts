import type { Moments } from './calendar.ts'
import type { SeriesDescription } from './series.ts'

export type ReasonCode =
  | 'spike'
  | 'level'
  | 'drift'
  | 'volatility'
  | 'stuck'
  | 'filled'
  | 'copied'
  | 'range'
  | 'nameplate'
  | 'negative'
  | 'night'
  | 'unit'
  | 'phase-loss'
  | 'shape'

/**
 * A run of rows as the checks see it, column by column; every number from its row or earlier ones. Columns are reused
 * from run to run and may be longer than the run.
 */
export type Rows = {
  readonly moments: Moments
  /** NaN when missing. */
  readonly seen: Float64Array
  /** The last reading before the row that was not missing. */
  readonly previous: Float64Array
  readonly expected: Float64Array
  /** Scale of the slot, in the series' unit. */
  readonly scale: Float64Array
  /** (seen − expected) ÷ scale of the slot, held to ±6; NaN when missing. */
  readonly residual: Float64Array
  /** The same, not held. */
  readonly rawResidual: Float64Array
  /** 1 for generation that is dark and reads next to nothing: nothing can be learned from it. */
  readonly idle: Uint8Array
  /** Place of every row on the tracks. */
  readonly at: Int32Array
  /** Readings and held residuals step by step, NaN where missing (residuals: or idle); what lies back is before. */
  readonly readings: Float64Array
  readonly residuals: Float64Array
}

/** The history a check takes its constants from. */
export type CheckContext = {
  readonly series: SeriesDescription
  readonly slots: number
  readonly moments: Moments
  /** As recorded. */
  readonly values: Float64Array
  /** Out-of-fold expectation, NaN where there is none; held residuals against it. */
  readonly expected: Float64Array
  readonly residuals: Float64Array
}

/**
 * Evidence of one threat. Parameters and state are flat arrays of numbers. A new check is one file with such an
 * object plus one line in `zoo.ts`.
 */
export type Check = {
  /** Unique; several checks may share a reason code. */
  readonly name: string
  readonly code: ReasonCode
  /** Names the alert before checks that only say "unusual", even if their evidence is larger. */
  readonly isSpecific: boolean
  /**
   * What it looks at: readings alone, or their residuals under every model of the normal reading, or (costly checks that
   * gain little from a second opinion) under the first.
   */
  readonly source: 'reading' | 'residual' | 'first residual'
  /** Constants, or null when the check has no meaning for this series. */
  readonly fit: (context: CheckContext) => Float64Array | null
  /** Numbers of state; all zero at the start unless `start` sets them. */
  readonly stateSize: (parameters: Float64Array) => number
  readonly start?: (parameters: Float64Array, state: Float64Array) => void
  /**
   * Takes the first `count` rows into the state in order and writes the evidence of each, 0 or above. Any split of the
   * rows into runs must give the same.
   */
  readonly run: (
    parameters: Float64Array,
    state: Float64Array,
    rows: Rows,
    count: number,
    evidence: Float64Array,
  ) => void
  /** How evidence is weighed, see {@link Weighing}. */
  readonly weighing: Weighing
}

/**
 * `measured`: by its rank in the history; at or below `floor` it never counts as more than the history's largest.
 * `counted`: the same for runs, of which every further row makes chance much less likely. `bound`: evidence 1 is an
 * alert by itself, for checks against a physical bound.
 */
export type Weighing = { readonly kind: 'measured' | 'counted'; readonly floor: number } | { readonly kind: 'bound' }

/** Parameters of a check that needs none. */
export const NO_PARAMETERS: Float64Array = new Float64Array(0)
