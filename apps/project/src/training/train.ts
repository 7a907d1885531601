import { parseModel, type History, type SeriesDescription } from '@tcctv/anomaly'
import type { Lane } from '@tcctv/methodology'
import { compileOffsetTable, DAY_S, localDayOf, offsetAt } from '@tcctv/units'
import type { Documents, DocumentsInForce } from '../documents.ts'
import { projectError } from '../errors.ts'
import { parseRows, type RowFormat } from '../pipeline/parse-rows.ts'
import { refuseRows } from '../pipeline/refuse-rows.ts'
import { rowReader } from '../pipeline/row-reader.ts'
import type { Project } from '../project.ts'
import { storeModel, type StoredModel } from '../scorer.ts'
import { keepTraining } from './kept-training.ts'
import type { TrainingJobs } from './training-jobs.ts'
import type { TrainingOrder } from './training-order.ts'

/** One line of training progress; `share` is of the whole training, 0 to 1. */
export type TrainingStep = {
  readonly step: string
  readonly state: 'running' | 'done'
  readonly detail: string
  readonly share: number
}

/** Share of reading the file, and of all until the model is fitted. */
const READ_SHARE = 0.1
const FITTED_SHARE = 0.98

/**
 * Trains the project's model on a historical file, unlabelled, and stores model and card by their hashes. The model is
 * used once the operator has recorded both hashes on the chain. Only readings before the end of the file are history;
 * later ones are scored, these never. They are read by the latest documents, up to 20 years before the crediting period.
 * The fitting runs in a thread of its own.
 *
 * @throws {TcctvError} TRAINING_BUSY; ROWS_REFUSED, IMPORT_EMPTY; ANOMALY_HISTORY when the history is too short
 */
export async function* train(
  project: Project,
  jobs: TrainingJobs,
  body: AsyncIterable<Uint8Array>,
  options: { readonly format: RowFormat; readonly source: string | undefined; readonly signal: AbortSignal },
): AsyncGenerator<TrainingStep, StoredModel> {
  const { signal } = options
  yield jobs.told({ step: 'read history', state: 'running', detail: '', share: 0 })
  const documents = historyDocuments(project)
  const reader = rowReader({ ...project, inForce: always(documents) }, options.source)
  const rows = await parseRows(body, options.format, reader, { signal })
  refuseRows(rows, { batches: [], known: [], faults: [] })
  const read = `${rows.readings.length} readings, ${rows.gaps} gaps`
  yield jobs.told({ step: 'read history', state: 'done', detail: read, share: READ_SHARE })
  const { lane = 0 } = rows.readings[0] ?? {}
  const readings = rows.readings.filter((reading) => reading.lane === lane)
  const last = readings.at(-1)
  const trainedToS = (last?.startS ?? 0) + (last?.stepS ?? 0)
  const history = { lane, readings, trainedToS, compare: null }
  return yield* fitLane(project, jobs, documents, history, signal)
}

/** A lane's readings that a model is fitted to. */
export type LaneHistory = {
  readonly lane: number
  readonly readings: readonly HistoryReading[]
  readonly trainedToS: number
  readonly compare: TrainingOrder['compare']
}
export type HistoryReading = { readonly startS: number; readonly count: bigint }

