import { createRoute } from '@hono/zod-openapi'
import { compareWithEstimate } from '@tcctv/methodology'
import { createRouter } from '@tcctv/service'
import { formatDecimal, formatFixed, parseFixed } from '@tcctv/units'
import { z } from 'zod'
import { projectError } from '../errors.ts'
import type { DataAccounts } from './data-accounts.ts'
import type { Hex } from '../read-model/projected.ts'
import type { ReadSide } from './read-side.ts'
import { guard, jsonAnswer } from './requests.ts'
import { countingRecords, vintageSchema, vintagesOf, yearOf } from './vintages.ts'

const share = z.string().nullable()
const evidence = z.array(z.object({ class: z.string(), readings: z.number() }))
const streamSchema = z.object({
  parameter: z.string(),
  meter: z.string(),
  expected: z.number(),
  present: z.number(),
  substituted: z.number(),
  dataAvailability: share,
  evidence,
})
const accountSchema = z.object({
  expected: z.number(),
  present: z.number(),
  /** Measured readings present of those expected; substituted ones are not present. */
  dataAvailability: share,
  /** Sources with any measured reading of all declared ones; constants are named apart. */
  completeness: z.object({
    included: z.number(),
    sources: z.number(),
    share,
    missing: z.array(z.string()),
    byConstant: z.array(z.string()),
  }),
  streams: z.array(streamSchema),
  evidence,
  substituted: z.object({
    readings: z.number(),
    baseline: z.string(),
    project: z.string(),
    leakage: z.string(),
    reduction: z.string(),
  }),
})
const estimateSchema = z.object({
  estimate: z.string(),
  source: z.string(),
  difference: z.string(),
  differencePercent: z.string().nullable(),
  significantPercent: z.string().nullable(),
  isSignificant: z.boolean(),
  /** The proponent's text, once the vintage was explained and the platform keeps it. */
  explanation: z.string().nullable(),
})
const itemSchema = vintageSchema.extend({ data: accountSchema, estimate: estimateSchema.nullable() })

const vintages = createRoute({
  method: 'get',
  path: '/vintages',
  responses: {
    200: jsonAnswer(
      z.object({ asOf: z.number(), items: z.array(itemSchema) }),
      'vintages with data availability, completeness, evidence classes, substituted readings and their estimate',
    ),
  },
})

/** Each calendar year with its figures, its data and its estimate. */
export function vintageRoutes(project: ReadSide, accounts: DataAccounts) {
  const { readModel } = project
  return createRouter().openapi(vintages, (c) => {
    guard(project, c.var.principal, 'records.read')
    const version = readModel.versions.latest()
    if (version === undefined) throw projectError('NOT_SET_UP', { slug: project.facts.slug, what: 'project document' })
    const records = countingRecords(readModel.records(0, 2 ** 32))
    const items = vintagesOf(project, version).map((vintage) => ({
      ...vintage,
      data: accountView(accounts.accountOf(records.filter(({ day }) => yearOf(day) === vintage.vintage))),
      estimate: estimateOf(project, vintage),
    }))
    return c.json({ asOf: readModel.headBlock(), items }, 200)
  })
}

type Account = ReturnType<DataAccounts['accountOf']>

/** The same as a fresh object: routes answer with mutable lists. */
function accountView(account: Account): z.infer<typeof accountSchema> {
  return accountSchema.parse(account)
}

function estimateOf(
  { words, readModel, increaseText }: ReadSide,
  { vintage, reduction }: { readonly vintage: number; readonly reduction: string },
): z.infer<typeof estimateSchema> | null {
  const found = compareWithEstimate(words().estimates, vintage, parseFixed(reduction))
  if (found === null) return null
  const { estimate, source, difference, differenceBasisPoints, significantPercent, isSignificant } = found
  const moves = readModel.acts('PeriodMoved').filter(({ subject }) => Number(subject) === vintage)
  const texts = moves.flatMap(({ fields }) => increaseText?.(hexSchema.parse(fields['content']), vintage) ?? [])
  return {
    estimate: formatFixed(estimate),
    source,
    difference: formatFixed(difference),
    differencePercent: differenceBasisPoints === null ? null : formatDecimal(differenceBasisPoints, 2),
    significantPercent,
    isSignificant,
    explanation: texts.at(-1) ?? null,
  }
}

const hexSchema = z.custom<Hex>((found) => typeof found === 'string' && /^0x[0-9a-f]{64}$/.test(found), '32 bytes')
