import { createReadStream, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { matchRecords, modelCard } from '@tcctv/matching'
import { CREDIT_IMPORTERS, IMPORTERS, MAPPED_SOURCE } from '@tcctv/registries'
import { z } from 'zod'
import { parseOptions, printJson, readInput, required } from '../arguments.ts'
import type { Command } from '../commands.ts'
import { cliError } from '../errors.ts'
import { signInAsUser, USER_OPTIONS } from '../user-session.ts'

export const directoryCommand: Command = {
  usage: `tcctv directory import --list
tcctv directory import <source> <file> [--retrieved <date>] [--licence <text>] [--dry-run] <sign-in options>
tcctv directory import mapped <file> --mapping <mapping.json> ...
tcctv directory match <records.csv> --out pairs.csv
tcctv directory risk <registry> <project id> <sign-in options>
tcctv directory risk --description <project.json> <sign-in options>
tcctv directory queue [--limit <n>] <sign-in options>
tcctv directory decide <registry/id> <registry/id> same|part_of|different|transferred --reason <text> \\
  [--part <registry/id>] <sign-in options>
tcctv directory undo <decision> --reason <text> <sign-in options>
tcctv directory model [<sign-in options>]
tcctv directory export <file.csv|.json|.geojson|.cadt.xlsx> [--query <filters>] <sign-in options>

A file may be CSV, a workbook or Parquet, of projects or of issuances and retirements; import --list names the columns.
match needs no platform and no network; model without options prints the card of the weights in use, and with them what
the officers' decisions of that platform say of its probabilities. The others work on a running platform: --gateway <address>, --email,
--password-file, by default the first operator of the data directory (--data <dir>).`,
  run: ([action, ...args]) => {
    if (action === 'import') return importFile(args)
    if (action === 'match') return match(args)
    if (action === 'risk') return risk(args)
    if (action === 'queue') return queue(args)
    if (action === 'decide') return decide(args)
    if (action === 'undo') return undo(args)
    if (action === 'model') return model(args)
    if (action === 'export') return exportFile(args)
    throw cliError('USAGE', { what: 'expected import, match, risk, queue, decide, undo, model or export' })
  },
}

async function importFile(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...USER_OPTIONS,
    list: { type: 'boolean', default: false },
    retrieved: { type: 'string' },
    licence: { type: 'string' },
    mapping: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
  })
  if (values.list) {
    for (const importer of [...IMPORTERS, ...CREDIT_IMPORTERS])
      process.stdout.write(`${importer.id} (${importer.publisher}): ${importer.requiredColumns.join(', ')}\n`)
    process.stdout.write(`${MAPPED_SOURCE} (any other registry): the columns that --mapping names\n`)
    return 0
  }
  const [source, path] = [required(positionals, 0, '<source>'), required(positionals, 1, '<file>')]
  const client = await signInAsUser(values)
  const query = new URLSearchParams({
    fileName: basename(path),
    ...(values.retrieved === undefined ? {} : { retrieved: values.retrieved }),
    ...(values.licence === undefined ? {} : { licence: values.licence }),
    ...(values.mapping === undefined ? {} : { mapping: readInput(values.mapping).toString('utf8') }),
    ...(values['dry-run'] ? { dryRun: 'true' } : {}),
  })
  const result = await client.json(z.looseObject({}), `/api/directory/imports/${source}?${query.toString()}`, {
    body: readInput(path),
    contentType: 'text/csv',
  })
  printJson(result)
  return 'isRefused' in result && result['isRefused'] === true ? 1 : 0
}

async function match(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    out: { type: 'string' },
    json: { type: 'boolean', default: false },
  })
  const path = required(positionals, 0, '<records.csv>')
  if (values.out === undefined) throw cliError('USAGE', { what: '--out is missing' })
  const pairs = await matchRecords(createReadStream(path, { encoding: 'utf8' }))
  writeFileSync(values.out, pairs)
  const count = pairs.split('\n').length - 2
  if (values.json) printJson({ pairs: count, out: values.out })
  else process.stdout.write(`${count} pairs in ${values.out}\n`)
  return 0
}

