import { coarserThan, LEAST_DAYS } from './buckets.ts'
import type { CandidateReport, ModelCard } from './card.ts'
import type { Training } from './expectation.ts'
import type { Prepared } from './fit-view.ts'
import type { Model } from './model.ts'
import type { SeriesDescription } from './series.ts'
import { allowedDays, countEpisodes, episodeRule } from './threshold.ts'
import { checkNamed } from './zoo.ts'
import { ENSEMBLES } from './fit-stage.ts'
import type { ResidualRange } from './drift.ts'
import type { Selection } from './select.ts'

/** What a fit leaves behind for its card. */
export type FitRecord = {
  readonly model: Model
  readonly prepared: Prepared
  readonly candidates: readonly CandidateReport[]
  readonly expected: Float64Array | null
  readonly evidence: Float64Array
  /** Null when there were no trials. */
  readonly selection: Selection | null
  readonly residuals: ResidualRange | null
}

/** The card of a fit, not sealed: see `sealCard`. */
export function cardOf({
  model,
  prepared,
  candidates,
  expected,
  evidence,
  selection,
  residuals,
}: FitRecord): ModelCard {
  const { training, values } = prepared
  const { series, moments } = training
  const fromS = moments.timestampsS[0] ?? 0
  const toS = moments.timestampsS.at(-1) ?? 0
  return {
    card: 1,
    series: series.id,
    granularity: series.granularity,
    modelHash: null,
    code: { package: '@tcctv/anomaly', version: '0.1.0' },
    data: { rows: values.length, missing: values.filter(Number.isNaN).length, fromS, toS, ...stepFaults(training) },
    profile: {
      days: (toS - fromS) / 86_400,
      shareOfZeros: values.length === 0 ? 0 : values.filter((value) => value === 0).length / values.length,
      explained: expected === null ? 0 : explainedShare(training.readings, expected),
    },
    seed: model.seed,
    configuration: {
      holdRows: model.hold,
      selection: 'smallest out-of-fold absolute error; models that follow the level × 1.03',
      ensemble: selection?.ensemble ?? ENSEMBLES[0],
      thresholdMargin: selection?.margin ?? 1,
    },
    candidates: [...ranked(candidates), ...missingViews(series, (toS - fromS) / 86_400, model.views)],
    deployed: model.views.flatMap(({ members }) =>
      members.map(({ expectation }) => expectation?.name ?? 'no expectation'),
    ),
    checks: checksOf(model),
    trials: selection === null ? null : selection.ensembles,
    recallPerThreat: selection === null ? [] : selection.recallPerThreat,
    residuals,
    threshold: model.threshold,
    allowedRate: { episodes: 1, perDays: allowedDays(series) },
    outOfFoldEpisodes: countEpisodes(evidence, model.threshold, episodeRule(series)),
  }
}

function checksOf({ views }: Model): ModelCard['checks'] {
  const names = views.flatMap(({ checks, members }) => [checks, ...members.map((member) => member.checks)].flat())
  return [...new Set(names.map(({ name }) => name))].map((name) => ({ name, code: checkNamed(name)?.code ?? '' }))
}

function stepFaults({ series, moments }: Training): { readonly gaps: number; readonly repeatedTimes: number } {
  let gaps = 0
  let repeatedTimes = 0
  const { timestampsS } = moments
  for (let row = 1; row < timestampsS.length; row += 1) {
    const elapsed = (timestampsS[row] ?? 0) - (timestampsS[row - 1] ?? 0)
    if (elapsed > 1.5 * series.stepSeconds) gaps += 1
    if (elapsed <= 0) repeatedTimes += 1
  }
  return { gaps, repeatedTimes }
}

/** 1 − absolute error of the expectation ÷ absolute error of the mean; 0 when it explains nothing. */
function explainedShare(readings: Float64Array, expected: Float64Array): number {
  const seen = readings.filter(Number.isFinite)
  const mean = seen.reduce((sum, reading) => sum + reading, 0) / Math.max(1, seen.length)
  const around = seen.reduce((sum, reading) => sum + Math.abs(reading - mean), 0)
  const missed = readings.reduce((sum, reading, row) => {
    const error = Math.abs(reading - (expected[row] ?? Number.NaN))
    return Number.isFinite(error) ? sum + error : sum
  }, 0)
  return around > 0 ? Math.max(0, 1 - missed / around) : 0
}

function ranked(candidates: readonly CandidateReport[]): CandidateReport[] {
  const order = candidates
    .filter(({ forecastError }) => forecastError !== null)
    .sort((a, b) => (a.forecastError ?? 0) - (b.forecastError ?? 0))
  return candidates.map((candidate) => {
    const rank = order.indexOf(candidate)
    return rank < 0 ? candidate : { ...candidate, rank: rank + 1 }
  })
}

/** Coarser views that have too little history, so that nobody takes silence for a result. */
function missingViews(series: SeriesDescription, days: number, views: Model['views']): CandidateReport[] {
  const fitted = views.map((view) => view.series.granularity)
  return coarserThan(series)
    .filter((view) => !fitted.includes(view))
    .map((granularity) => ({
      name: 'view',
      granularity,
      rank: null,
      forecastError: null,
      notEvaluated: `needs ${LEAST_DAYS[granularity]} days of history, found ${Math.floor(days)}`,
    }))
}
