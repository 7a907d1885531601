import { serializeModel } from '@tcctv/anomaly'
import { alertsOf } from '../alerts/alerts.ts'
import { projectError } from '../errors.ts'
import type { Project } from '../project.ts'
import type { StoredModel } from '../scorer.ts'
import { readTraining } from './kept-training.ts'
import { fitLane, historyDocuments, historyOf, type HistoryReading, type TrainingStep } from './train.ts'
import type { TrainingJobs } from './training-jobs.ts'

/**
 * Trains a new version on the history of the model in use and all readings committed since. Readings of alerts that are
 * open or confirmed are left out; those explained, and false alarms, are normal. Both versions then judge the readings
 * since the training of the one in use. The new one takes effect when the operator has recorded it on the chain.
 *
 * @throws {TcctvError} NO_MODEL when there is none to replace; TRAINING_FAILED, ANOMALY_HISTORY
 */
export async function* retrain(
  project: Project,
  jobs: TrainingJobs,
  { signal }: { readonly signal: AbortSignal },
): AsyncGenerator<TrainingStep, StoredModel> {
  yield jobs.told({ step: 'read history', state: 'running', detail: '', share: 0 })
  const old = project.model()
  if (old === null) throw projectError('NO_MODEL', {})
  const { lane, trainedToS } = old
  const before = (readTraining(project.directory, old.modelHash)?.history ?? []).map(([startS, count]) => ({
    startS,
    count: BigInt(count),
  }))
  const since = project.readModel.judgedReadings(lane, trainedToS, Number.MAX_SAFE_INTEGER)
  const all: readonly HistoryReading[] = [...before, ...since]
  const excluded = excludedStarts(project, lane)
  const readings = all.filter(({ startS }) => !excluded.has(startS))
  const detail = `${readings.length} readings, ${all.length - readings.length} of alerts left out`
  yield jobs.told({ step: 'read history', state: 'done', detail, share: 0.1 })
  const documents = historyDocuments(project)
  const description = documents.version.lanes[lane]
  if (description === undefined || since.length === 0) throw projectError('NOTHING_NEW', {})
  const rows = historyOf(documents, description, all)
  const fromRow = rows.values.length - ((all.at(-1)?.startS ?? 0) - trainedToS) / description.stepS - 1
  const compare = { oldModel: serializeModel(old.model), ...rows, fromRow: Math.max(0, fromRow) }
  const newest = all.at(-1)?.startS ?? trainedToS
  const history = { lane, readings, trainedToS: newest + description.stepS, compare }
  return yield* fitLane(project, jobs, documents, history, signal)
}

/** Starts of readings that are in an open or a confirmed alert. */
function excludedStarts({ readModel }: Project, lane: number): ReadonlySet<number> {
  const kept = alertsOf(readModel).filter(
    (alert) => alert.lane === lane && (alert.state === 'open' || alert.state === 'confirmed'),
  )
  return new Set(kept.flatMap(({ readings }) => readings.map(({ startS }) => startS)))
}
