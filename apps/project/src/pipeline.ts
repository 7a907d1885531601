import { encodeColumns, encodeFlags, flagsTypedData, type EvidenceClassName } from '@tcctv/contracts'
import { bytesToHex, keccak256 } from 'viem'
import { formatLocalDay } from '@tcctv/units'
import { projectError } from './errors.ts'
import { seriesDifference } from './pdd-difference.ts'
import type { ReadingIndex } from './pipeline/identify.ts'
import { checkTolerance } from './pipeline/check-tolerance.ts'
import { identify } from './pipeline/identify.ts'
import { scoreAnomalies } from './pipeline/score-anomalies.ts'
import { parseRows, type RowFormat } from './pipeline/parse-rows.ts'
import { rowReader } from './pipeline/row-reader.ts'
import { refuseRows } from './pipeline/refuse-rows.ts'
import { substituteGaps, type TreatedGap } from './pipeline/substitute-gaps.ts'
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
  /** Gaps and what became of them, if their substitution was asked for. */
  readonly gapsTreated: readonly TreatedGap[]
  readonly batches: readonly SignableBatch[]
}

export type PrepareOptions = {
  readonly format: RowFormat
  readonly source: string | undefined
  readonly signer: Hex
  readonly evidence: EvidenceClassName
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
  const { version } = project.documents
  const rows = await parseRows(body, options.format, rowReader(project, options.source), { signal: options.signal })
  const context = { lanes: version.lanes, offsets: version.offsets, index: indexOf(project) }
  const measured = identify(rows, context)
  refuseRows(rows, measured)
  const gapsTreated = options.substitute === true ? substituteGaps(project, rows.readings) : []
  const values = gapsTreated.flatMap(({ readings }) => readings)
  const all = [...rows.readings, ...values].toSorted((left, right) => left.startS - right.startS)
  const batch =
    values.length === 0 ? measured : identify({ readings: all }, { ...context, substituted: new Set(values) })
  refuseRows(rows, batch)
  refuseOtherSeries(project, batch.batches)
  const batches = await signable(project, batch, rows.sourceHash, options)
  return {
    sourceHash: rows.sourceHash,
    rows: rows.rows,
    gaps: rows.gaps,
    spread: rows.spread,
    readings: rows.readings.length,
    known: measured.known.length,
    gapsTreated,
    batches,
  }
}

/** Rows are read by the document in force; a day of an earlier version with other series would be misread. */
function refuseOtherSeries({ documents, versions }: Project, batches: readonly { readonly day: number }[]): void {
  for (const { day } of batches) {
    const ofDay = versions.on(day)
    const difference = ofDay === documents ? undefined : seriesDifference(ofDay, documents.version)
    if (difference !== undefined)
      throw projectError('PDD_OF_ANOTHER_DAY', { day: formatLocalDay(day), version: ofDay.pdd.version, difference })
  }
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
  const checked = checkTolerance(batch, project.versions.on(batch.day).version)
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

function indexOf({ readModel }: Project): ReadingIndex {
  return { countAt: readModel.countAt, endOf: readModel.endOf, lastFinalDay: readModel.lastFinalDay() }
}
