import { randomUUID } from 'node:crypto'
import { TcctvError, formatDecimal, formatFixed, formatLocalDay, type Fixed } from '@tcctv/units'
import { RECORD_STATUS, nameOfCode } from '@tcctv/contracts'
import { projectError } from './errors.ts'
import { commitBatch, type PreparedRows } from './pipeline.ts'
import type { SignableBatch } from './pipeline/signable.ts'
import type { Project } from './project.ts'
import { quantifyDue, type QuantifiedDay } from './quantify.ts'
import type { Hex } from './read-model/projected.ts'

const KEPT = 8
const KEPT_BYTES = 64 * 1024 * 1024

/** A dry run that waits for its signatures. The bytes become evidence when the first batch is committed. */
export type PreparedImport = PreparedRows & {
  readonly id: string
  readonly bytes: Uint8Array
  /** Receipts of the batches that are on the chain, by index: they are not sent again after a suspension. */
  readonly receipts: Map<number, CommitLine>
}

/** Dry runs that wait for signatures; the oldest goes when there are too many. Nothing of them is on disk. */
export class PreparedImports {
  readonly #kept = new Map<string, PreparedImport>()

  add(rows: PreparedRows, bytes: Uint8Array): PreparedImport {
    const prepared = { ...rows, id: randomUUID(), bytes, receipts: new Map<number, CommitLine>() }
    this.#kept.set(prepared.id, prepared)
    for (const [oldest] of this.#kept) {
      if (oldest === prepared.id || !this.#isFull()) break
      this.#kept.delete(oldest)
    }
    return prepared
  }

  #isFull(): boolean {
    let bytes = 0
    for (const kept of this.#kept.values()) bytes += kept.bytes.length
    return this.#kept.size > KEPT || bytes > KEPT_BYTES
  }

  /** @throws {TcctvError} IMPORT_UNKNOWN */
  get(id: string): PreparedImport {
    const prepared = this.#kept.get(id)
    if (prepared === undefined) throw projectError('IMPORT_UNKNOWN', { id })
    return prepared
  }
}

/** Before a commit's stream begins. @throws {TcctvError} SIGNATURES_MISSING unless there is one per batch */
export function checkSignatureCount({ batches }: PreparedImport, signatures: readonly Hex[]): void {
  if (signatures.length !== batches.length)
    throw projectError('SIGNATURES_MISSING', { found: signatures.length, expected: batches.length })
}

/** One line of a commit's stream. */
export type CommitLine =
  | {
      readonly batch: number
      readonly day: string
      readonly block: number
      readonly tx: Hex
      readonly status: 'committed' | 'duplicate'
    }
  | {
      readonly day: string
      readonly quantified: {
        readonly reduction: string
        readonly unit: 'tCO2e'
        readonly level: number
        readonly status: string
      }
      readonly block: number
      readonly tx: Hex
    }
  | {
      readonly suspended: {
        readonly exceptions: readonly { readonly id: number; readonly day: string; readonly level: number }[]
      }
    }
  | { readonly done: { readonly committed: number; readonly remaining: number } }

/**
 * Commits the batches of an import in order and lets the contract compute each day that is thereby due. Stops at a
 * suspension; call it again with the same signatures after the release: batches that are on the chain are passed over.
 *
 * @throws {TcctvError} the ledger's refusals; what was yielded before is durable
 */
export async function* commitImport(
  project: Project,
  prepared: PreparedImport,
  {
    signatures,
    close,
    signal,
  }: { readonly signatures: readonly Hex[]; readonly close: boolean; readonly signal: AbortSignal },
): AsyncGenerator<CommitLine, void> {
  const { batches } = prepared
  project.evidence.put(prepared.bytes)
  for (const [index, batch] of batches.entries()) {
    if (prepared.receipts.has(index)) continue
    yield* quantified(project, { close: false, signal })
    if (await project.ledger.suspended()) break
    const line = await commitOne(project, batch, index, signatures[index] ?? '0x', signal)
    if (line === undefined) break
    prepared.receipts.set(index, line)
    yield line
  }
  const committed = prepared.receipts.size
  yield* quantified(project, { close: close && committed === batches.length, signal })
  const exceptions = openExceptions(project)
  if (exceptions.length > 0) yield { suspended: { exceptions } }
  yield { done: { committed, remaining: batches.length - committed } }
}

async function commitOne(
  project: Project,
  batch: SignableBatch,
  index: number,
  signature: Hex,
  signal: AbortSignal,
): Promise<CommitLine | undefined> {
  try {
    const { block, tx, isRepeated } = await commitBatch(project, batch, signature, { signal })
    return { batch: index, day: formatLocalDay(batch.day), block, tx, status: isRepeated ? 'duplicate' : 'committed' }
  } catch (cause) {
    if (cause instanceof TcctvError && cause.code === 'INTAKE_SUSPENDED') return undefined
    throw cause
  }
}

async function* quantified(
  project: Project,
  options: { readonly close: boolean; readonly signal: AbortSignal },
): AsyncGenerator<CommitLine, void> {
  for await (const day of quantifyDue(project, options)) yield quantifiedLine(day)
}

/** A quantified day as a line of a stream; the reduction is the day's own, as exact decimal text. */
export function quantifiedLine({ day, reduction, level, status, block, tx }: QuantifiedDay): CommitLine {
  const name = nameOfCode(RECORD_STATUS, status) ?? String(status)
  return {
    day: formatLocalDay(day),
    quantified: { reduction: formatFixed(reduction as Fixed), unit: 'tCO2e', level, status: name },
    block,
    tx,
  }
}

/** Exceptions that keep the intake closed. */
export function openExceptions({
  readModel,
}: Project): { readonly id: number; readonly day: string; readonly level: number }[] {
  return readModel.closingExceptions().map(({ id, day, level }) => ({ id, day: formatLocalDay(day), level }))
}

/** A batch as the signer sees it before signing: what its digest covers, and its sum per lane. */
export function signableView(project: Project, batch: SignableBatch, index: number): object {
  const { lanes } = project.inForce.at(batch.day).version
  const sums = batch.columns.reduce<Map<number, bigint>>((found, { lane, counts }) => {
    let sum = found.get(lane) ?? 0n
    for (const count of counts) sum += count
    return found.set(lane, sum)
  }, new Map())
  return {
    index,
    day: formatLocalDay(batch.day),
    readings: batch.readings,
    sums: [...sums].map(([lane, sum]) => ({
      parameter: lanes[lane]?.parameter,
      meter: lanes[lane]?.meter,
      sum: formatDecimal(sum, lanes[lane]?.places ?? 0),
      unit: lanes[lane]?.unit,
    })),
    columns: batch.columns.map(({ lane, startS, stepS, counts }) => ({
      lane,
      startS,
      stepS,
      counts: Array.from(counts, String),
    })),
    columnsRoot: batch.columnsRoot,
    digest: batch.digest,
    source: batch.source,
    sequence: String(batch.sequence),
    evidence: batch.evidence,
  }
}
