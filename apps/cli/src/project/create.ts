import { z } from 'zod'
import { parseOptions, printJson, readInput, required } from '../arguments.ts'
import { cliError } from '../errors.ts'
import { signInAsUser, USER_OPTIONS } from '../user-session.ts'
import type { ProjectActions } from './action.ts'

export const CREATION_ACTIONS: ProjectActions = {
  list: { usage: '', help: 'Lists the projects that the user may see, as JSON.', run: list },
  create: {
    usage: '<slug> --title <text> --methodology <yaml> | --template <slug> --pdd <yaml> --party <role>=<address> …',
    help: 'Makes a project with its chain. --template takes the methodology of another project, and nothing else of it.',
    run: create,
  },
}

const lineSchema = z.looseObject({})

async function list(args: readonly string[]): Promise<number> {
  const client = await signInAsUser(parseOptions(args, USER_OPTIONS).values)
  printJson((await client.json(z.object({ items: z.array(lineSchema) }), '/api/platform/projects')).items)
  return 0
}

async function create(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...USER_OPTIONS,
    title: { type: 'string' },
    methodology: { type: 'string' },
    template: { type: 'string' },
    pdd: { type: 'string' },
    party: { type: 'string', multiple: true, default: [] },
  })
  const slug = required(positionals, 0, '<slug>')
  const { title = slug, methodology, template: from, pdd } = values
  if ((methodology === undefined) === (from === undefined) || pdd === undefined)
    throw cliError('USAGE', { what: '--pdd and one of --methodology and --template are needed' })
  const parties = Object.fromEntries(values.party.map((pair) => pair.split('=', 2)))
  const client = await signInAsUser(values)
  const text = (path: string): string => readInput(path).toString('utf8')
  await client.json(lineSchema, '/api/platform/projects', {
    json: {
      slug,
      title,
      ...(methodology === undefined ? { template: from } : { methodology: text(methodology) }),
      pdd: text(pdd),
      parties,
    },
  })
  for await (const line of client.lines(lineSchema, `/api/platform/projects/${slug}/provisioning`)) {
    process.stderr.write(`${JSON.stringify(line)}\n`)
    if (line['state'] === 'failed') return 1
  }
  return 0
}
