import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { root } from './command-line.ts'

const equationSchema = z.object({
  value: z.string(),
  unrounded: z.string().optional(),
  unit: z.string(),
  round: z.string().optional(),
  quantum: z.string().optional(),
})
const caseSchema = z.object({
  date: z.string(),
  case: z.number(),
  kWh: z.string(),
  limit_kWh: z.string(),
})
const countsSchema = z.record(z.string(), z.number())
const schema = z.object({
  readings: z.object({
    rows: z.number(),
    values: z.number(),
    empty: z.number(),
    empty_in_hours_that_do_not_exist: z.number(),
    max_kWh: z.string(),
  }),
  energy_kWh_by_month: z.record(z.string(), z.string()),
  vintages: z.array(
    z.object({
      id: z.string(),
      monitored: z.record(z.string(), z.string()),
      gaps: z.number(),
      equations: z.record(z.string(), equationSchema),
    }),
  ),
  issuance: z.record(z.string(), z.object({ issued: z.string(), carried: z.string() })),
  total: z.object({ ER: z.string() }),
  tolerance_cases: z.object({
    'EG_EXP.reading': countsSchema,
    'EG_EXP.day': z.object({ days: z.number(), counts: countsSchema, above_case_1: z.array(caseSchema) }),
    'ER.day': z.object({ counts: countsSchema, above_case_1: z.array(caseSchema) }),
  }),
})

/** The figures of the example, which were computed without the product. */
export const expected = schema.parse(
  JSON.parse(readFileSync(join(root, 'examples', 'nrel50', 'expected.json'), 'utf8')),
)

/** Decimal text as an integer at a number of places. @example scaled('0.8682', 18) // 868200000000000000n */
export function scaled(text: string, places: number): bigint {
  const [whole = '', fraction = ''] = text.split('.')
  if (fraction.length > places) throw new Error(`${text} has more than ${places} places`)
  return BigInt(whole + fraction.padEnd(places, '0'))
}