async function risk(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { ...USER_OPTIONS, description: { type: 'string' } })
  const client = await signInAsUser(values)
  if (values.description !== undefined) {
    const json: unknown = JSON.parse(readInput(values.description).toString('utf8'))
    printJson(await client.json(z.unknown(), '/api/directory/risk/check', { json }))
    return 0
  }
  const [registry, id] = [required(positionals, 0, '<registry>'), required(positionals, 1, '<project id>')]
  const path = `/api/directory/projects/${encodeURIComponent(registry)}/${encodeURIComponent(id)}/risk`
  printJson(await client.json(z.unknown(), path))
  return 0
}

const sideSchema = z.looseObject({ registry: z.string(), registryProjectId: z.string(), name: z.string() })
const queueSchema = z.looseObject({
  total: z.number(),
  notice: z.string().nullable(),
  items: z.array(
    z.looseObject({
      left: sideSchema,
      right: sideSchema,
      level: z.string(),
      pSame: z.number(),
      pPartOf: z.number(),
      tonnesAtStake: z.number().nullable(),
    }),
  ),
})

async function queue(args: readonly string[]): Promise<number> {
  const { values } = parseOptions(args, { ...USER_OPTIONS, limit: { type: 'string', default: '10' } })
  const client = await signInAsUser(values)
  const found = await client.json(queueSchema, `/api/directory/queue?limit=${encodeURIComponent(values.limit)}`)
  const lines = found.items.map(({ left, right, level, pSame, pPartOf, tonnesAtStake }) => {
    const tonnes = tonnesAtStake === null ? 'tonnes unknown' : `up to ${tonnesAtStake} t`
    const percent = Math.round((pSame + pPartOf) * 100)
    return `${level}, ${percent} %, ${tonnes}\n  ${sideOf(left)}\n  ${sideOf(right)}\n`
  })
  process.stdout.write(
    `${found.total} undecided pairs${found.notice === null ? '' : ` (${found.notice})`}\n${lines.join('')}`,
  )
  return 0
}

function sideOf({ registry, registryProjectId, name }: z.infer<typeof sideSchema>): string {
  return `${registry}/${registryProjectId} ${name}`
}

async function decide(args: readonly string[]): Promise<number> {
  const options = { ...USER_OPTIONS, reason: { type: 'string' }, part: { type: 'string' } } as const
  const { values, positionals } = parseOptions(args, options)
  const [left, right] = [required(positionals, 0, '<registry/id>'), required(positionals, 1, '<registry/id>')]
  const verdict = required(positionals, 2, 'same|part_of|different|transferred')
  if (values.reason === undefined) throw cliError('USAGE', { what: '--reason is missing' })
  const client = await signInAsUser(values)
  const json = { left, right, verdict, part: values.part ?? null, reason: values.reason }
  const { id } = await client.json(z.looseObject({ id: z.number() }), '/api/directory/decisions', { json })
  process.stdout.write(`decision ${id}: ${verdict}\n`)
  return 0
}

async function undo(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { ...USER_OPTIONS, reason: { type: 'string' } })
  const decision = required(positionals, 0, '<decision>')
  if (values.reason === undefined) throw cliError('USAGE', { what: '--reason is missing' })
  const client = await signInAsUser(values)
  const path = `/api/directory/decisions/${encodeURIComponent(decision)}/undo`
  await client.json(z.unknown(), path, { json: { reason: values.reason } })
  process.stdout.write(`decision ${decision} taken back\n`)
  return 0
}

async function model(args: readonly string[]): Promise<number> {
  const { values } = parseOptions(args, USER_OPTIONS)
  if (args.length === 0) {
    printJson({ card: modelCard() })
    return 0
  }
  const client = await signInAsUser(values)
  printJson(await client.json(z.unknown(), '/api/directory/model'))
  return 0
}

const EXPORTS = ['cadt.xlsx', 'geojson', 'json', 'csv'] as const

async function exportFile(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { ...USER_OPTIONS, query: { type: 'string', default: '' } })
  const path = required(positionals, 0, '<file>')
  const form = EXPORTS.find((ending) => path.endsWith(`.${ending}`))
  if (form === undefined) throw cliError('USAGE', { what: `a file name that ends in ${EXPORTS.join(', ')}` })
  const client = await signInAsUser(values)
  const bytes = await client.bytes(`/api/directory/export.${form}?${new URLSearchParams(values.query).toString()}`)
  writeFileSync(path, bytes)
  process.stdout.write(`${bytes.length} bytes in ${path}\n`)
  return 0
}
