import { bucketsOf, coarserThan, coarseSeries, LEAST_DAYS, type Coarse } from './buckets.ts'
import type { Moments } from './calendar.ts'
import type { CandidateReport } from './card.ts'
import {
  fitExpectations,
  fitView,
  memoryAfter,
  prepare,
  type FittedExpectation,
  type FittedView,
  type Prepared,
} from './fit-view.ts'
import { residualRangeOf, type ResidualRange } from './drift.ts'
import { historyDays, SHORT_HISTORY_DAYS } from './history-length.ts'
import { holdRows, startHold } from './hold.ts'
import type { Model } from './model.ts'
import { isSubDaily, rowsPerDay, type History, type SeriesDescription } from './series.ts'
import { thresholdFrom } from './threshold.ts'
import { meanOf, withCoarse } from './weigh.ts'

/** Which models of the normal reading are averaged under the checks. The first one is the fixed ensemble. */
export const ENSEMBLES = ['profile and regression', 'regression', 'profile'] as const
export type Ensemble = (typeof ENSEMBLES)[number]

/** All of a history's fit that does not depend on the ensemble. */
export type Stage = {
  readonly series: SeriesDescription
  readonly prepared: Prepared
  readonly fitted: readonly FittedExpectation[]
  readonly refused: readonly CandidateReport[]
  readonly coarse: readonly CoarseView[]
  readonly hold: number
}

/** Fits what every ensemble of a history shares. @throws {TcctvError} ANOMALY_HISTORY */
export function stageOf(history: History, series: SeriesDescription): Stage {
  const prepared = prepare(history, series)
  const { fitted, refused } = fitExpectations(prepared.training)
  const coarse = coarserThan(series).flatMap((granularity) =>
    fitCoarse({ ...history, values: prepared.training.readings }, series, granularity),
  )
  const isShort = historyDays(prepared.training.moments) < SHORT_HISTORY_DAYS
  const hold = isShort && isSubDaily(series) ? holdRows(series) : 1
  return { series, prepared, fitted, refused, coarse, hold }
}

/** A model, the out-of-fold evidence of its history, the expectation of its first member, and the range of residuals. */
export type Assembled = {
  readonly model: Model
  readonly evidence: Float64Array
  readonly expected: Float64Array | null
  readonly residuals: ResidualRange | null
}

/** Puts the checks on an ensemble; the threshold is multiplied by `margin`. */
export function assemble(
  { series, prepared, fitted, coarse, hold }: Stage,
  { ensemble, margin, seed }: { readonly ensemble: Ensemble; readonly margin: number; readonly seed: bigint },
): Assembled {
  const chosen = choose(fitted, ensemble)
  const native = fitView(prepared, chosen)
  const evidence = heldEvidence(native, coarse, hold)
  const model: Model = {
    model: 3,
    series,
    views: [native.view, ...coarse.map(({ fitted: { view } }) => view)],
    hold,
    threshold: margin * thresholdFrom(evidence, series),
    seed: `${seed}`,
    memory: memoryOf(native, coarse, hold),
  }
  const residuals = residualRangeOf(narrowestResiduals(prepared, chosen, native.view), stretchRows(series))
  return { model, evidence, expected: chosen[0]?.expected ?? null, residuals }
}

/** Out-of-fold residuals under the member with the narrowest band at each row, in its scales. */
function narrowestResiduals(
  { training, values }: Prepared,
  chosen: readonly FittedExpectation[],
  { members }: Model['views'][0],
): Float64Array {
  const { slot } = training.moments
  return values.map((value, row) => {
    let [narrowest, residual] = [Number.POSITIVE_INFINITY, Number.NaN]
    for (const [k, { expected }] of chosen.entries()) {
      const scale = members[k]?.scales[slot[row] ?? 0] ?? 1
      const missed = value - (expected[row] ?? Number.NaN)
      if (Number.isNaN(missed) || scale >= narrowest) continue
      narrowest = scale
      residual = missed / scale
    }
    return residual
  })
}

function stretchRows(series: SeriesDescription): number {
  if (series.granularity === 'monthly') return 12
  return Math.round((isSubDaily(series) ? 28 : 90) * rowsPerDay(series))
}

