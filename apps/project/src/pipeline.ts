import { encodeColumns, encodeFlags, flagsTypedData, type EvidenceClassName } from '@tcctv/contracts'
import type { Reading } from '@tcctv/methodology'
import { bytesToHex, keccak256 } from 'viem'
import { formatLocalDay, formatTime, type LocalDay } from '@tcctv/units'
import { projectError } from './errors.ts'
import { sha256Of } from './evidence.ts'
import type { DayBatch, ReadingIndex } from './pipeline/identify.ts'
import { checkTolerance } from './pipeline/check-tolerance.ts'
import { identify } from './pipeline/identify.ts'
import { scoreAnomalies } from './pipeline/score-anomalies.ts'
import { parseRows, type RowFormat } from './pipeline/parse-rows.ts'
import { rowReader } from './pipeline/row-reader.ts'
import { refuseRows } from './pipeline/refuse-rows.ts'
import { substituteByVersion } from './pipeline/substitute-by-version.ts'
import type { TreatedGap } from './pipeline/substitute-gaps.ts'
import { signable, type SignableBatch } from './pipeline/signable.ts'
import type { Project } from './project.ts'
import type { Hex } from './read-model/projected.ts'

/** What a body holds and what of it is new, ready to be signed. Nothing of it is stored yet. */
export type PreparedRows = {
  readonly sourceHash: string
  readonly rows: number
  readonly gaps: number
  /** Readings between distant registers: only their total was measured. */
  readonly spread: number
  readonly readings: number
  readonly known: number
  /** Last local day with readings of the body, new or known. */
  readonly lastDay: LocalDay | undefined
  /** Gaps and what became of them, if their substitution was asked for. */
  readonly gapsTreated: readonly TreatedGap[]
  readonly batches: readonly SignableBatch[]
}

export type PrepareOptions = {
  readonly format: RowFormat
  readonly source: string | undefined
  readonly signer: Hex
  readonly evidence: EvidenceClassName
  /** Exception whose day the body corrects: readings that are there already are replaced. */
  readonly correct?: number
  /** Whether gaps are filled by the methodology's rules; the values are batches of their own class. */
  readonly substitute?: boolean
  readonly signal: AbortSignal
}

/** What became of a batch: its transaction and the highest tolerance case of its readings. */
export type CommittedBatch = {
  readonly block: number
  readonly tx: Hex
  readonly isRepeated: boolean
  readonly highestCase: number
}

/**
 * The way of one reading, first half: from a body to batches that the proponent or the meter signs. A body with any
 * fault is refused as a whole.
 *
 * @throws {TcctvError} ROWS_REFUSED with all faults by row; IMPORT_EMPTY, IMPORT_TOO_LARGE, IMPORT_SOURCE
 */
export async function prepareRows(
  project: Project,
  body: AsyncIterable<Uint8Array>,
  options: PrepareOptions,
): Promise<PreparedRows> {
  await project.project() // a projection that failed after its commit must not make known readings new
  const rows = await parseRows(body, options.format, rowReader(project, options.source), { signal: options.signal })
  const index = options.correct === undefined ? indexOf(project) : NOTHING_YET
  const context = { of: project.inForce.of, index }
  const measured = identify(rows, context)
  refuseRows(rows, measured)
  const gapsTreated = options.substitute === true ? await substituteByVersion(project, rows.readings) : []
  const values = gapsTreated.flatMap(({ readings }) => readings)
  const all = [...rows.readings, ...values].toSorted((left, right) => left.startS - right.startS)
  const batch =
    values.length === 0 ? measured : identify({ readings: all }, { ...context, substituted: new Set(values) })
  refuseRows(rows, batch)
  if (options.correct !== undefined) checkCorrection(project, options.correct, batch.batches)
  const batches = await signable(project, batch, rows.sourceHash, options)
  return {
    sourceHash: rows.sourceHash,
    rows: rows.rows,
    gaps: rows.gaps,
    spread: rows.spread,
    readings: rows.readings.length,
    known: measured.known.length,
    lastDay: lastDayOf(project, rows.readings),
    gapsTreated,
    batches,
  }
}

/**
 * Batches that fill the gaps between committed readings of open days. Their source is the list of gaps and what became of
 * each, as JSON; a gap that stays open gives no batch.
 *
 * @throws {TcctvError} ROWS_REFUSED when the chain would refuse a value
 */
