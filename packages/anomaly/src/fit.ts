import type { CandidateReport, ModelCard } from './card.ts'
import { cardOf } from './describe-fit.ts'
import type { FittedExpectation } from './fit-view.ts'
import { assemble, ENSEMBLES, stageOf } from './fit-stage.ts'
import type { Model } from './model.ts'
import { select } from './select.ts'
import type { History, SeriesDescription } from './series.ts'

/**
 * Fits one detector to an unlabelled history: every candidate is cross-fitted by blocks, the ensemble is chosen by
 * injected threats on the last part of the history, and scales, ranks and the alert threshold come from out-of-fold
 * evidence and that last part only. With next to no history only the physical checks remain. The same input and seed
 * give the same bytes on every engine; the seed draws the injected threats. Does not check that the history is free of
 * anomalies; it only resists them.
 *
 * @throws {TcctvError} ANOMALY_HISTORY
 * @example fit(history, series).card.deployed // ['profile hour-of-week', 'ridge, following']
 */
export function fit(
  history: History,
  series: SeriesDescription,
  options: FitOptions = {},
): { readonly model: Model; readonly card: ModelCard } {
  const { seed = 0n, onProgress } = options
  const stage = stageOf(history, series)
  onProgress?.('candidates', 1 / 3)
  const selection = select(history, series, seed)
  onProgress?.('selection', 2 / 3)
  const { ensemble, margin } = selection ?? { ensemble: ENSEMBLES[0], margin: 1 }
  const { model, evidence, expected, residuals } = assemble(stage, { ensemble, margin, seed })
  const candidates = [...stage.fitted.map(reportOf), ...stage.refused]
  const { prepared } = stage
  onProgress?.('threshold', 1)
  return { model, card: cardOf({ model, prepared, candidates, expected, evidence, selection, residuals }) }
}

type FitOptions = {
  readonly seed?: bigint
  /** Told after each part of the work, with the share of the parts that are done. */
  readonly onProgress?: (stage: 'candidates' | 'selection' | 'threshold', share: number) => void
}

function reportOf({ expectation, error }: FittedExpectation): CandidateReport {
  return { name: expectation.name, granularity: 'native', rank: null, forecastError: error, notEvaluated: null }
}
