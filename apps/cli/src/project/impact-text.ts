import { formatFixed, parseFixed, type Fixed } from '@tcctv/units'
import { z } from 'zod'
import { wrapped } from '../terminal.ts'

const headsSchema = z.object({
  baseline: z.string(),
  project: z.string(),
  leakage: z.string(),
  reduction: z.string(),
  eligible: z.string().nullable(),
})
const casesSchema = z.tuple([z.number(), z.number(), z.number(), z.number()])
const heldSchema = z.object({
  day: z.string(),
  level: z.number(),
  limits: z.array(z.string()),
  reduction: z.string(),
})
export const impactSchema = z.object({
  documentHash: z.string(),
  from: z.string(),
  through: z.string().nullable(),
  headBlock: z.number(),
  forkBlock: z.number().nullable(),
  vintages: z.array(
    z.object({
      vintage: z.number(),
      unit: z.string(),
      before: headsSchema,
      after: headsSchema,
      difference: headsSchema,
    }),
  ),
  limits: z.array(
    z.object({
      limit: z.string(),
      applies: z.enum(['reading', 'day']),
      before: casesSchema.nullable(),
      after: casesSchema.nullable(),
    }),
  ),
  held: z.object({ added: z.array(heldSchema), removed: z.array(heldSchema), both: z.number() }),
  refusals: z.array(z.object({ day: z.string(), code: z.string(), message: z.string() })),
  lanes: z.object({ dropped: z.array(z.string()), missing: z.array(z.string()) }),
})
export type Impact = z.infer<typeof impactSchema>

const MOST_DAYS = 12

/** An impact for people; narrow terminals get the limits below each other. */
export function impactText(impact: Impact, columns: number = process.stdout.columns ?? 100): string {
  const { from, through, held, refusals, lanes } = impact
  if (through === null) return `no record from ${from} on: the version would have changed nothing\n`
  const sections = [
    wrapped('', `had it been in force from ${from} on (records through ${through})`, columns),
    heads(impact),
    limits(impact, columns),
    days('days that would be held and were not', held.added, columns),
    days('days that were held and would not be', held.removed, columns),
    `${held.both} ${held.both === 1 ? 'day is' : 'days are'} held either way\n`,
    refused(refusals, columns),
    ...lanes.dropped.map((series) =>
      wrapped('! ', `${series} is not read by the version: its readings are left out`, columns),
    ),
    ...lanes.missing.map((series) =>
      wrapped('! ', `${series} has no readings on the chain: it counts as zero`, columns),
    ),
    wrapped(
      '',
      'Exceptions got the decision they had; a new one is taken as released with its value as it is, so the tonnes of its day depend on a decision. The chain itself was not touched.',
      columns,
    ),
  ]
  return sections.filter((section) => section !== '').join('\n')
}

function heads({ vintages }: Impact): string {
  const rows = vintages.map(({ vintage, before, after, difference }) => [
    String(vintage),
    before.reduction,
    after.reduction,
    signed(difference.reduction),
    difference.eligible === null ? 'not complete' : signed(difference.eligible),
  ])
  const sum = (pick: (one: Impact['vintages'][number]) => string): string =>
    formatFixed(vintages.reduce((total, one) => total + parseFixed(pick(one)), 0n) as Fixed) // exact sums at 1e18
  const total = [
    'sum',
    sum(({ before }) => before.reduction),
    sum(({ after }) => after.reduction),
    signed(sum(({ difference }) => difference.reduction)),
    '',
  ]
  const title = ['tCO2e', 'reduction', 'would be', 'difference', 'eligible']
  return table([title, ...rows, ...(rows.length > 1 ? [total] : [])])
}

function limits({ limits: found }: Impact, columns: number): string {
  const title = ['limit', 'case 1', '2', '3', '4']
  const wide = found.flatMap(({ limit, applies, before, after }) => {
    const cells = [0, 1, 2, 3].map((at) => change(before?.[at], after?.[at]))
    return [[`${limit} (${applies}s)`, ...cells]]
  })
  const text = table([title, ...wide])
  const isNarrow = text.split('\n').some((line) => line.length > columns)
  if (!isNarrow) return text
  return found
    .map(({ limit, applies, before, after }) => {
      const cells = [0, 1, 2, 3].map((at) => `  case ${at + 1}  ${change(before?.[at], after?.[at])}\n`)
      return `${limit} (${applies}s)\n${cells.join('')}`
    })
    .join('')
}

function change(before: number | undefined, after: number | undefined): string {
  if (before === undefined) return `new → ${after ?? 0}`
  if (after === undefined) return `${before} → gone`
  return before === after ? String(before) : `${before} → ${after}`
}

function days(title: string, held: Impact['held']['added'], columns: number): string {
  if (held.length === 0) return ''
  const tonnes = formatFixed(held.reduce((sum, { reduction }) => sum + parseFixed(reduction), 0n) as Fixed) // at 1e18
  const shown = held
    .slice(0, MOST_DAYS)
    .map(({ day, level, limits: broken }) => `${day} (case ${level}, ${broken.join(', ')})`)
  const rest = held.length > MOST_DAYS ? `, and ${held.length - MOST_DAYS} more (--json lists all)` : ''
  return `${wrapped('', `${title}: ${held.length}, ${tonnes} tCO2e of these days`, columns)}${wrapped('  ', `${shown.join(', ')}${rest}`, columns)}`
}

function refused(refusals: Impact['refusals'], columns: number): string {
  if (refusals.length === 0) return ''
  const shown = refusals.slice(0, MOST_DAYS).map(({ day, message }) => wrapped('  ', `${day}: ${message}`, columns))
  return `what the version does not take: ${refusals.length}\n${shown.join('')}`
}

function signed(difference: string): string {
  return difference === '0' || difference.startsWith('-') ? difference : `+${difference}`
}

/** Rows in columns, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ')
  return `${rows.map((row) => line(row).trimEnd()).join('\n')}\n`
}
