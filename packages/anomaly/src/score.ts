import { decodeNumbers, encodeNumbers } from './base64.ts'
import type { ReasonCode } from './check.ts'
import { addCovariates, startCoarse, stepCoarse, type CoarseEngine } from './coarse-engine.ts'
import { addRow, memorySize, nextRun, runEngine, startEngine, type Engine, type MemberEngine } from './engine.ts'
import { holdRun, holdSize } from './hold.ts'
import { largestBound, leadingPart } from './leading.ts'
import type { Model, ScorerState } from './model.ts'
import type { Row, SeriesDescription } from './series.ts'
import { combineRun, keepSince, sinceAt, weighRun, withCoarse } from './weigh.ts'

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

/** Rows that go through the checks together: many enough to be fast, few enough to stay in the cache. */
const RUN_ROWS = 512

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
  const fresh = laterThan(rows, state.sequence)
  const engines = startEngines(model, memory, Math.max(1, Math.min(RUN_ROWS, fresh.length)))
  const results: Score[] = []
  let next = 0
  while (next < fresh.length) {
    const from = next
    while (next < fresh.length && takeRow(engines.native, fresh[next])) next += 1
    scoreRun(model, engines, fresh.slice(from, next), results)
  }
  return { state: { sequence: fresh.at(-1)?.sequence ?? state.sequence, memory: encodeNumbers(memory) }, results }
}

function laterThan(rows: readonly Row[], last: number): Row[] {
  let sequence = last
  return rows.filter((row) => {
    if (row.sequence <= sequence) return false
    sequence = row.sequence
    return true
  })
}

type Engines = { readonly native: Engine; readonly coarse: readonly CoarseEngine[]; readonly hold: Float64Array }

function startEngines({ series, views, hold: rows }: Model, memory: Float64Array, capacity: number): Engines {
  let at = 0
  const next = (size: number): Float64Array => memory.subarray(at, (at += size))
  const hold = next(holdSize(rows))
  const [first, ...rest] = views
  const native = startEngine(first, next(memorySize(first)), capacity)
  return { native, coarse: rest.map((view) => startCoarse(view, series, next)), hold }
}

/** Adds a row to the run; false when there is no room. */
function takeRow(native: Engine, row: Row | undefined): boolean {
  if (row === undefined) return false
  addCovariates(native, row.covariates)
  const { reading } = row
  return addRow(native, row.timestampS, reading === null || !Number.isFinite(reading) ? Number.NaN : reading)
}

function scoreRun(model: Model, { native, coarse, hold }: Engines, rows: readonly Row[], results: Score[]): void {
  const count = runEngine(native)
  weighRun(native, count)
  const evidence = combineRun(native, count)
  if (coarse.length > 0) {
    const usual = heldReadings(native, count)
    const also = new Float64Array(count)
    for (const view of coarse) stepCoarse(view, native, usual, also)
    for (let row = 0; row < count; row += 1) evidence[row] = withCoarse(evidence[row] ?? 1, also[row] ?? 0)
  }
  for (let row = 0; row < count; row += 1) if (Number.isNaN(native.seen[row])) evidence[row] = 0
  if (model.hold > 1) holdRun(hold, model.hold, evidence)
  const bounds = largestBound(native, count)
  const knows = native.members.filter(({ expectation }) => expectation !== null)
  for (let row = 0; row < count; row += 1) {
    const isMissing = Number.isNaN(native.seen[row])
    const ratio = isMissing ? 0 : Math.max((evidence[row] ?? 0) / model.threshold, bounds?.[row] ?? 0)
    results.push(scoreOf(model, native, { row, ratio, sequence: rows[row]?.sequence ?? 0, best: narrowest(knows, row) }))
  }
  keepSince(native, count)
  nextRun(native)
}

const BAND_SCALES = 4

type Found = {
  readonly row: number
  readonly ratio: number
  readonly sequence: number
  readonly best: MemberEngine | null
}

function scoreOf({ series }: Model, native: Engine, { row, ratio, sequence, best }: Found): Score {
  const { granularity } = series
  const expected = best === null ? null : (best.rows.expected[row] ?? 0)
  const width = BAND_SCALES * (best?.rows.scale[row] ?? 0)
  const band: Score['band'] = expected === null ? null : [expected - width, expected + width]
  if (ratio < 1) return { sequence, score: ratio, alert: false, reason: '', expected, band, granularity }
  const part = leadingPart(native, row)
  const since = part === null ? Number.NaN : sinceAt(native, part, row)
  return {
    sequence,
    score: ratio,
    alert: true,
    reason: part?.check.code ?? 'spike',
    expected,
    band,
    granularity,
    since: Number.isNaN(since) ? (native.moments.timestampsS[row] ?? 0) : since,
  }
}

/** The readings held to the expected range, so that one spike does not make a whole bucket unusual. */
function heldReadings({ members, seen }: Engine, count: number): Float64Array {
  const first = members[0]?.rows
  const held = seen.slice(0, count)
  if (first === undefined) return held
  for (let row = 0; row < count; row += 1) {
    const usual = first.expected[row] ?? Number.NaN
    if (Number.isFinite(usual)) held[row] = usual + (first.residual[row] ?? 0) * (first.scale[row] ?? 1)
  }
  return held
}

/** The member with the narrowest band: the one that knows more. */
function narrowest(members: readonly MemberEngine[], row: number): MemberEngine | null {
  let best: MemberEngine | null = null
  for (const member of members) {
    const { expected, scale } = member.rows
    if (!Number.isFinite(expected[row])) continue
    if (best === null || (scale[row] ?? 1) < (best.rows.scale[row] ?? 1)) best = member
  }
  return best
}
