import { randomUUID } from 'node:crypto'
import { TcctvError, formatDecimal, formatFixed, formatLocalDay, type Fixed } from '@tcctv/units'
import { EXCEPTION_STATES, RECORD_STATUS, nameOfCode } from '@tcctv/contracts'
import { projectError } from './errors.ts'
import { commitBatch, type PreparedRows } from './pipeline.ts'
import type { SignableBatch } from './pipeline/signable.ts'
import type { Project } from './project.ts'
import { quantifyDue, type QuantifiedDay } from './quantify.ts'
import { nextStepsOf } from './next-steps.ts'
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
      readonly suspended: { readonly exceptions: readonly OpenException[] }
    }
  | { readonly done: { readonly committed: number; readonly remaining: number } }

/**
 * Commits the batches of an import in order and lets the contract compute each day that is thereby due. Stops at a
 * suspension; call it again with the same signatures after the release: batches that are on the chain are passed over.
 *
 * @throws {TcctvError} the ledger's refusals, PLAN_OUTDATED; what was yielded before is durable
 */
export async function* commitImport(
  project: Project,
  prepared: PreparedImport,
  { signatures, signal }: { readonly signatures: readonly Hex[]; readonly signal: AbortSignal },
): AsyncGenerator<CommitLine, void> {
  const { batches } = prepared
  project.evidence.put(prepared.bytes)
  for (const index of batches.keys()) {
    if (prepared.receipts.has(index)) continue
    yield* quantified(project, signal)
    if (await project.ledger.suspended()) break
    const line = await commitOne(project, prepared, index, signatures[index] ?? '0x', signal)
    if (line === undefined) break
    prepared.receipts.set(index, line)
    yield line
  }
  const committed = prepared.receipts.size
  yield* quantified(project, signal)
  const exceptions = openExceptions(project)
  if (exceptions.length > 0) yield { suspended: { exceptions } }
  yield { done: { committed, remaining: batches.length - committed } }
}

async function commitOne(
  project: Project,
  { batches, receipts }: PreparedImport,
  index: number,
  signature: Hex,
  signal: AbortSignal,
): Promise<CommitLine | undefined> {
  const batch = batches[index]
  if (batch === undefined) return undefined
  try {
    const { block, tx, isRepeated } = await commitBatch(project, batch, signature, { signal })
    return { batch: index, day: formatLocalDay(batch.day), block, tx, status: isRepeated ? 'duplicate' : 'committed' }
  } catch (cause) {
    if (cause instanceof TcctvError && cause.code === 'INTAKE_SUSPENDED') return undefined
    if (!(cause instanceof TcctvError) || cause.code !== 'SEQUENCE_NOT_ABOVE') throw cause
    const [committed, remaining] = [receipts.size, batches.length - receipts.size]
    const of = { batch: index + 1, batches: batches.length, day: formatLocalDay(batch.day), committed, remaining }
    throw projectError(
      'PLAN_OUTDATED',
      { ...of, found: String(batch.sequence), last: String(cause.details['found']) },
      cause,
    )
  }
}

async function* quantified(project: Project, signal: AbortSignal): AsyncGenerator<CommitLine, void> {
  for await (const day of quantifyDue(project, { signal })) yield quantifiedLine(day)
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

/** An exception that keeps the intake closed, who may move it on and by what, and who alone can release it. */
export type OpenException = {
  readonly id: number
  readonly day: string
  readonly level: number
  readonly state: string
  readonly whoCanAct: readonly string[]
  readonly actions: readonly string[]
  readonly whoCanRelease: string
}

/** Exceptions that keep the intake closed. */
export function openExceptions({ readModel }: Pick<Project, 'readModel'>): OpenException[] {
  return readModel.closingExceptions().map(({ id, day, level, state }) => ({
    id,
    day: formatLocalDay(day),
    level,
    state: nameOfCode(EXCEPTION_STATES, state) ?? String(state),
    ...nextStepsOf(state, level),
    whoCanRelease: level === 4 ? 'registry' : 'proponent',
  }))
}

/**
 * Before a commit's stream begins, if it has anything to send.
 *
 * @throws {TcctvError} INTAKE_SUSPENDED with the exceptions in its details
 */
export function checkIntakeOpen(project: Project, { batches, receipts }: PreparedImport): void {
  const exceptions = openExceptions(project)
  if (exceptions.length === 0 || receipts.size === batches.length) return
  throw projectError('INTAKE_SUSPENDED', { found: exceptions.length, faults: exceptions })
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
