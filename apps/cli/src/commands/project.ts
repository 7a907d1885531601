import { createHash } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseLocalDay } from '@tcctv/units'
import { privateKeyToAccount } from 'viem/accounts'
import { z } from 'zod'
import { DATA_DIRECTORY, parseOptions, printJson, readInput, required } from '../arguments.ts'
import type { Command } from '../commands.ts'
import { announceReadings } from '../demo/announce-readings.ts'
import { importReadings, substituteReadings } from '../demo/import-readings.ts'
import { cliError } from '../errors.ts'
import { checkProject } from '../methodology/check-pdd.ts'
import { makeProfile } from '../methodology/make-profile.ts'
import { decide, hexSchema, type Party } from '../party.ts'
import { createProgress } from '../terminal.ts'
import { status } from './project-status.ts'
import { signInAsUser, USER_OPTIONS } from '../user-session.ts'

export const projectCommand: Command = {
  summary:
    'check and profile documents; create, list, import into, fill gaps of, calibrate, quantify, decide on, report and rebuild projects',
  usage: `tcctv project check <pdd.yaml> <methodology.yaml> [--json]
tcctv project profile <pdd.yaml> <data file> --from <date> --to <date> [--parameter P] [--source S]
    [--by month|weekday|hour|month-hour] [--applies day|reading] [--low min] [--high max] [--days complete|all] [--json]
tcctv project list
tcctv project create <slug> --title <text> --methodology <yaml> --pdd <yaml> --party <role>=<address> …
tcctv project import <slug> <file.csv> --key-file <proponent's key> [--close] [--substitute]
tcctv project substitute <slug> --key-file <proponent's key> [--close]
tcctv project calibrate <slug> --meter <id> --day <date> --found <relative error> --certificate <file>
    --key-file <proponent's key>
tcctv project withhold <slug> <file.csv> --key-file <proponent's or meter's key>
tcctv project status <slug> [--json]
tcctv project quantify <slug>
tcctv project explain-increase <slug> <vintage> --text <why> --key-file <proponent's key>
tcctv project decide <slug> <action> --key-file <party's key> --text <reason> [--exception <id>] [--batch <digest>]
    [--day <date>]
tcctv project report <slug>
tcctv project rebuild <slug> [--data <dir>]

check gives every fault of a project document with line and column, the limits of its tolerances as compiled, and
what they leave open. profile makes the table of a tolerance from a data file of the initialisation phase, as YAML for
the document: --low and --high are max, min, mean, a percentile like p95, or a constant; --to is the day after the last;
a row without data is named and left out.

withhold announces the readings of a file while the intake is suspended; import it unchanged after the release. decide
signs a decision with the party's key:
justify, release, resubmit, resubmit-corrected (--batch), withdraw, file-report by the proponent; send-back,
release-as-is, release-corrected (--batch), release-zero, abandon-withheld (--batch) by the registry; close-day (--day)
by the proponent. The reason stays off the chain, its hash is signed.

All but check, profile and rebuild work on a running platform: --gateway <address>, --email, --password-file; by default
as the first operator of the data directory. status shows each vintage with its data and its estimate. substitute fills
gaps between committed readings by the rules of the documents, where the day has no final record yet. explain-increase
signs why a vintage is far above its estimate, and freezes it. rebuild stops the project, deletes its read model and lets
it be made again from the chain.

import ends with 1 if the intake was suspended before the last batch; it names the exceptions that wait, and the same
command goes on after their release. --close signs at the end that no more readings come for the days of the file.`,
  run: ([action, ...args]) => {
    switch (action) {
      case 'check':
        return checkProject(args)
      case 'profile':
        return makeProfile(args)
      case 'list':
        return list(args)
      case 'create':
        return create(args)
      case 'import':
        return importFile(args)
      case 'substitute':
        return substitute(args)
      case 'calibrate':
        return calibrate(args)
      case 'withhold':
        return withhold(args)
      case 'status':
        return status(args)
      case 'quantify':
        return quantify(args)
      case 'explain-increase':
        return explainIncrease(args)
      case 'decide':
        return decideOn(args)
      case 'report':
        return report(args)
      case 'rebuild':
        return rebuild(args)
      default:
        throw cliError('USAGE', {
          what: 'expected check, profile, list, create, import, substitute, calibrate, withhold, status, quantify, explain-increase, decide, report or rebuild',
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
  const party = await partyOf(values)
  const imported = await importReadings(
    party,
    { slug, csv: readInput(path), close: values.close, substitute: values.substitute, resolveCase3: false },
    createProgress(process.stderr),
  )
  printJson(imported)
  return imported.remaining === 0 ? 0 : 1
}

async function substitute(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...USER_OPTIONS,
    'key-file': { type: 'string' },
    close: { type: 'boolean', default: false },
  })
  const slug = required(positionals, 0, '<slug>')
  const party = await partyOf(values)
  const options = { slug, close: values.close, resolveCase3: false }
  const filled = await substituteReadings(party, options, createProgress(process.stderr))
  printJson(filled)
  return filled.remaining === 0 ? 0 : 1
}

async function explainIncrease(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...USER_OPTIONS,
    'key-file': { type: 'string' },
    text: { type: 'string' },
  })
  const [slug, year] = [required(positionals, 0, '<slug>'), required(positionals, 1, '<vintage>')]
  if (!/^\d{4}$/.test(year)) throw cliError('USAGE', { what: `vintage ${year}: expected a year like 2012` })
  if (values.text === undefined || values.text.trim() === '')
    throw cliError('USAGE', { what: '--text is missing: say why the vintage is above its estimate' })
  const decision = { action: 'explain-increase', vintage: Number(year) }
  printJson(await decide(await partyOf(values), slug, decision, values.text))
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
  const { meter, day, found, certificate } = values
  if (meter === undefined || day === undefined || found === undefined || certificate === undefined)
    throw cliError('USAGE', { what: '--meter, --day, --found and --certificate are needed' })
  const hash = createHash('sha256').update(readInput(certificate)).digest('hex')
  const decision = { action: 'calibrate', meter, day: parseLocalDay(day), foundError: found }
  printJson(await decide(await partyOf(values), slug, decision, `certificate sha256:${hash}`))
  return 0
}

async function withhold(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { ...USER_OPTIONS, 'key-file': { type: 'string' } })
  const [slug, path] = [required(positionals, 0, '<slug>'), required(positionals, 1, '<file.csv>')]
  printJson(await announceReadings(await partyOf(values), slug, readInput(path)))
  return 0
}

type PartyValues = Parameters<typeof signInAsUser>[0] & { readonly 'key-file'?: string | undefined }

/** The party by its key file. @throws {TcctvError} USAGE, FILE_UNREADABLE, the platform's refusal */
async function partyOf(values: PartyValues): Promise<Party> {
  if (values['key-file'] === undefined)
    throw cliError('USAGE', { what: "--key-file is missing: this is signed by the party's key" })
  const key = hexSchema.parse(readInput(values['key-file']).toString('utf8').trim())
  return { account: privateKeyToAccount(key), client: await signInAsUser(values) }
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
  const { exception, batch, day, text } = values
  if (text === undefined) throw cliError('USAGE', { what: '--text is needed: a decision states its reason' })
  const decision = {
    action,
    ...(exception === undefined ? {} : { exception: Number(exception) }),
    ...(batch === undefined ? {} : { batch }),
    ...(day === undefined ? {} : { day }),
  }
  printJson(await decide(await partyOf(values), slug, decision, text))
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
