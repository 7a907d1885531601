import { EXCEPTION_STATES } from '@tcctv/contracts'
import { z } from 'zod'
import type { Hex } from './projected.ts'
import { hexOf, integerOf, textOf, type Statements } from './rows.ts'

/** A governance event: `subject` and `fields` as the event has them. */
export type Act = {
  readonly subject: string
  readonly fields: Readonly<Record<string, string | number | boolean>>
  readonly block: number
  readonly tx: Hex
  readonly atS: number
}
type ActKind =
  | 'Calibrated'
  | 'CalibrationApplied'
  | 'CorrectionExpected'
  | 'Superseded'
  | 'StageSet'
  | 'KeySet'
  | 'ModelRecorded'
  | 'ReportRecorded'
  | 'Checkpointed'
  | 'PeriodMoved'
  | 'PddApproved'
  | 'PddOpined'
  | 'Noted'
  | 'FindingRaised'
  | 'FindingMoved'
type Counts = {
  readonly blocks: number
  readonly batches: number
  readonly readings: number
  readonly gaps: number
  readonly flags: number
  readonly exceptionsOpen: number
  readonly anomalies: number
}

export type StateQueries = {
  readonly acts: (kind: ActKind) => readonly Act[]
  /** Digests of batches that were announced, or that a decision names, and are not there yet. */
  readonly awaitedBatches: () => ReadonlySet<Hex>
  /** Present stage, 1 before any was set. */
  readonly stage: () => number
  readonly counts: () => Counts
  /** End of the last committed interval of any lane. */
  readonly lastReadingEnd: () => number | undefined
}

const hexSchema = z.custom<Hex>((found) => typeof found === 'string' && /^0x[0-9a-f]{64}$/.test(found), '32 bytes')
const fieldsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))

export function createStateQueries(statements: Statements): StateQueries {
  const { sql } = statements
  const acts = (kind: ActKind): readonly Act[] =>
    sql('SELECT act.*, block.at_s FROM act JOIN block ON block.number = act.block WHERE kind = ? ORDER BY act.number')
      .all(kind)
      .map((row) => ({
        subject: textOf(row, 'subject'),
        fields: fieldsSchema.parse(JSON.parse(textOf(row, 'fields'))),
        block: integerOf(row, 'block'),
        tx: hexOf(row, 'tx'),
        atS: integerOf(row, 'at_s'),
      }))
  return {
    acts,
    awaitedBatches: () => awaitedOf(statements, acts('CorrectionExpected')),
    stage: () => Number(acts('StageSet').at(-1)?.subject ?? 1),
    counts: () => countsOf(statements),
    lastReadingEnd: () => {
      const last = Math.max(
        ...sql('SELECT end_s FROM series')
          .all()
          .map((row) => integerOf(row, 'end_s')),
      )
      return Number.isFinite(last) ? last : undefined
    },
  }
}

/** The last decision of an exception that waits for corrected data names the batch; an earlier one was taken back. */
function awaitedOf({ sql }: Statements, expected: readonly Act[]): ReadonlySet<Hex> {
  const announced = sql('SELECT batch FROM withheld WHERE revealed IS NULL').all()
  const waiting = sql(`SELECT id FROM exception WHERE state = ${EXCEPTION_STATES['awaiting-corrected']}`).all()
  const named = waiting.flatMap((row) => {
    const last = expected.findLast(({ subject }) => Number(subject) === integerOf(row, 'id'))
    return last === undefined ? [] : [hexSchema.parse(last.fields['digest'])]
  })
  return new Set([...announced.map((row) => hexOf(row, 'batch')), ...named])
}

function countsOf({ sql }: Statements): Counts {
  const row =
    sql(`SELECT (SELECT ifnull(max(number), 0) FROM block) AS blocks, (SELECT count(*) FROM batch) AS batches,
      (SELECT ifnull(sum(readings), 0) FROM series) AS readings, (SELECT count(*) FROM flag) AS flags,
      (SELECT ifnull(sum((end_s - first_s) / step_s - readings), 0) FROM series) AS gaps,
      (SELECT count(*) FROM exception WHERE state IN (2, 3, 4, 7, 8, 10)) AS open,
      (SELECT ifnull(sum(anomalies), 0) FROM series) AS anomalies`).get() ?? {}
  return {
    blocks: integerOf(row, 'blocks'),
    batches: integerOf(row, 'batches'),
    readings: integerOf(row, 'readings'),
    gaps: integerOf(row, 'gaps'),
    flags: integerOf(row, 'flags'),
    exceptionsOpen: integerOf(row, 'open'),
    anomalies: integerOf(row, 'anomalies'),
  }
}
