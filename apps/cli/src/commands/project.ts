import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { privateKeyToAccount } from 'viem/accounts'
import { z } from 'zod'
import { DATA_DIRECTORY, parseOptions, printJson, readInput, required } from '../arguments.ts'
import type { Command } from '../commands.ts'
import { importReadings } from '../demo/import-readings.ts'
import { cliError } from '../errors.ts'
import { checkProject } from '../methodology/check-pdd.ts'
import { hexSchema } from '../party.ts'
import { impact } from '../project/impact.ts'
import { approve, propose, template, versions } from '../project/versions.ts'
import { createProgress } from '../terminal.ts'
import { signInAsUser, USER_OPTIONS } from '../user-session.ts'

export const projectCommand: Command = {
  summary: 'check, create, list, import into, quantify, report and rebuild projects; new versions of their documents',
  usage: `tcctv project check <pdd.yaml> <methodology.yaml> [--json]
tcctv project list
tcctv project create <slug> --title <text> --methodology <yaml> | --template <slug> --pdd <yaml> --party <role>=<address> …
tcctv project import <slug> <file.csv> --key-file <proponent's key> [--close] [--substitute]
tcctv project quantify <slug> [--close]
tcctv project report <slug>
tcctv project rebuild <slug> [--data <dir>]
tcctv project versions <slug> [--json]
tcctv project propose <slug> <pdd.yaml> --key-file <proponent's key> [--json]
tcctv project impact <slug> --draft <pdd.yaml> | --index <number> [--from <day>] [--json]
tcctv project approve <slug> <index> --from <day> --key-file <registry's key> [--reason <text>] [--json]
tcctv project template <slug>

check gives every fault of a project document with line and column. All but check and rebuild work on a running
platform: --gateway <address>, --email, --password-file; by default as the first operator of the data directory.
impact replays the history on a copy of the chain, by default from its first day, and tells what a document would have
changed; template prints a document for another project of the kind, with blanks to fill in. rebuild stops the project,
deletes its read model and lets it be made again from the chain.`,
  run: ([action, ...args]) => {
    switch (action) {
      case 'check':
        return checkProject(args)
      case 'list':
        return list(args)
      case 'create':
        return create(args)
      case 'import':
        return importFile(args)
      case 'quantify':
        return quantify(args)
      case 'report':
        return report(args)
      case 'rebuild':
        return rebuild(args)
      case 'versions':
        return versions(args)
      case 'propose':
        return propose(args)
      case 'impact':
        return impact(args)
      case 'approve':
        return approve(args)
      case 'template':
        return template(args)
      default:
        throw cliError('USAGE', {
          what: 'expected check, list, create, import, quantify, report, rebuild, versions, propose, impact, approve or template',
        })
    }
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

async function importFile(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...USER_OPTIONS,
    'key-file': { type: 'string' },
    close: { type: 'boolean', default: false },
    substitute: { type: 'boolean', default: false },
  })
  const [slug, path] = [required(positionals, 0, '<slug>'), required(positionals, 1, '<file.csv>')]
  if (values['key-file'] === undefined)
    throw cliError('USAGE', { what: '--key-file is missing: every batch is signed by the proponent' })
  const key = hexSchema.parse(readInput(values['key-file']).toString('utf8').trim())
  const party = { account: privateKeyToAccount(key), client: await signInAsUser(values) }
  printJson(
    await importReadings(
      party,
      { slug, csv: readInput(path), close: values.close, substitute: values.substitute, resolveCase3: false },
      createProgress(process.stderr),
    ),
  )
  return 0
}

async function quantify(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { ...USER_OPTIONS, close: { type: 'boolean', default: false } })
  const client = await signInAsUser(values)
  for await (const line of client.lines(lineSchema, `/api/projects/${required(positionals, 0, '<slug>')}/quantify`, {
    json: { close: values.close },
  }))
    process.stdout.write(`${JSON.stringify(line)}\n`)
  return 0
}

async function report(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, USER_OPTIONS)
  const client = await signInAsUser(values)
  for await (const line of client.lines(lineSchema, `/api/reports/${required(positionals, 0, '<slug>')}`, { json: {} }))
    process.stdout.write(`${JSON.stringify(line)}\n`)
  return 0
}

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
