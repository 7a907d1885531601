import { decodeNumbers, encodeNumbers } from './base64.ts'
import type { Observation, ReasonCode } from './check.ts'
import { bucketSize, fillBucket, rowsPerBucket, type Coarse } from './buckets.ts'
import { momentAt, type Moment } from './calendar.ts'
import { anomalyError } from './errors.ts'
import {
  combined,
  withCoarse,
  excessOf,
  memorySize,
  momentOf,
  startEngine,
  stepEngine,
  weighEngine,
  type Engine,
} from './engine.ts'
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
  const engines = startEngines(model, memory)
  let { sequence } = state
  const results: Score[] = []
  for (const row of rows) {
    if (row.sequence <= sequence) continue
    sequence = row.sequence
    results.push(scoreRow(model, engines, row))
  }
  return { state: { sequence, memory: encodeNumbers(memory) }, results }
}

/** A view of closed buckets at work. */
type CoarseEngine = { readonly engine: Engine; readonly bucket: Float64Array; readonly plan: BucketPlan }
type BucketPlan = { readonly granularity: Coarse; readonly rowsPerBucket: number }
type Engines = { readonly native: Engine; readonly coarse: readonly CoarseEngine[]; readonly hold: Float64Array }

function startEngines({ series, views, hold: rows }: Model, memory: Float64Array): Engines {
  let at = 0
  const next = (size: number): Float64Array => memory.subarray(at, (at += size))
  const hold = next(holdSize(rows))
  const [first, ...rest] = views
  const native = startEngine(first, next(memorySize(first)))
  const coarse = rest.map((view): CoarseEngine => {
    const granularity = coarseOf(view.series.granularity)
    const bucket = next(bucketSize(series))
    const plan = { granularity, rowsPerBucket: rowsPerBucket(series, granularity) }
    return { engine: startEngine(view, next(memorySize(view))), bucket, plan }
  })
  return { native, coarse, hold }
}

function coarseOf(granularity: SeriesDescription['granularity']): Coarse {
  if (granularity === 'hourly' || granularity === 'daily' || granularity === 'monthly') return granularity
  throw anomalyError('ANOMALY_MODEL', { fault: `a view of ${granularity} buckets` })
}

/** Takes the row into the open bucket, scores the bucket it closes, and gives the excess of the last one. */
function stepCoarse({ engine, bucket, plan }: CoarseEngine, moment: Moment, reading: number): number {
  const closed = fillBucket(bucket, plan, { timestampS: moment.timestampS, reading, covariates: moment.covariates })
  if (closed === null) return bucket[3] ?? 0
  stepEngine(engine, momentAt(closed.timestampS, engine.view.slots, closed.covariates), closed.reading)
  const isMissing = Number.isNaN(closed.reading)
  if (!isMissing) weighEngine(engine, closed.timestampS)
  const excess = isMissing ? 0 : excessOf(engine.parts) + meanExcess(engine)
  bucket[3] = excess
  return excess
}

function meanExcess({ members }: Engine): number {
  let sum = 0
  for (const { parts } of members) sum += excessOf(parts)
  return sum / Math.max(1, members.length)
}

function scoreRow(model: Model, { native, coarse, hold }: Engines, row: Row): Score {
  const isMissing = row.reading === null || !Number.isFinite(row.reading)
  const seen = isMissing ? Number.NaN : (row.reading ?? Number.NaN)
  const moment = momentOf(model.series, native.view.slots, row)
  stepEngine(native, moment, seen)
  const usual = heldReading(native)
  let also = 0
  for (const view of coarse) also += stepCoarse(view, moment, usual)
  if (!isMissing) weighEngine(native, row.timestampS)
  const evidence = held(hold, model.hold, isMissing ? 0 : withCoarse(combined(native), also))
  const ratio = isMissing ? 0 : Math.max(evidence / model.threshold, largestBound(native))
  const alert = ratio >= 1
  const best = narrowest(native)
  const expected = best === null ? null : best.expected
  const width = BAND_SCALES * (best?.scale ?? 0)
  const band: Score['band'] = expected === null ? null : [expected - width, expected + width]
  const { sequence } = row
  const { granularity } = model.series
  if (!alert) return { sequence, score: ratio, alert, reason: '', expected, band, granularity }
  const part = leadingPart(native)
  const since = part?.since[0] ?? Number.NaN
  return {
    sequence,
    score: ratio,
    alert,
    reason: part?.check.code ?? 'spike',
    expected,
    band,
    granularity,
    since: Number.isNaN(since) ? row.timestampS : since,
  }
}

const BAND_SCALES = 4

/** The reading held to the expected range, so that one spike does not make a whole bucket unusual. */
function heldReading({ members }: Engine): number {
  const row = members[0]?.row
  if (row === undefined || !Number.isFinite(row.expected)) return row?.seen ?? Number.NaN
  return row.expected + row.residual * row.scale
}

/** The member with the narrowest band: the one that knows more. */
function narrowest({ members }: Engine): Observation | null {
  let best: Observation | null = null
  for (const { row } of members)
    if (Number.isFinite(row.expected) && (best === null || row.scale < best.scale)) best = row
  return best
}
