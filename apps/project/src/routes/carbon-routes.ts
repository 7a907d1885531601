import { createRoute } from '@hono/zod-openapi'
import { createRouter } from '@tcctv/service'
import { formatDecimal, formatLocalDay, parseLocalDay } from '@tcctv/units'
import { z } from 'zod'
import { projectError } from '../errors.ts'
import type { RecordRow } from '../read-model/query-records.ts'
import { lanesOf } from '../read-model/versions.ts'
import { fixedText } from './amounts.ts'
import { periodsOf, statusName, type CarbonPeriod } from './carbon-periods.ts'
import type { CarriedDay, DataAccounts } from './data-accounts.ts'
import type { ReadSide } from './read-side.ts'
import { guard, jsonAnswer } from './requests.ts'

const carbonSchema = z.object({
  period: z.string(),
  baseline: z.string(),
  project: z.string(),
  leakage: z.string(),
  reduction: z.string(),
  cumulative: z.string(),
  status: z.string(),
  level: z.number(),
  revision: z.number(),
  readings: z.number(),
  expected: z.number(),
  /** Readings that a declared rule gave, among `readings`, and the reduction that they carry. */
  substituted: z.number(),
  substitutedReduction: z.string(),
  block: z.number(),
  tx: z.string(),
})
const equationSchema = z.object({
  id: z.string(),
  expression: z.string(),
  unit: z.string(),
  unrounded: z.string(),
  rounded: z.string(),
  quantum: z.string().nullable(),
  direction: z.string().nullable(),
})
const inputSchema = z.object({
  variable: z.string(),
  unit: z.string(),
  amount: z.string(),
  lanes: z.array(z.object({ lane: z.number(), parameter: z.string(), meter: z.string() })),
})
const batchSchema = z.object({
  digest: z.string(),
  tx: z.string(),
  block: z.number(),
  parameter: z.string(),
  readings: z.number(),
  sum: z.string(),
  unit: z.string(),
})
const daySchema = z.string().regex(/^\d{4}-\d\d-\d\d$/)

const carbon = createRoute({
  method: 'get',
  path: '/carbon',
  request: {
    query: z.strictObject({
      by: z.enum(['day', 'month', 'vintage']).default('day'),
      from: daySchema.optional(),
      to: daySchema.optional(),
    }),
  },
  responses: {
    200: jsonAnswer(
      z.object({ asOf: z.number(), unit: z.literal('tCO2e'), items: z.array(carbonSchema) }),
      'records of days, or their sums without withheld days; from and to are days, both included',
    ),
  },
})
const trace = createRoute({
  method: 'get',
  path: '/carbon/{day}/trace',
  request: { params: z.object({ day: daySchema }) },
  responses: {
    200: jsonAnswer(
      z.object({
        asOf: z.number(),
        record: carbonSchema,
        revisions: z.array(carbonSchema),
        equations: z.array(equationSchema),
        inputs: z.array(inputSchema),
        batches: z.array(batchSchema),
      }),
      'from a record to the batches it counts; equations and inputs are cumulative over the vintage',
    ),
  },
})

export function carbonRoutes(project: ReadSide, accounts: DataAccounts) {
  const { readModel } = project
  return createRouter()
    .openapi(carbon, (c) => {
      guard(project, c.var.principal, 'records.read')
      const { by, from, to } = c.req.valid('query')
      const [fromDay, toDay] = [
        from === undefined ? 0 : parseLocalDay(from),
        to === undefined ? 2 ** 32 : parseLocalDay(to),
      ]
      const items = periodsOf(readModel.records(fromDay, toDay), by, accounts.carried()).map(carbonView)
      return c.json({ asOf: readModel.headBlock(), unit: 'tCO2e' as const, items }, 200)
    })
    .openapi(trace, (c) => {
      guard(project, c.var.principal, 'records.read')
      return c.json(traceOf(project, accounts, c.req.valid('param').day), 200)
    })
}

/** @throws {TcctvError} NOT_FOUND */
function traceOf(project: ReadSide, accounts: DataAccounts, day: string) {
  const { readModel } = project
  const number = parseLocalDay(day)
  const revisions = readModel.revisionsOf(number)
  const record = revisions.at(-1)
  if (record === undefined) throw projectError('NOT_FOUND', { what: 'record of day', id: day })
  const carried = accounts.carried().get(number)
  return {
    asOf: readModel.headBlock(),
    record: recordView(record, carried),
    revisions: revisions.map((one) => recordView(one, carried)),
    equations: equationsOf(project, record),
    inputs: inputsOf(project, record),
    batches: batchesOf(project, number),
  }
}

function equationsOf({ words }: ReadSide, { day, unrounded, rounded }: RecordRow): z.infer<typeof equationSchema>[] {
  const known = words(day).equations
  return rounded.map((amount, index) => {
    const { id = `#${index}`, expression = '', unit = '', quantum = null, direction = null } = known[index] ?? {}
    const amounts = { unrounded: fixedText(unrounded[index] ?? amount), rounded: fixedText(amount) }
    return { id, expression, unit, ...amounts, quantum, direction }
  })
}

function inputsOf({ readModel, words }: ReadSide, { day, inputs }: RecordRow): z.infer<typeof inputSchema>[] {
  const known = words(day).variables
  const version = readModel.versions.inForce(day)
  const lanes = version === undefined ? [] : lanesOf(version)
  return inputs.map((amount, index) => ({
    variable: known[index]?.id ?? `#${index}`,
    unit: known[index]?.unit ?? '',
    amount: fixedText(amount),
    lanes: lanes
      .filter(({ variableIndex }) => variableIndex === index)
      .map(({ lane, parameter, meter }) => ({ lane, parameter, meter })),
  }))
}

function batchesOf({ readModel, words }: ReadSide, day: number): z.infer<typeof batchSchema>[] {
  return readModel.batchesOf(day).flatMap(({ digest, tx, block, columns }) =>
    columns.map(({ parameter, places, readings, sum }) => {
      const unit = words(day).unitOf[parameter] ?? ''
      return { digest, tx, block, parameter, readings, sum: formatDecimal(sum, places), unit }
    }),
  )
}

/** What substituted readings carry is that of the newest record. */
function recordView(record: RecordRow, carried: CarriedDay | undefined): z.infer<typeof carbonSchema> {
  return carbonView({
    ...record,
    period: formatLocalDay(record.day),
    status: statusName(record.status),
    substituted: carried?.readings ?? 0,
    substitutedReduction: carried?.heads[3] ?? 0n,
  })
}

function carbonView(of: CarbonPeriod): z.infer<typeof carbonSchema> {
  const { period, status, level, revision, readings, expected, block, tx } = of
  return {
    period,
    baseline: fixedText(of.baseline),
    project: fixedText(of.project),
    leakage: fixedText(of.leakage),
    reduction: fixedText(of.reduction),
    cumulative: fixedText(of.cumulative),
    status,
    level,
    revision,
    readings,
    expected,
    substituted: of.substituted,
    substitutedReduction: fixedText(of.substitutedReduction),
    block,
    tx,
  }
}