/** Fits a lane in the training thread and stores what it gives. */
export async function* fitLane(
  project: Project,
  jobs: TrainingJobs,
  documents: Documents,
  { lane, readings, trainedToS, compare }: LaneHistory,
  signal: AbortSignal,
): AsyncGenerator<TrainingStep, StoredModel> {
  const description = documents.version.lanes[lane]
  if (description === undefined) throw new RangeError(`lane ${lane} is not in the PDD version`)
  const of = `${description.parameter} of ${description.meter}`
  yield jobs.told({ step: 'train', state: 'running', detail: of, share: READ_SHARE })
  const series = seriesOf(documents, project.file, description)
  const order = { history: historyOf(documents, description, readings), series, compare }
  for await (const line of jobs.fit(order, { signal })) {
    if ('share' in line) {
      const share = READ_SHARE + line.share * (FITTED_SHARE - READ_SHARE)
      yield jobs.told({ step: 'train', state: 'running', detail: `${of}: ${line.stage}`, share })
    } else {
      const history = readings.map(({ startS, count }) => [startS, String(count)] as const)
      const { model, card, comparison } = line
      const stored = storeModel(project.directory, { lane, trainedToS, model: parseModel(model), card })
      keepTraining(project.directory, stored.modelHash, { history, comparison, trainedAtS: project.nowS() })
      yield jobs.told({ step: 'train', state: 'done', detail: `model ${stored.modelHash}`, share: 1 })
      return stored
    }
  }
  throw projectError('TRAINING_FAILED', { reason: 'the thread gave no model' })
}

/** An initialisation phase ends where the crediting period begins, or earlier. */
const HISTORY_S = 20 * 366 * DAY_S

/** The latest documents, reading days before the crediting period too. */
export function historyDocuments({ inForce }: Project): Documents {
  const documents = inForce.latest()
  const { zone, crediting } = documents.version
  const period = { fromS: crediting.fromS - HISTORY_S, toS: crediting.toS }
  const version = { ...documents.version, crediting: period, offsets: compileOffsetTable(zone, period) }
  return { ...documents, version }
}

/** Documents for every day, whatever is in force on it. */
function always(documents: Documents): DocumentsInForce {
  const of = (atS: number) => ({ day: localDayOf(documents.version.offsets, atS), documents })
  return { at: () => documents, of, latest: () => documents, all: () => [documents] }
}

/** The history on an even grid of local wall-clock times; missing intervals are NaN. */
export function historyOf({ version }: Documents, lane: Lane, readings: readonly HistoryReading[]): History {
  const { offsets } = version
  const [first, last] = [readings[0]?.startS ?? 0, readings.at(-1)?.startS ?? 0]
  const length = (last - first) / lane.stepS + 1
  const values = new Float64Array(length).fill(Number.NaN)
  const timestampsS = Float64Array.from(
    { length },
    (_, index) => first + index * lane.stepS + offsetAt(offsets, first + index * lane.stepS),
  )
  for (const { startS, count } of readings) values[(startS - first) / lane.stepS] = Number(count) * Number(lane.quantum)
  return { timestampsS, values }
}

function seriesOf({ pdd }: Documents, file: Project['file'], lane: Lane): SeriesDescription {
  const activity = pdd.activity ?? {}
  const day = 86_400 / lane.stepS
  return {
    id: `${file.slug}:${lane.parameter}:${lane.meter}`,
    granularity: lane.stepS === 900 ? '15min' : lane.stepS === 3600 ? 'hourly' : 'minutes',
    stepSeconds: lane.stepS,
    period: day,
    week: day * 7,
    kind: kindOf(activity['technology']),
    unit: lane.unit,
    nameplate: nameplateOf(activity['rated'], lane),
    covariates: [],
  }
}

function kindOf(technology: unknown): SeriesDescription['kind'] {
  if (typeof technology !== 'string') return 'process'
  if (technology.startsWith('solar')) return 'solar'
  return technology.startsWith('wind') ? 'wind' : 'process'
}

/** Rated amount of one interval of a lane; null when it is not known. */
export function nameplateOfLane({ pdd, version }: Documents, lane: number): number | null {
  const found = version.lanes[lane]
  return found === undefined ? null : nameplateOf((pdd.activity ?? {})['rated'], found)
}

/** Rated power as energy per interval, for power in kW and lanes in kWh; null when it is not known. */
function nameplateOf(rated: unknown, lane: Lane): number | null {
  if (typeof rated !== 'object' || rated === null || !('value' in rated) || !('unit' in rated)) return null
  if (rated.unit !== 'kW' || lane.unit !== 'kWh' || typeof rated.value !== 'string') return null
  return (Number(rated.value) * lane.stepS) / 3600
}
