import type { CandidateReport, ModelCard } from './card.ts'
import { cardOf } from './describe-fit.ts'
import { meanOf } from './engine.ts'
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
  options: { readonly seed?: bigint } = {},
): { readonly model: Model; readonly card: ModelCard } {
  const prepared = prepare(history, series)
  const { fitted, refused } = fitExpectations(prepared.training)
  const chosen = choose(fitted)
  const native = fitView(prepared, chosen)
  const isShort = historyDays(prepared.training.moments) < SHORT_HISTORY_DAYS
  const hold = isShort && isSubDaily(series) ? holdRows(series) : 1
  const evidence = heldEvidence(native, hold)
  const model: Model = {
    model: 2,
    series,
    views: [native.view],
    hold,
    threshold: thresholdFrom(evidence, series),
    seed: `${options.seed ?? 0n}`,
    memory: memoryOf([native], hold),
  }
  const candidates = [...fitted.map(reportOf), ...refused]
  return { model, card: cardOf({ model, prepared, candidates, expected: chosen[0]?.expected ?? null, evidence }) }
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
function heldEvidence({ shared, perMember, prepared }: FittedView, hold: number): Float64Array {
  const combinedRows = prepared.values.map((value, row) => {
    if (Number.isNaN(value)) return 0
    const sums = perMember.map((member) => 1 + (shared[row] ?? 0) + (member[row] ?? 0))
    const total = sums.reduce((sum, own) => sum + own, 0)
    return meanOf(
      sums.length,
      total,
      sums.reduce((sum, own) => sum + own * own, 0),
    )
  })
  return hold === 1
    ? combinedRows
    : combinedRows.map((_, row) =>
        combinedRows.subarray(Math.max(0, row - hold + 1), row + 1).reduce((most, value) => Math.max(most, value), 0),
      )
}

function memoryOf(views: readonly FittedView[], hold: number): Float64Array {
  const parts = [startHold(hold), ...views.map(({ view, prepared }) => memoryAfter(view, prepared))]
  const memory = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    memory.set(part, at)
    at += part.length
  }
  return memory
}
