import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { DATA_DIRECTORY, parseOptions, required } from '../arguments.ts'
import { cliError } from '../errors.ts'
import { signInAsUser } from '../user-session.ts'
import type { ProjectActions } from './action.ts'

export const REPAIR_ACTIONS: ProjectActions = {
  rebuild: {
    usage: '<slug> [--data <dir>] [--gateway <address>]',
    help: 'Stops the project, deletes its read model and lets it be made again from the chain. Without --gateway it works on the data directory alone.',
    run: rebuild,
  },
}

const lineSchema = z.looseObject({})

async function rebuild(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    data: { type: 'string', default: DATA_DIRECTORY },
    gateway: { type: 'string' },
    email: { type: 'string' },
    'password-file': { type: 'string' },
  })
  const slug = required(positionals, 0, '<slug>')
  const directory = join(values.data, 'projects', slug)
  if (!existsSync(join(directory, 'chain')))
    throw cliError('FILE_UNREADABLE', { path: directory, reason: 'no project with a chain' })
  const { gateway } = values
  const client = gateway === undefined ? undefined : await signInAsUser({ ...values, gateway })
  await client?.json(lineSchema, `/api/platform/projects/${slug}/stop`, { method: 'POST' })
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(directory, `read-model.db${suffix}`), { force: true })
  await client?.json(lineSchema, `/api/platform/projects/${slug}/start`, { method: 'POST' })
  process.stdout.write(`read model of ${slug} deleted; it is made again from the chain when the project starts\n`)
  return 0
}
