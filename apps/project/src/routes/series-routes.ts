import { createRoute } from '@hono/zod-openapi'
import { anomalyReasonOf, EVIDENCE_CLASSES, FLAG_ANOMALY, nameOfCode } from '@tcctv/contracts'
import { createRouter } from '@tcctv/service'
import { formatDecimal, formatTime } from '@tcctv/units'
import { z } from 'zod'
import { projectError } from '../errors.ts'
import type { Hex } from '../read-model/projected.ts'
import type { FlagCursor, FlagRow, ReadingRow } from '../read-model/query-readings.ts'
import { limitsOf } from '../read-model/versions.ts'
import type { ReadSide } from './read-side.ts'
import { beginningOf, endOf, guard, jsonAnswer, limitSchema, momentSchema, offsetsOf } from './requests.ts'
import { columnsOf, MAX_BUCKETS, spanOf } from './series-buckets.ts'

const pixels = z.array(z.number().nullable())
const counts = z.array(z.number())
const seriesSchema = z.object({
  asOf: z.number(),
  parameter: z.string(),
  unit: z.string(),
  bucketS: z.number(),
  t: counts,
  min: pixels,
  max: pixels,
  mean: pixels,
  sum: z.array(z.string().nullable()),
  expected: pixels,
  lo: pixels,
  hi: pixels,
  nReadings: counts,
  nMissing: counts,
  nOut: counts,
  nAnomaly: counts,
  maxCase: pixels,
})
const readingSchema = z.object({
  id: z.string(),
  parameter: z.string(),
  meter: z.string(),
  at: z.string(),
  value: z.string(),
  unit: z.string(),
  batch: z.string(),
  block: z.number(),
  tx: z.string(),
})
const flagSchema = readingSchema.extend({
  kind: z.enum(['tolerance', 'anomaly']),
  level: z.number().nullable(),
  limit: z.string().nullable(),
  reason: z.string().nullable(),
  score: z.number().nullable(),
  expected: z.string().nullable(),
  position: z.number(),
})
const checkSchema = z.object({
  kind: z.enum(['tolerance', 'anomaly']),
  level: z.number().nullable(),
  limit: z.string().nullable(),
  reason: z.string().nullable(),
})
const readingSheetSchema = readingSchema.extend({
  asOf: z.number(),
  source: z.object({ hash: z.string() }),
  evidence: z.string(),
  checks: z.array(checkSchema),
  isScored: z.boolean(),
  expected: z.string().nullable(),
  low: z.string().nullable(),
  high: z.string().nullable(),
  score: z.number().nullable(),
})
/** `<transaction>:<column>:<position>` */
export const readingIdSchema = z.string().regex(/^0x[0-9a-f]{64}:\d{1,5}:\d{1,5}$/)
const range = { from: momentSchema.optional(), to: momentSchema.optional() }
const cursorSchema = z
  .string()
  .regex(/^\d{1,13}(\.\d{1,5}){1,3}$/)
  .optional()
const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({ asOf: z.number(), items: z.array(item), cursor: z.string().nullable() })

const series = createRoute({
  method: 'get',
  path: '/series',
  request: {
    query: z.strictObject({
      parameter: z.string().min(1).max(31),
      ...range,
      buckets: z.coerce.number().int().min(1).max(MAX_BUCKETS).default(1000),
    }),
  },
  responses: { 200: jsonAnswer(seriesSchema, 'columns of equal length, one entry per bucket') },
})
const flags = createRoute({
  method: 'get',
  path: '/flags',
  request: { query: z.strictObject({ ...range, cursor: cursorSchema, limit: limitSchema }) },
  responses: { 200: jsonAnswer(pageOf(flagSchema), 'flags in order of time') },
})
const readings = createRoute({
  method: 'get',
  path: '/readings',
  request: {
    query: z.strictObject({
      ...range,
      parameter: z.string().max(31).optional(),
      cursor: cursorSchema,
      limit: limitSchema,
    }),
  },
  responses: { 200: jsonAnswer(pageOf(readingSchema), 'readings in order of time') },
})
const reading = createRoute({
  method: 'get',
  path: '/readings/{id}',
  request: { params: z.object({ id: readingIdSchema }) },
  responses: { 200: jsonAnswer(readingSheetSchema, 'one reading') },
})

