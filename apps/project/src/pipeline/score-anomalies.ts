import { ANOMALY_REASONS, FLAG_ANOMALY, FLAG_UNSCORED, type Flag } from '@tcctv/contracts'
import type { BatchScore } from '../scorer.ts'
import type { CheckedBatch } from './check-tolerance.ts'

/** A batch with all its flags in canonical order, and the model's answer for every reading. */
export type ScoredBatch = CheckedBatch & { readonly scored: BatchScore }

const MOST_MILLIONTHS = 0xffff_ffff

/**
 * Adds the model's alerts to the flags. An alert never changes or drops a reading. A batch to which the model does not
 * apply yet is marked as unscored, so that a missing alert can't be taken for a clean one.
 */
export function scoreAnomalies(batch: CheckedBatch, scored: BatchScore): ScoredBatch {
  const alerts = scored.isScored ? alertsOf(scored) : [UNSCORED]
  const flags = [...batch.flags, ...alerts].toSorted(
    (left, right) =>
      left.column - right.column ||
      left.position - right.position ||
      left.code - right.code ||
      left.detail - right.detail,
  )
  return { ...batch, flags, scored }
}

const UNSCORED: Flag = { column: 0, position: 0, code: FLAG_UNSCORED, detail: 0, scoreMillionths: 0 }

function alertsOf({ scores }: BatchScore): Flag[] {
  return scores.flatMap((column, columnIndex) =>
    column.flatMap((answer, position) => {
      if (answer === null || !answer.alert || answer.reason === '') return []
      const scoreMillionths = Math.min(Math.round(answer.score * 1e6), MOST_MILLIONTHS)
      return [
        { column: columnIndex, position, code: FLAG_ANOMALY, detail: ANOMALY_REASONS[answer.reason], scoreMillionths },
      ]
    }),
  )
}
