import { z } from 'zod'
import { parseOptions, printJson, required } from '../arguments.ts'
import { signInAsUser, USER_OPTIONS } from '../user-session.ts'
import type { ProjectActions } from './action.ts'

export const STATUS_ACTIONS: ProjectActions = {
  status: { usage: '<slug> [--json]', help: 'Shows each vintage with its data and its estimate.', run: status },
}

const share = z.string().nullable()
const itemSchema = z.looseObject({
  vintage: z.number(),
  reduction: z.string(),
  final: z.boolean(),
  status: z.string(),
  data: z.looseObject({
    dataAvailability: share,
    completeness: z.looseObject({ included: z.number(), sources: z.number(), missing: z.array(z.string()) }),
    substituted: z.looseObject({ readings: z.number(), reduction: z.string() }),
    evidence: z.array(z.object({ class: z.string(), readings: z.number() })),
  }),
  estimate: z
    .looseObject({
      estimate: z.string(),
      difference: z.string(),
      differencePercent: z.string().nullable(),
      significantPercent: z.string().nullable(),
      isSignificant: z.boolean(),
    })
    .nullable(),
})
type Item = z.infer<typeof itemSchema>

/** Prints each vintage with its data and its estimate, one fact a line. */
async function status(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { ...USER_OPTIONS, json: { type: 'boolean', default: false } })
  const client = await signInAsUser(values)
  const slug = required(positionals, 0, '<slug>')
  const { items } = await client.json(z.object({ items: z.array(itemSchema) }), `/api/projects/${slug}/vintages`)
  if (values.json) printJson(items)
  else process.stdout.write(items.length === 0 ? 'no day has a record yet\n' : items.map(linesOf).join('\n'))
  return 0
}

function linesOf({ vintage, reduction, final, status: state, data, estimate }: Item): string {
  const { completeness, substituted, evidence } = data
  const missing = completeness.missing.length === 0 ? '' : `; without: ${completeness.missing.join(', ')}`
  const rows: readonly (readonly [string, string])[] = [
    ['reduction', `${reduction} tCO2e, calculated, not verified`],
    ['estimate', estimateWords(estimate)],
    ['data availability', data.dataAvailability === null ? 'nothing is expected' : `${data.dataAvailability} of 1`],
    ['completeness', `${completeness.included} of ${completeness.sources} sources${missing}`],
    ['evidence', evidence.map(({ class: name, readings }) => `${name} ${readings}`).join(', ')],
    ['substituted', `${substituted.readings} readings, which carry ${substituted.reduction} tCO2e`],
  ]
  const head = `vintage ${vintage}, ${final ? 'complete' : 'to date'}, ${state}\n`
  return head + rows.map(([name, words]) => `  ${name.padEnd(18)}${words}\n`).join('')
}

function estimateWords(estimate: Item['estimate']): string {
  if (estimate === null) return 'none in the project document'
  const { differencePercent, significantPercent, isSignificant } = estimate
  const limit = significantPercent === null ? '' : isSignificant ? ', significant' : ', not significant'
  const above = significantPercent === null ? '' : ` above ${significantPercent} %`
  return `${estimate.estimate} tCO2e; ${estimate.difference} tCO2e (${differencePercent ?? '–'} %)${limit}${above}`
}
