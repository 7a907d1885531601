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
type ActKind = 'StageSet' | 'KeySet' | 'ModelRecorded' | 'ReportRecorded' | 'Checkpointed' | 'PeriodMoved' | 'Noted'
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
  /** Present stage, 1 before any was set. */
  readonly stage: () => number
  readonly counts: () => Counts
  /** End of the last committed interval of any lane. */
  readonly lastReadingEnd: () => number | undefined
}

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

function countsOf({ sql }: Statements): Counts {
  const row =
    sql(`SELECT (SELECT ifnull(max(number), 0) FROM block) AS blocks, (SELECT count(*) FROM batch) AS batches,
      (SELECT ifnull(sum(readings), 0) FROM series) AS readings, (SELECT count(*) FROM flag) AS flags,
      (SELECT ifnull(sum((end_s - first_s) / step_s - readings), 0) FROM series) AS gaps,
      (SELECT count(*) FROM exception WHERE state IN (2, 3, 4, 7, 8)) AS open,
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
