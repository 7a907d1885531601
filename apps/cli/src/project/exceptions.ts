import { z } from 'zod'
import { parseOptions, printJson, required } from '../arguments.ts'
import { wrapped } from '../terminal.ts'
import { signInAsUser, USER_OPTIONS } from '../user-session.ts'
import type { ProjectActions } from './action.ts'

export const EXCEPTION_ACTIONS: ProjectActions = {
  exceptions: {
    usage: '<slug> [--open] [--json]',
    help: 'Lists the exceptions with their day, case and state, what was found and allowed, and who decides next. --open leaves out those that are settled.',
    run: exceptions,
  },
}

const itemSchema = z.looseObject({
  id: z.string(),
  day: z.string(),
  limit: z.string(),
  level: z.number(),
  state: z.string(),
  amount: z.string(),
  low: z.string(),
  high: z.string(),
  unit: z.string(),
  whoCanAct: z.array(z.string()),
  actions: z.array(z.string()),
})
type Item = z.infer<typeof itemSchema>

async function exceptions(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...USER_OPTIONS,
    open: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  })
  const client = await signInAsUser(values)
  const slug = required(positionals, 0, '<slug>')
  const { items } = await client.json(z.object({ items: z.array(itemSchema) }), `/api/projects/${slug}/exceptions`)
  const shown = values.open ? items.filter(({ actions }) => actions.length > 0) : items
  if (values.json) printJson(shown)
  else process.stdout.write(shown.length === 0 ? `no ${values.open ? 'open ' : ''}exception\n` : textOf(shown))
  return 0
}

function textOf(items: readonly Item[], columns: number = process.stdout.columns ?? 100): string {
  return items
    .map(({ id, day, limit, level, state, amount, low, high, unit, whoCanAct, actions }) => {
      const next = actions.length === 0 ? '' : `next: ${actions.join(' or ')}, by ${whoCanAct.join(' and ')}`
      const head = wrapped('', `${id}  ${day}  case ${level}  ${limit}: ${state}`, columns)
      const found = wrapped('   ', `found ${amount} ${unit}, allowed ${low} to ${high}`, columns)
      return `${head}${found}${next === '' ? '' : wrapped('   ', next, columns)}`
    })
    .join('')
}
