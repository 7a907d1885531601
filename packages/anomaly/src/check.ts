import type { Moment } from './calendar.ts'
import type { SeriesDescription } from './series.ts'

export type ReasonCode =
  | 'spike'
  | 'level'
  | 'drift'
  | 'volatility'
  | 'stuck'
  | 'copied'
  | 'range'
  | 'nameplate'
  | 'negative'
  | 'night'
  | 'unit'

/** One row as the checks see it; every number from this row or earlier ones. */
export type Observation = {
  readonly moment: Moment
  /** NaN when missing. */
  readonly seen: number
  readonly expected: number
  readonly previous: number
  /** (seen − expected) ÷ scale of the slot, held to ±6; NaN when missing. */
  readonly residual: number
  /** The same, not held. */
  readonly rawResidual: number
  /** Generation that is dark and reads next to nothing: nothing can be learned from it. */
  readonly idle: boolean
  /** The reading a number of steps ago; NaN when missing or too long ago. */
  readonly ago: (steps: number) => number
}

/** The history a check takes its constants from. */
export type CheckContext = {
  readonly series: SeriesDescription
  readonly slots: number
  readonly moments: readonly Moment[]
  /** As recorded. */
  readonly values: Float64Array
}

/**
 * Evidence of one threat. Parameters and state are plain numbers. A new check is one file with such an object
 * plus one line in `zoo.ts`.
 */
export type Check = {
  /** Unique; several checks may share a reason code. */
  readonly name: string
  readonly code: ReasonCode
  /** Names the alert before checks that only say "unusual", even if their evidence is larger. */
  readonly isSpecific: boolean
  /** Constants, or null when the check has no meaning for this series. */
  readonly fit: (context: CheckContext) => readonly number[] | null
  readonly start: (parameters: readonly number[]) => number[]
  /** Takes the row into the state and returns its evidence, 0 or above. */
  readonly step: (parameters: readonly number[], state: number[], row: Observation) => number
  /**
   * What evidence 1 means: a share of the evidence over the history (`quantile`), never below `floor`; or the
   * evidence itself (`bound`), for checks against a physical bound.
   */
  readonly tail:
    | { readonly kind: 'quantile'; readonly share: number; readonly floor: number }
    | { readonly kind: 'bound' }
}
