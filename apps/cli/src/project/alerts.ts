import { z } from 'zod'
import { parseOptions, printJson, required } from '../arguments.ts'
import { wrapped } from '../terminal.ts'
import { signInAsUser, USER_OPTIONS } from '../user-session.ts'
import type { ProjectActions } from './action.ts'

export const ALERT_ACTIONS: ProjectActions = {
  alerts: {
    usage: '<slug> [--state open|confirmed|explained|false-alarm] [--json]',
    help: 'Lists the alerts of the anomaly model, newest first: what was seen and expected, since when, and what the parties said of them. To say what one was: tcctv project decide <slug> <confirm-alert, explain-alert, dismiss-alert or reopen-alert> --alert <id>.',
    run: alerts,
  },
}

const itemSchema = z.looseObject({
  id: z.string(),
  parameter: z.string(),
  meter: z.string(),
  reason: z.string(),
  sentence: z.string(),
  readings: z.number(),
  state: z.string(),
  isHeld: z.boolean(),
  entries: z.array(z.looseObject({ state: z.string(), role: z.string(), at: z.string(), text: z.string().nullable() })),
})
type Item = z.infer<typeof itemSchema>

async function alerts(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...USER_OPTIONS,
    state: { type: 'string' },
    json: { type: 'boolean', default: false },
  })
  const client = await signInAsUser(values)
  const slug = required(positionals, 0, '<slug>')
  const query = values.state === undefined ? '' : `?state=${encodeURIComponent(values.state)}`
  const { items } = await client.json(z.object({ items: z.array(itemSchema) }), `/api/projects/${slug}/alerts${query}`)
  if (values.json) printJson(items)
  else process.stdout.write(items.length === 0 ? 'no alert\n' : alertText(items))
  return 0
}

/** Two lines and the history of each alert. */
function alertText(items: readonly Item[], columns: number = process.stdout.columns ?? 100): string {
  return items
    .map(({ id, parameter, meter, reason, sentence, readings, state, isHeld, entries }) => {
      const held = isHeld ? ', the reduction of the day waits' : ''
      const head = `${id}  ${reason}  ${parameter} of ${meter}, readings: ${readings}: ${state}${held}`
      const history = entries.map(({ state: to, role, at, text }) =>
        wrapped('   ', `${at} ${to} by ${role}${text === null ? '' : `: ${text}`}`, columns),
      )
      return `${wrapped('', head, columns)}${wrapped('   ', sentence, columns)}${history.join('')}`
    })
    .join('')
}
