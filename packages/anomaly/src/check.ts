import type { Moment } from './calendar.ts'
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

/** One row as the checks see it; every number from this row or earlier ones. Reused from row to row. */
export type Observation = {
  moment: Moment
  /** NaN when missing. */
  seen: number
  expected: number
  previous: number
  /** Scale of the slot, in the series' unit. */
  scale: number
  /** (seen − expected) ÷ scale of the slot, held to ±6; NaN when missing. */
  residual: number
  /** The same, not held. */
  rawResidual: number
  /** Generation that is dark and reads next to nothing: nothing can be learned from it. */
  idle: boolean
  /** The last readings and held residuals step by step, NaN where missing; the heads are the newest. */
  readonly ring: Float64Array
  head: number
  readonly residualRing: Float64Array
  residualHead: number
}

/** The reading a number of steps ago; NaN when missing or too long ago. */
export function ago({ ring, head }: Observation, steps: number): number {
  if (steps >= ring.length) return Number.NaN
  const at = head - steps
  return ring[at < 0 ? at + ring.length : at] ?? Number.NaN
}

/** The held residual a number of steps ago; NaN when missing or too long ago. */
export function residualAgo({ residualRing, residualHead }: Observation, steps: number): number {
  if (steps >= residualRing.length) return Number.NaN
  const at = residualHead - steps
  return residualRing[at < 0 ? at + residualRing.length : at] ?? Number.NaN
}

/** The history a check takes its constants from. */
export type CheckContext = {
  readonly series: SeriesDescription
  readonly slots: number
  readonly moments: readonly Moment[]
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
  /** Takes the row into the state and returns its evidence, 0 or above. */
  readonly step: (parameters: Float64Array, state: Float64Array, row: Observation) => number
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
