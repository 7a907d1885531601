import { createHash } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseLocalDay } from '@tcctv/units'
import { privateKeyToAccount, type PrivateKeyAccount } from 'viem/accounts'
import { z } from 'zod'
import { DATA_DIRECTORY, parseOptions, printJson, readInput, required } from '../arguments.ts'
import type { Command } from '../commands.ts'
import { announceReadings } from '../demo/announce-readings.ts'
import { importReadings } from '../demo/import-readings.ts'
import { cliError } from '../errors.ts'
import { checkProject } from '../methodology/check-pdd.ts'
import { decide, hexSchema } from '../party.ts'
import { createProgress } from '../terminal.ts'
import { signInAsUser, USER_OPTIONS } from '../user-session.ts'

export const projectCommand: Command = {
  summary: 'check, create, list, import into, calibrate, quantify, decide on, report and rebuild projects',
  usage: `tcctv project check <pdd.yaml> <methodology.yaml> [--json]
tcctv project list
tcctv project create <slug> --title <text> --methodology <yaml> --pdd <yaml> --party <role>=<address> …
tcctv project import <slug> <file.csv> --key-file <proponent's key> [--close] [--substitute]
tcctv project calibrate <slug> --meter <id> --day <date> --found <relative error> --certificate <file>
    --key-file <proponent's key>
tcctv project withhold <slug> <file.csv> --key-file <proponent's or meter's key>
tcctv project quantify <slug>
tcctv project decide <slug> <action> --key-file <party's key> --text <reason> [--exception <id>] [--batch <digest>]
    [--day <date>]
tcctv project report <slug>
tcctv project rebuild <slug> [--data <dir>]

check gives every fault of a project document with line and column. withhold announces the readings of a file while the
intake is suspended; import it unchanged after the release. decide signs a decision with the party's key:
justify, release, resubmit, resubmit-corrected (--batch), withdraw, file-report by the proponent; send-back,
release-as-is, release-corrected (--batch), release-zero, abandon-withheld (--batch) by the registry; close-day (--day)
by the proponent. The reason stays off the chain, its hash is signed. rebuild stops the project, deletes its read model
and lets it be made again from the chain.

All but check and rebuild work on a running platform: --gateway <address>, --email, --password-file; by default as the
first operator of the data directory.`,
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
      case 'calibrate':
        return calibrate(args)
      case 'withhold':
        return withhold(args)
      case 'quantify':
        return quantify(args)
      case 'decide':
        return decideOn(args)
      case 'report':
        return report(args)
      case 'rebuild':
        return rebuild(args)
      default:
        throw cliError('USAGE', {
          what: 'expected check, list, create, import, calibrate, withhold, quantify, decide, report or rebuild',
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
    pdd: { type: 'string' },
    party: { type: 'string', multiple: true, default: [] },
  })
  const slug = required(positionals, 0, '<slug>')
  const { title = slug, methodology, pdd } = values
  if (methodology === undefined || pdd === undefined)
    throw cliError('USAGE', { what: '--methodology and --pdd are needed' })
  const parties = Object.fromEntries(values.party.map((pair) => pair.split('=', 2)))
  const client = await signInAsUser(values)
  const text = (path: string): string => readInput(path).toString('utf8')
  await client.json(lineSchema, '/api/platform/projects', {
    json: { slug, title, methodology: text(methodology), pdd: text(pdd), parties },
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
  const party = { account: accountOf(values['key-file']), client: await signInAsUser(values) }
  printJson(
    await importReadings(
      party,
      { slug, csv: readInput(path), close: values.close, substitute: values.substitute, resolveCase3: false },
      createProgress(process.stderr),
    ),
  )
  return 0
}

/** The certificate stays with the party; its hash and the error found are signed and go to the chain. */
async function calibrate(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...USER_OPTIONS,
    'key-file': { type: 'string' },
    meter: { type: 'string' },
    day: { type: 'string' },
    found: { type: 'string' },
    certificate: { type: 'string' },
  })
  const slug = required(positionals, 0, '<slug>')
  const { meter, day, found, certificate, 'key-file': keyFile } = values
  if (
    meter === undefined ||
    day === undefined ||
    found === undefined ||
    certificate === undefined ||
    keyFile === undefined
  )
    throw cliError('USAGE', { what: '--meter, --day, --found, --certificate and --key-file are needed' })
  const key = hexSchema.parse(readInput(keyFile).toString('utf8').trim())
  const party = { account: privateKeyToAccount(key), client: await signInAsUser(values) }
  const hash = createHash('sha256').update(readInput(certificate)).digest('hex')
  const decision = { action: 'calibrate', meter, day: parseLocalDay(day), foundError: found }
  printJson(await decide(party, slug, decision, `certificate sha256:${hash}`))
  return 0
}

async function withhold(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { ...USER_OPTIONS, 'key-file': { type: 'string' } })
  const [slug, path] = [required(positionals, 0, '<slug>'), required(positionals, 1, '<file.csv>')]
  if (values['key-file'] === undefined)
    throw cliError('USAGE', { what: '--key-file is missing: an announcement is signed' })
  const party = { account: accountOf(values['key-file']), client: await signInAsUser(values) }
  printJson(await announceReadings(party, slug, readInput(path)))
  return 0
}

async function quantify(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, USER_OPTIONS)
  const client = await signInAsUser(values)
  for await (const line of client.lines(lineSchema, `/api/projects/${required(positionals, 0, '<slug>')}/quantify`, {
    json: {},
  }))
    process.stdout.write(`${JSON.stringify(line)}\n`)
  return 0
}

async function decideOn(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...USER_OPTIONS,
    'key-file': { type: 'string' },
    text: { type: 'string' },
    exception: { type: 'string' },
    batch: { type: 'string' },
    day: { type: 'string' },
  })
  const [slug, action] = [required(positionals, 0, '<slug>'), required(positionals, 1, '<action>')]
  const { exception, batch, day, text, 'key-file': keyFile } = values
  if (keyFile === undefined || text === undefined)
    throw cliError('USAGE', { what: '--key-file and --text are needed: a decision is signed and states its reason' })
  const decision = {
    action,
    ...(exception === undefined ? {} : { exception: Number(exception) }),
    ...(batch === undefined ? {} : { batch }),
    ...(day === undefined ? {} : { day }),
  }
  const party = { account: accountOf(keyFile), client: await signInAsUser(values) }
  printJson(await decide(party, slug, decision, text))
  return 0
}

function accountOf(keyFile: string): PrivateKeyAccount {
  return privateKeyToAccount(hexSchema.parse(readInput(keyFile).toString('utf8').trim()))
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
