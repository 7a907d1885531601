import { decodeNumbers, encodeNumbers } from './base64.ts'
import type { ReasonCode } from './check.ts'
import { addCovariates, startCoarse, stepCoarse, type CoarseEngine } from './coarse-engine.ts'
import { addRow, memorySize, nextRun, runEngine, startEngine, type Engine } from './engine.ts'
import { holdRun, holdSize } from './hold.ts'
import { largestBound, leadingPart } from './leading.ts'
import type { Model, ScorerState } from './model.ts'
import type { Row, SeriesDescription } from './series.ts'
import { longestCopies } from './check-repeat.ts'
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
  /** The check that fired; several share a reason. On alerts only. */
  readonly check?: string
  /** First and last row that the newest rows repeat, as local wall-clock seconds; on copies only. */
  readonly copiedFrom?: readonly [number, number]
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
    scoreRun(model, engines, fresh, from, results)
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

/** Scores the rows taken so far; `first` is the place of the first of them in `rows`. */
function scoreRun(model: Model, engines: Engines, rows: readonly Row[], first: number, results: Score[]): void {
  const { native } = engines
  const count = runEngine(native)
  weighRun(native, count)
  const ratios = ratiosOf(model, engines, count)
  const { granularity } = model.series
  const { expected, scale } = narrowest(native, count)
  for (let row = 0; row < count; row += 1) {
    const sequence = rows[first + row]?.sequence ?? 0
    const ratio = ratios[row] ?? 0
    const usual = expected[row] ?? Number.NaN
    const width = BAND_SCALES * (scale[row] ?? 1)
    const isKnown = usual === usual
    const band: Score['band'] = isKnown ? [usual - width, usual + width] : null
    const usualOrNull = isKnown ? usual : null
    results.push(
      ratio >= 1
        ? { sequence, score: ratio, alert: true, ...reasonOf(native, row), expected: usualOrNull, band, granularity }
        : { sequence, score: ratio, alert: false, reason: '', expected: usualOrNull, band, granularity },
    )
  }
  keepSince(native, count)
  nextRun(native)
}

/** Half the width of the expected band, in scales of the residual. */
export const BAND_SCALES = 4

/** Evidence of every row as a multiple of what is an alert; 0 for a missing reading. */
function ratiosOf(model: Model, { native, coarse, hold }: Engines, count: number): Float64Array {
  const { seen } = native
  const evidence = combineRun(native, count)
  if (coarse.length > 0) {
    const usual = heldReadings(native, count)
    const also = new Float64Array(count)
    for (const view of coarse) stepCoarse(view, native, usual, also)
    for (let row = 0; row < count; row += 1) evidence[row] = withCoarse(evidence[row] ?? 1, also[row] ?? 0)
  }
  for (let row = 0; row < count; row += 1) if (Number.isNaN(seen[row])) evidence[row] = 0
  if (model.hold > 1) holdRun(hold, model.hold, evidence)
  const bounds = largestBound(native, count)
  for (let row = 0; row < count; row += 1) {
    const ratio = (evidence[row] ?? 0) / model.threshold
    const bound = bounds[row] ?? 0
    evidence[row] = Number.isNaN(seen[row]) ? 0 : ratio > bound ? ratio : bound
  }
  return evidence
}

type Reason = Required<Pick<Score, 'since' | 'check'>> & Pick<Score, 'copiedFrom'> & { readonly reason: ReasonCode }

function reasonOf(native: Engine, row: number): Reason {
  const part = leadingPart(native, row)
  const atS = native.moments.timestampsS[row] ?? 0
  if (part === null) return { reason: 'spike', check: 'spike', since: atS }
  const since = sinceAt(native, part, row)
  const found = { reason: part.check.code, check: part.check.name, since: Number.isNaN(since) ? atS : since }
  const copiedFrom = part.check.run === longestCopies ? copyAt(native, part.parameters, row) : null
  return copiedFrom === null ? found : { ...found, copiedFrom }
}

/** The stretch that the newest readings repeat: the lag with the longest run of equal readings. */
function copyAt({ at, readings, moments, view }: Engine, lags: Float64Array, row: number): [number, number] | null {
  const here = at[row] ?? 0
  let [longest, lagOfLongest] = [0, 0]
  for (const lag of lags) {
    let run = 0
    while (here - lag - run >= 0 && readings[here - run] === readings[here - lag - run]) run += 1
    if (run <= longest) continue
    longest = run
    lagOfLongest = lag
  }
  const lastS = (moments.timestampsS[row] ?? 0) - lagOfLongest * view.series.stepSeconds
  return longest === 0 ? null : [lastS - (longest - 1) * view.series.stepSeconds, lastS]
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

/** Expectation and scale of the member with the narrowest band, the one that knows more; NaN where there is none. */
function narrowest(
  { members }: Engine,
  count: number,
): { readonly expected: Float64Array; readonly scale: Float64Array } {
  const expected = new Float64Array(count).fill(Number.NaN)
  const scale = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
  for (const { rows } of members)
    for (let row = 0; row < count; row += 1) {
      const usual = rows.expected[row] ?? Number.NaN
      const own = rows.scale[row] ?? 1
      if (usual !== usual || own >= (scale[row] ?? 1)) continue
      expected[row] = usual
      scale[row] = own
    }
  return { expected, scale }
}
