import { createRoute } from '@hono/zod-openapi'
import { EXCEPTION_STATES } from '@tcctv/contracts'
import { createRouter } from '@tcctv/service'
import { formatDecimal, formatLocalDay, formatTime } from '@tcctv/units'
import { z } from 'zod'
import { statusName } from './carbon-periods.ts'
import { correctionsOf, type Correction } from './corrections.ts'
import type { ReadSide } from './read-side.ts'
import { guard, jsonAnswer } from './requests.ts'

const seriesSchema = z.object({
  parameter: z.string(),
  meter: z.string(),
  unit: z.string(),
  readings: z.number(),
  sum: z.string(),
})
const batchSchema = z.object({
  digest: z.string(),
  block: z.number(),
  tx: z.string(),
  series: z.array(seriesSchema),
})
const correctionSchema = z.object({
  day: z.string(),
  at: z.string(),
  exception: z.number(),
  level: z.number(),
  /** Who decided that the batch takes the place, and why, where the platform keeps the text. */
  decidedBy: z.string().nullable(),
  reason: z.string().nullable(),
  batch: batchSchema,
  replaced: z.array(batchSchema),
  /** Of the day now: its newest record, if it was computed since. */
  record: z.object({ revision: z.number(), status: z.string() }).nullable(),
})

const corrections = createRoute({
  method: 'get',
  path: '/corrections',
  responses: {
    200: jsonAnswer(
      z.object({ asOf: z.number(), items: z.array(correctionSchema) }),
      'days whose data was replaced by a decision on an exception, oldest first; what was replaced stays on the chain',
    ),
  },
})

export function correctionRoutes(project: ReadSide) {
  const { readModel } = project
  return createRouter().openapi(corrections, (c) => {
    guard(project, c.var.principal, 'records.read')
    const items = correctionsOf(readModel).map((one) => viewOf(project, one))
    return c.json({ asOf: readModel.headBlock(), items }, 200)
  })
}

function viewOf(project: ReadSide, correction: Correction): z.infer<typeof correctionSchema> {
  const { readModel, decisionText } = project
  const { day, exception: id, digest, block, tx, atS, columns, replaced } = correction
  const exception = readModel.exception(id)
  // The decision that named the batch is the last one before it; an earlier one may have named another.
  const decision = exception?.moves.findLast(
    (move) => move.to === EXCEPTION_STATES['awaiting-corrected'] && move.block <= block,
  )
  const record = readModel.revisionsOf(day).at(-1)
  const before = [...new Set(replaced.map((one) => one.digest))].flatMap((of) => {
    const own = replaced.filter((one) => one.digest === of)
    const [first] = own
    const all = own.map(({ column }) => column)
    return first === undefined ? [] : [batchView(project, { ...first, columns: all }, day)]
  })
  return {
    day: formatLocalDay(day),
    at: formatTime(atS),
    exception: id,
    level: exception?.level ?? 0,
    decidedBy: decision?.signer ?? null,
    reason: decision === undefined ? null : (decisionText?.(decision.content) ?? null),
    batch: batchView(project, { digest, block, tx, columns }, day),
    replaced: before,
    record:
      record === undefined || record.block < block
        ? null
        : { revision: record.revision, status: statusName(record.status) },
  }
}

/** A batch with its readings and sum by series: a gap within the day makes several columns of one. */
function batchView(
  { words }: ReadSide,
  { digest, block, tx, columns }: Pick<Correction, 'digest' | 'block' | 'tx' | 'columns'>,
  day: number,
): z.infer<typeof batchSchema> {
  const names = [...new Set(columns.map(({ parameter, meter }) => `${parameter}\n${meter}`))]
  const series = names.map((name) => {
    const own = columns.filter(({ parameter, meter }) => `${parameter}\n${meter}` === name)
    const [parameter = '', meter = ''] = name.split('\n')
    const sum = own.reduce((total, column) => total + column.sum, 0n)
    const readings = own.reduce((total, column) => total + column.readings, 0)
    const unit = words(day).unitOf[parameter] ?? ''
    return { parameter, meter, unit, readings, sum: formatDecimal(sum, own[0]?.places ?? 0) }
  })
  return { digest, block, tx, series }
}
