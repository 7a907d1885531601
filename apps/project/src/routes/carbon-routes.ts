import { createRoute } from '@hono/zod-openapi'
import { STAGES } from '@tcctv/contracts'
import { createRouter } from '@tcctv/service'
import { formatDecimal, formatLocalDay, parseLocalDay } from '@tcctv/units'
import { z } from 'zod'
import { projectError } from '../errors.ts'
import type { RecordRow } from '../read-model/query-records.ts'
import { lanesOf } from '../read-model/versions.ts'
import { fixedText } from './amounts.ts'
import { periodsOf, statusName, type CarbonPeriod } from './carbon-periods.ts'
import { CALIBRATION_REASONS } from './calibration-routes.ts'
import { correctionsOf } from './corrections.ts'
import type { CarriedDay, DataAccounts } from './data-accounts.ts'
import type { ReadSide } from './read-side.ts'
import { guard, jsonAnswer } from './requests.ts'
import { countingRecords } from './vintages.ts'

const carbonSchema = z.object({
  period: z.string(),
  baseline: z.string(),
  project: z.string(),
  leakage: z.string(),
  reduction: z.string(),
  cumulative: z.string(),
  status: z.string(),
  /** Of the trial: it counts in no vintage of a live project. */
  isTrial: z.boolean(),
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
  /** Where the amount comes from; an off-chain step is computed again by every verifier. */
  source: z.enum(['readings', 'constant', 'period', 'earlier-vintage', 'off-chain-step']),
  lanes: z.array(z.object({ lane: z.number(), parameter: z.string(), meter: z.string() })),
})
/** What a lane's amount of the day bears for an overdue calibration, in the variable's unit. */
const adjustmentSchema = z.object({
  lane: z.number(),
  reason: z.enum(CALIBRATION_REASONS),
  error: z.string(),
  adjustment: z.string(),
  unit: z.string(),
})
const batchSchema = z.object({
  digest: z.string(),
  tx: z.string(),
  block: z.number(),
  parameter: z.string(),
  readings: z.number(),
  sum: z.string(),
  unit: z.string(),
  /** Digest of the corrected batch that took its place: it is in no sum any more. */
  replacedBy: z.string().nullable(),
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
        adjustments: z.array(adjustmentSchema),
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
      const records = readModel.records(fromDay, toDay)
      // Days of the trial are shown as such; months and vintages are sums of what counts.
      const summed = by === 'day' ? records : countingRecords(records)
      const items = periodsOf(summed, by, accounts.carried()).map(carbonView)
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
    adjustments: adjustmentsOf(project, record),
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
    source: SOURCES[version?.chain.variables[index]?.source ?? 0] ?? 'readings',
    lanes: lanes
      .filter(({ variableIndex }) => variableIndex === index)
      .map(({ lane, parameter, meter }) => ({ lane, parameter, meter })),
  }))
}

const SOURCES = ['readings', 'constant', 'period', 'period', 'period', 'earlier-vintage', 'off-chain-step'] as const

function adjustmentsOf(
  { readModel, words }: ReadSide,
  { day, revision }: RecordRow,
): z.infer<typeof adjustmentSchema>[] {
  const version = readModel.versions.inForce(day)
  return readModel
    .acts('CalibrationApplied')
    .filter(({ subject, fields }) => subject === String(day) && fields['revision'] === revision)
    .map(({ fields }) => {
      const lane = Number(fields['lane'])
      const variable = version?.chain.lanes[lane]?.variableIndex ?? 0
      return {
        lane,
        reason: CALIBRATION_REASONS[Number(fields['reason']) - 1] ?? ('overdue' as const),
        error: fixedText(BigInt(String(fields['error']))),
        adjustment: fixedText(BigInt(String(fields['adjustment']))),
        unit: words().variables[variable]?.unit ?? '',
      }
    })
}

function batchesOf({ readModel, words }: ReadSide, day: number): z.infer<typeof batchSchema>[] {
  const replaced = correctionsOf(readModel).flatMap((correction) =>
    correction.replaced.map((one) => ({ ...one, by: correction.digest })),
  )
  return readModel.batchesOf(day).flatMap(({ digest, tx, block, columns }) =>
    columns.map(({ parameter, meter, places, readings, sum }) => {
      const unit = words(day).unitOf[parameter] ?? ''
      const found = replaced.find(
        (one) => one.digest === digest && one.column.parameter === parameter && one.column.meter === meter,
      )
      const replacedBy = found?.by ?? null
      return { digest, tx, block, parameter, readings, sum: formatDecimal(sum, places), unit, replacedBy }
    }),
  )
}

/** What substituted readings carry is that of the newest record. */
function recordView(record: RecordRow, carried: CarriedDay | undefined): z.infer<typeof carbonSchema> {
  return carbonView({
    ...record,
    period: formatLocalDay(record.day),
    status: statusName(record.status),
    isTrial: record.stage !== STAGES.live,
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
    isTrial: of.isTrial,
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