export function seriesRoutes(project: ReadSide) {
  const { readModel } = project
  return createRouter()
    .openapi(series, (c) => {
      guard(project, c.var.principal, 'readings.read')
      const { parameter, buckets, ...asked } = c.req.valid('query')
      const found = readModel.seriesOf(parameter)
      const [first] = found
      if (first === undefined) throw projectError('NOT_FOUND', { what: 'readings of parameter', id: parameter })
      const { fromS, toS } = rangeOf(project, asked)
      const known = {
        fromS: fromS ?? Math.min(...found.map((one) => one.firstS)),
        toS: toS ?? Math.max(...found.map((one) => one.endS)),
      }
      const span = spanOf(known, first.stepS, buckets)
      const head = { asOf: readModel.headBlock(), parameter, unit: unitOf(project, parameter), bucketS: span.bucketS }
      return c.json({ ...head, ...columnsOf(readModel, found, span) }, 200)
    })
    .openapi(flags, (c) => {
      guard(project, c.var.principal, 'readings.read')
      const { cursor, limit, ...asked } = c.req.valid('query')
      const { fromS = 0, toS = ALWAYS } = rangeOf(project, asked)
      const [a = -1, b = -1, code = -1, d = -1] = numbersOf(cursor)
      const after: FlagCursor = [a, b, code, d]
      const rows = readModel.flags({ fromS, toS, after, limit })
      const last = rows.at(-1)
      const next =
        last === undefined || rows.length < limit ? null : [last.startS, last.lane, last.code, last.detail].join('.')
      return c.json(
        { asOf: readModel.headBlock(), items: rows.map((row) => flagView(project, row)), cursor: next },
        200,
      )
    })
    .openapi(readings, (c) => {
      guard(project, c.var.principal, 'readings.read')
      const { cursor, limit, parameter = null, ...asked } = c.req.valid('query')
      const { fromS = 0, toS = ALWAYS } = rangeOf(project, asked)
      const [startS = -1, lane = -1] = numbersOf(cursor)
      const rows = readModel.readings({ fromS, toS, parameter, limit, after: [startS, lane] })
      const last = rows.at(-1)
      const next = last === undefined || rows.length < limit ? null : `${last.startS}.${last.lane}`
      return c.json(
        { asOf: readModel.headBlock(), items: rows.map((row) => readingView(project, row)), cursor: next },
        200,
      )
    })
    .openapi(reading, (c) => {
      guard(project, c.var.principal, 'readings.read')
      return c.json(sheetOf(project, c.req.valid('param').id), 200)
    })
}

const ALWAYS = 2 ** 40

type Asked = { readonly from?: string | undefined; readonly to?: string | undefined }

function rangeOf(project: ReadSide, { from, to }: Asked): { readonly fromS?: number; readonly toS?: number } {
  const offsets = offsetsOf(project)
  return {
    ...(from === undefined ? {} : { fromS: beginningOf(from, offsets) }),
    ...(to === undefined ? {} : { toS: endOf(to, offsets) }),
  }
}

function numbersOf(cursor: string | undefined): number[] {
  return cursor === undefined ? [] : cursor.split('.').map(Number)
}

function unitOf({ words }: ReadSide, parameter: string): string {
  return words().unitOf[parameter] ?? ''
}

function readingView(project: ReadSide, row: ReadingRow): z.infer<typeof readingSchema> {
  const { parameter, meter, batch, block, tx } = row
  return {
    id: `${tx}:${row.column}:${row.position}`,
    parameter,
    meter,
    at: formatTime(row.startS),
    value: formatDecimal(row.count, row.places),
    unit: unitOf(project, parameter),
    batch,
    block,
    tx,
  }
}

function flagView(project: ReadSide, row: FlagRow): z.infer<typeof flagSchema> {
  const isAnomaly = row.code === FLAG_ANOMALY
  return {
    ...readingView(project, row),
    ...checkView(project, row),
    score: isAnomaly ? (row.score ?? row.flagScore) : null,
    expected: numberText(row.expected),
    position: row.position,
  }
}

function checkView({ readModel }: ReadSide, { code, detail, pdd }: FlagRow): z.infer<typeof checkSchema> {
  if (code === FLAG_ANOMALY)
    return { kind: 'anomaly', level: null, limit: null, reason: anomalyReasonOf(detail) ?? `reason ${detail}` }
  const limit = limitsOf(readModel.versions.at(pdd))[detail]?.id ?? `limit ${detail}`
  return { kind: 'tolerance', level: code, limit, reason: null }
}

/** One reading with every check on it. @throws {TcctvError} NOT_FOUND */
function sheetOf(project: ReadSide, id: string): z.infer<typeof readingSheetSchema> {
  const { readModel } = project
  const row = findReading(project, id)
  const place = { fromS: row.startS, toS: row.startS + 1, after: [-1, -1, -1, -1] as const, limit: 1000 }
  const marks = readModel.flags(place).filter(({ lane }) => lane === row.lane)
  return {
    ...readingView(project, row),
    asOf: readModel.headBlock(),
    source: { hash: row.source },
    evidence: nameOfCode(EVIDENCE_CLASSES, row.evidence) ?? String(row.evidence),
    checks: marks.map((mark) => checkView(project, mark)),
    isScored: row.isScored,
    expected: numberText(row.expected),
    low: numberText(row.low),
    high: numberText(row.high),
    score: row.score,
  }
}

/** The reading of an id `<tx>:<column>:<position>`. @throws {TcctvError} NOT_FOUND */
export function findReading({ readModel }: ReadSide, id: string): ReadingRow {
  const [tx = '', column, position] = id.split(':')
  const row = isHex(tx) ? readModel.reading(tx, Number(column), Number(position)) : undefined
  if (row === undefined) throw projectError('NOT_FOUND', { what: 'reading', id })
  return row
}

function isHex(text: string): text is Hex {
  return text.startsWith('0x')
}

/** A band of the model is a float: text of at most nine significant digits. */
function numberText(quantity: number | null): string | null {
  return quantity === null ? null : String(Number(quantity.toPrecision(9)))
}
