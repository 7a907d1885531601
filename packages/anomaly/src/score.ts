import { decodeNumbers, encodeNumbers } from './base64.ts'
import type { Observation, ReasonCode } from './check.ts'
import { combined, memorySize, momentOf, startEngine, stepEngine, weighEngine, type Engine } from './engine.ts'
import { held, holdSize } from './hold.ts'
import { largestBound, leadingPart } from './leading.ts'
import type { Model, ScorerState } from './model.ts'
import type { Row, SeriesDescription } from './series.ts'

/** The answer for one row. `score` 1 and above is an alert; `reason` is '' unless alert. */
export type Score = {
  readonly sequence: number
  readonly score: number
  readonly alert: boolean
  readonly reason: ReasonCode | ''
  readonly expected: number | null
  readonly band: readonly [number, number] | null
  readonly granularity: SeriesDescription['granularity']
  /** First row of the episode, as local wall-clock seconds; on alerts only. */
  readonly since?: number
}

/**
 * Scores rows in order of sequence. Pure and strictly causal: a row's answer depends on it and earlier rows only,
 * and any split into batches gives the same answers and the same state. Rows at or below the last sequence are
 * skipped and have no result. Does not check that the model belongs to the series.
 *
 * @throws {TcctvError} ANOMALY_MODEL when the state is not one of this model
 * @example score(model, initialState(model), [{ sequence: 1, timestampS, reading: 12.5 }]).results[0]?.alert
 */
export function score(
  model: Model,
  state: ScorerState,
  rows: readonly Row[],
): { readonly state: ScorerState; readonly results: readonly Score[] } {
  const memory = decodeNumbers(state.memory)
  const { hold, engines } = startEngines(model, memory)
  let { sequence } = state
  const results: Score[] = []
  for (const row of rows) {
    if (row.sequence <= sequence) continue
    sequence = row.sequence
    results.push(scoreRow(model, engines, hold, row))
  }
  return { state: { sequence, memory: encodeNumbers(memory) }, results }
}

function startEngines(model: Model, memory: Float64Array) {
  let at = holdSize(model.hold)
  const hold = memory.subarray(0, at)
  const engines = model.views.map((view) => startEngine(view, memory.subarray(at, (at += memorySize(view)))))
  return { hold, engines }
}

function scoreRow(model: Model, engines: readonly Engine[], hold: Float64Array, row: Row): Score {
  const [native] = engines
  if (native === undefined) throw new RangeError('a model without views')
  const seen = row.reading ?? Number.NaN
  const isMissing = !Number.isFinite(seen)
  stepEngine(native, momentOf(model.series, native.view.slots, row), isMissing ? Number.NaN : seen)
  if (!isMissing) weighEngine(native, row.timestampS)
  const evidence = held(hold, model.hold, isMissing ? 0 : combined(native, 0))
  const ratio = isMissing ? 0 : Math.max(evidence / model.threshold, largestBound(native))
  const alert = ratio >= 1
  const best = narrowest(native)
  const part = alert ? leadingPart(native) : null
  const since = part?.since[0] ?? Number.NaN
  return {
    sequence: row.sequence,
    score: ratio,
    alert,
    reason: alert ? (part?.check.code ?? 'spike') : '',
    expected: best === null ? null : best.expected,
    band: best === null ? null : [best.expected - BAND_SCALES * best.scale, best.expected + BAND_SCALES * best.scale],
    granularity: model.series.granularity,
    ...(alert ? { since: Number.isNaN(since) ? row.timestampS : since } : NOTHING),
  }
}

const NOTHING = {}
const BAND_SCALES = 4

/** The member with the narrowest band: the one that knows more. */
function narrowest({ members }: Engine): Observation | null {
  let best: Observation | null = null
  for (const { row } of members)
    if (Number.isFinite(row.expected) && (best === null || row.scale < best.scale)) best = row
  return best
}
