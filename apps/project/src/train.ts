import { fit, type History, type SeriesDescription } from '@tcctv/anomaly'
import type { Lane } from '@tcctv/methodology'
import { compileOffsetTable, DAY_S, localDayOf, offsetAt } from '@tcctv/units'
import type { Documents, DocumentsInForce } from './documents.ts'
import { parseRows, type RowFormat } from './pipeline/parse-rows.ts'
import { refuseRows } from './pipeline/refuse-rows.ts'
import { rowReader } from './pipeline/row-reader.ts'
import type { Project } from './project.ts'
import { storeModel, type StoredModel } from './scorer.ts'

/** One line of training progress. */
export type TrainingStep = { readonly step: string; readonly state: 'running' | 'done'; readonly detail: string }

/**
 * Trains the project's model on a historical file, unlabelled, and stores model and card by their hashes. The model is
 * used once the operator has recorded both hashes on the chain. Only readings before the end of the file are history;
 * later ones are scored, these never. They are read by the latest documents, up to 20 years before the crediting period.
 *
 * @throws {TcctvError} ROWS_REFUSED, IMPORT_EMPTY; ANOMALY_HISTORY when the history is too short
 */
export async function* train(
  project: Project,
  body: AsyncIterable<Uint8Array>,
  options: { readonly format: RowFormat; readonly source: string | undefined; readonly signal: AbortSignal },
): AsyncGenerator<TrainingStep, StoredModel> {
  yield { step: 'read history', state: 'running', detail: '' }
  const documents = historyDocuments(project)
  const reader = rowReader({ ...project, inForce: always(documents) }, options.source)
  const rows = await parseRows(body, options.format, reader, { signal: options.signal })
  refuseRows(rows, { batches: [], known: [], faults: [] })
  yield { step: 'read history', state: 'done', detail: `${rows.readings.length} readings, ${rows.gaps} gaps` }
  const { lane = 0 } = rows.readings[0] ?? {}
  const description = documents.version.lanes[lane]
  if (description === undefined) throw new RangeError(`lane ${lane} is not in the PDD version`)
  yield { step: 'train', state: 'running', detail: `${description.parameter} of ${description.meter}` }
  const readings = rows.readings.filter((reading) => reading.lane === lane)
  const { model, card } = fit(
    historyOf(documents, description, readings),
    seriesOf(documents, project.file, description),
  )
  const last = readings.at(-1)
  const stored = storeModel(project.directory, lane, (last?.startS ?? 0) + (last?.stepS ?? 0), model, card)
  yield { step: 'train', state: 'done', detail: `model ${stored.modelHash}` }
  return stored
}

/** An initialisation phase ends where the crediting period begins, or earlier. */
const HISTORY_S = 20 * 366 * DAY_S

/** The latest documents, reading days before the crediting period too. */
function historyDocuments({ inForce }: Project): Documents {
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
function historyOf(
  { version }: Documents,
  lane: Lane,
  readings: readonly { readonly startS: number; readonly count: bigint }[],
): History {
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

/** Rated power as energy per interval, for power in kW and lanes in kWh; null when it is not known. */
function nameplateOf(rated: unknown, lane: Lane): number | null {
  if (typeof rated !== 'object' || rated === null || !('value' in rated) || !('unit' in rated)) return null
  if (rated.unit !== 'kW' || lane.unit !== 'kWh' || typeof rated.value !== 'string') return null
  return (Number(rated.value) * lane.stepS) / 3600
}