export async function prepareSubstitution(
  project: Project,
  signer: Hex,
): Promise<{ readonly prepared: PreparedRows; readonly bytes: Uint8Array }> {
  const gapsTreated = await substituteByVersion(project, [])
  const readings = gapsTreated
    .flatMap((gap) => gap.readings)
    .toSorted((left, right) => left.startS - right.startS || left.lane - right.lane)
  const found = identify(
    { readings },
    { of: project.inForce.of, index: indexOf(project), substituted: new Set(readings) },
  )
  const listed = gapsTreated.map(({ lane, fromS, toS, outcome, readings: values }) => ({
    ...seriesOf(project, lane, fromS),
    from: formatTime(fromS),
    to: formatTime(toS),
    outcome,
    readings: values.length,
  }))
  const bytes = new TextEncoder().encode(JSON.stringify({ schema: 'tcctv-substitution/1', gaps: listed }))
  const sourceHash = sha256Of(bytes)
  const counts = { rows: 0, gaps: gapsTreated.length, spread: 0, readings: readings.length, known: found.known.length }
  if (found.faults.length > 0)
    throw projectError('ROWS_REFUSED', { faultCount: found.faults.length, rows: 0, faults: found.faults })
  const batches = await signable(project, found, sourceHash, { signer, evidence: 'file' })
  const lastDay = lastDayOf(project, readings)
  return { prepared: { sourceHash, ...counts, lastDay, gapsTreated, batches }, bytes }
}

/**
 * The way of one reading, second half: from a signed batch to the chain and the projection. When it returns, the batch
 * is in a durable block. Sending the same signed batch again gives the first receipt.
 *
 * @throws {TcctvError} INTAKE_SUSPENDED, SIGNER_NOT_AUTHORISED, SIGNATURE_INVALID and the ledger's other refusals
 */
export function commitBatch(
  project: Project,
  batch: SignableBatch,
  signature: Hex,
  options: { readonly signal: AbortSignal },
): Promise<CommittedBatch> {
  // The scorer's state that the flags follow from must be the one that this batch's block finds.
  return project.exclusive(() => commitInTurn(project, batch, signature, options))
}

async function commitInTurn(
  project: Project,
  batch: SignableBatch,
  signature: Hex,
  options: { readonly signal: AbortSignal },
): Promise<CommittedBatch> {
  const checked = checkTolerance(batch, project.inForce.at(batch.day).version)
  const scored = scoreAnomalies(checked, project.score(batch.columns))
  const flags = encodeFlags(scored.flags)
  const message = { batch: batch.digest, flags: keccak256(bytesToHex(flags)) }
  const serviceSignature = await project.serviceAccount.signTypedData(flagsTypedData(project.ledger.domain, message))
  const { evidence, source, sequence } = batch
  const signed = {
    columns: encodeColumns(batch.columns),
    evidence,
    source,
    sequence,
    signature,
    flags,
    serviceSignature,
  }
  const receipt = await project.ledger.commitBatch(signed, options)
  await project.project({ tx: receipt.tx, scored: scored.scored })
  return { block: receipt.block, tx: receipt.tx, isRepeated: receipt.repeated, highestCase: scored.highestCase }
}

const NOTHING_YET: ReadingIndex = { countAt: () => undefined, endOf: () => undefined, lastFinalDay: undefined }

/** One batch takes the place of the day that the exception is about. */
function checkCorrection({ readModel }: Project, id: number, batches: readonly DayBatch[]): void {
  const exception = readModel.exception(id)
  if (exception === undefined) throw projectError('NOT_FOUND', { what: 'exception', id })
  const days = batches.map(({ day }) => formatLocalDay(day))
  const expected = formatLocalDay(exception.day)
  if (days.length !== 1 || days[0] !== expected)
    throw projectError('CORRECTION_DAY', { found: days.join(', '), expected, id })
}

function lastDayOf({ inForce }: Project, readings: readonly Reading[]): LocalDay | undefined {
  const lastS = readings.reduce((last, { startS }) => Math.max(last, startS), -Infinity)
  return readings.length === 0 ? undefined : inForce.of(lastS).day
}

function seriesOf({ inForce }: Project, lane: number, atS: number) {
  const found = inForce.of(atS).documents.version.lanes[lane]
  return { parameter: found?.parameter, meter: found?.meter }
}

function indexOf({ readModel }: Project): ReadingIndex {
  return { countAt: readModel.countAt, endOf: readModel.endOf, lastFinalDay: readModel.lastFinalDay() }
}