/** A view of closed buckets, its open bucket, and its excess evidence by the start of the bucket. */
type CoarseView = { readonly fitted: FittedView; readonly open: Float64Array }

function fitCoarse(history: History, series: SeriesDescription, granularity: Coarse): CoarseView[] {
  const days = ((history.timestampsS.at(-1) ?? 0) - (history.timestampsS[0] ?? 0)) / 86_400
  if (days < LEAST_DAYS[granularity]) return []
  const { history: buckets, open } = bucketsOf(history, series, granularity)
  const prepared = prepare(buckets, coarseSeries(series, granularity))
  const { fitted } = fitExpectations(prepared.training)
  return [{ fitted: fitView(prepared, choose(fitted, ENSEMBLES[0])), open }]
}

/**
 * The best profile and the best regression, so that neither the calendar nor the weather is trusted alone, or one of
 * them. What is missing is replaced by the other.
 */
function choose(fitted: readonly FittedExpectation[], ensemble: Ensemble): FittedExpectation[] {
  const isRegression = ({ expectation }: FittedExpectation): boolean => expectation.name === 'ridge, following'
  const best = (group: readonly FittedExpectation[]): FittedExpectation[] =>
    group.toSorted((a, b) => weighted(a) - weighted(b)).slice(0, 1)
  const profile = best(fitted.filter(({ expectation }) => expectation.name.startsWith('profile')))
  const regression = best(fitted.filter(isRegression))
  if (ensemble === 'profile' && profile.length > 0) return profile
  if (ensemble === 'regression' && regression.length > 0) return regression
  return [...profile, ...regression]
}

function weighted({ error, expectation }: FittedExpectation): number {
  return error * expectation.handicap
}

/** Combined evidence of the history, out of fold; 0 where the reading is missing. */
function heldEvidence(native: FittedView, coarse: readonly CoarseView[], hold: number): Float64Array {
  const { shared, perMember, prepared } = native
  const also = coarse.map(({ fitted }) => spreadOver(prepared.training.moments, fitted))
  const rows = prepared.values.map((value, row) => {
    if (Number.isNaN(value)) return 0
    const sums = perMember.map((member) => 1 + (shared[row] ?? 0) + (member[row] ?? 0))
    const total = sums.reduce((sum, own) => sum + own, 0)
    const squares = sums.reduce((sum, own) => sum + own * own, 0)
    const excess = also.reduce((sum, view) => sum + (view[row] ?? 0), 0)
    return withCoarse(meanOf(sums.length, total, squares), excess)
  })
  if (hold === 1) return rows
  return rows.map((_, row) =>
    rows.subarray(Math.max(0, row - hold + 1), row + 1).reduce((most, own) => Math.max(most, own), 0),
  )
}

/** Excess evidence of closed buckets at the rows after them, until the next one closes. */
function spreadOver({ timestampsS }: Moments, { shared, perMember, prepared }: FittedView): Float64Array {
  const { moments: buckets, series } = prepared.training
  const { granularity } = series
  let next = 0
  let excess = 0
  return timestampsS.map((timestampS) => {
    while (next < prepared.values.length && timestampS >= endOf(buckets.timestampsS, next, granularity)) {
      excess = Number.isNaN(prepared.values[next] ?? 0) ? 0 : excessAt(shared, perMember, next)
      next += 1
    }
    return excess
  })
}

function endOf(buckets: Float64Array, at: number, granularity: SeriesDescription['granularity']): number {
  const start = buckets[at] ?? 0
  if (granularity === 'monthly') return buckets[at + 1] ?? start + 31 * 86_400
  return start + (granularity === 'daily' ? 86_400 : 3600)
}

function excessAt(shared: Float64Array, perMember: readonly Float64Array[], row: number): number {
  const own = perMember.reduce((sum, member) => sum + (member[row] ?? 0), 0)
  return (shared[row] ?? 0) + own / Math.max(1, perMember.length)
}

function memoryOf(native: FittedView, coarse: readonly CoarseView[], hold: number): Float64Array {
  const parts = [startHold(hold), memoryAfter(native.view, native.prepared)]
  for (const { fitted, open } of coarse) parts.push(open, memoryAfter(fitted.view, fitted.prepared))
  const memory = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    memory.set(part, at)
    at += part.length
  }
  return memory
}
