import { bucketsOf, coarserThan, coarseSeries, LEAST_DAYS, type Coarse } from './buckets.ts'
import type { Moment } from './calendar.ts'
import type { CandidateReport, ModelCard } from './card.ts'
import { cardOf } from './describe-fit.ts'
import { meanOf, withCoarse } from './engine.ts'
import { fitExpectations, fitView, memoryAfter, prepare, type FittedExpectation, type FittedView } from './fit-view.ts'
import { historyDays, SHORT_HISTORY_DAYS } from './history-length.ts'
import { holdRows, startHold } from './hold.ts'
import type { Model } from './model.ts'
import { isSubDaily, type History, type SeriesDescription } from './series.ts'
import { thresholdFrom } from './threshold.ts'

/**
 * Fits one detector to an unlabelled history: every candidate is cross-fitted by blocks, the chosen ones are averaged
 * under the checks, and scales, ranks and the alert threshold come from out-of-fold evidence only. With next to no
 * history only the physical checks remain. The same input gives the same bytes on every engine. Does not check that the
 * history is free of anomalies; it only resists them.
 *
 * @throws {TcctvError} ANOMALY_HISTORY
 * @example fit(history, series).card.deployed // ['profile hour-of-week', 'ridge, following']
 */
export function fit(
  history: History,
  series: SeriesDescription,
  options: FitOptions = {},
): { readonly model: Model; readonly card: ModelCard } {
  const prepared = prepare(history, series)
  const coarser = coarserThan(series)
  const parts = coarser.length + 3
  let done = 0
  const tell = (stage: FitStage): void => options.onProgress?.(stage, (done += 1) / parts)
  const { fitted, refused } = fitExpectations(prepared.training)
  tell('candidates')
  const chosen = choose(fitted)
  const native = fitView(prepared, chosen)
  tell(series.granularity)
  const coarse = coarser.flatMap((granularity) => {
    const view = fitCoarse({ ...history, values: prepared.training.readings }, series, granularity)
    tell(granularity)
    return view
  })
  const isShort = historyDays(prepared.training.moments) < SHORT_HISTORY_DAYS
  const hold = isShort && isSubDaily(series) ? holdRows(series) : 1
  const evidence = heldEvidence(native, coarse, hold)
  const model: Model = {
    model: 2,
    series,
    views: [native.view, ...coarse.map(({ fitted: { view } }) => view)],
    hold,
    threshold: thresholdFrom(evidence, series),
    seed: `${options.seed ?? 0n}`,
    memory: memoryOf(native, coarse, hold),
  }
  tell('threshold')
  const candidates = [...fitted.map(reportOf), ...refused]
  return { model, card: cardOf({ model, prepared, candidates, expected: chosen[0]?.expected ?? null, evidence }) }
}

/** What was just done: the candidates, a granularity, or the threshold. */
type FitStage = 'candidates' | SeriesDescription['granularity'] | 'threshold'
type FitOptions = {
  readonly seed?: bigint
  /** Told after each part of the work, with the share of the parts that are done. */
  readonly onProgress?: (stage: FitStage, share: number) => void
}

/** A view of closed buckets, its open bucket, and its excess evidence by the start of the bucket. */
type CoarseView = { readonly fitted: FittedView; readonly open: Float64Array }

function fitCoarse(history: History, series: SeriesDescription, granularity: Coarse): CoarseView[] {
  const days = ((history.timestampsS.at(-1) ?? 0) - (history.timestampsS[0] ?? 0)) / 86_400
  if (days < LEAST_DAYS[granularity]) return []
  const { history: buckets, open } = bucketsOf(history, series, granularity)
  const prepared = prepare(buckets, coarseSeries(series, granularity))
  const { fitted } = fitExpectations(prepared.training)
  return [{ fitted: fitView(prepared, choose(fitted)), open }]
}

/** The best profile and the best regression, so that neither the calendar nor the weather is trusted alone. */
function choose(fitted: readonly FittedExpectation[]): FittedExpectation[] {
  const isRegression = ({ expectation }: FittedExpectation): boolean => expectation.name === 'ridge, following'
  const best = (group: readonly FittedExpectation[]): FittedExpectation[] =>
    group.toSorted((a, b) => weighted(a) - weighted(b)).slice(0, 1)
  return [
    ...best(fitted.filter(({ expectation }) => expectation.name.startsWith('profile'))),
    ...best(fitted.filter(isRegression)),
  ]
}

function weighted({ error, expectation }: FittedExpectation): number {
  return error * expectation.handicap
}

function reportOf({ expectation, error }: FittedExpectation): CandidateReport {
  return { name: expectation.name, granularity: 'native', rank: null, forecastError: error, notEvaluated: null }
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
function spreadOver(moments: readonly Moment[], { shared, perMember, prepared }: FittedView): Float64Array {
  const { moments: buckets, series } = prepared.training
  const { granularity } = series
  let next = 0
  let excess = 0
  return Float64Array.from(moments, ({ timestampS }) => {
    while (next < buckets.length && timestampS >= endOf(buckets, next, granularity)) {
      excess = Number.isNaN(prepared.values[next] ?? 0) ? 0 : excessAt(shared, perMember, next)
      next += 1
    }
    return excess
  })
}

function endOf(buckets: readonly Moment[], at: number, granularity: SeriesDescription['granularity']): number {
  const start = buckets[at]?.timestampS ?? 0
  if (granularity === 'monthly') return buckets[at + 1]?.timestampS ?? start + 31 * 86_400
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
