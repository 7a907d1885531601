import { createReadStream, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { matchRecords } from '@tcctv/matching'
import { IMPORTERS, MAPPED_SOURCE } from '@tcctv/registries'
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

match needs no platform and no network. import and risk work on a running platform: --gateway <address>, --email,
--password-file, by default the first operator of the data directory (--data <dir>).`,
  run: ([action, ...args]) => {
    if (action === 'import') return importFile(args)
    if (action === 'match') return match(args)
    if (action === 'risk') return risk(args)
    throw cliError('USAGE', { what: 'expected import, match or risk' })
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
    for (const importer of Object.values(IMPORTERS))
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
  const { values, positionals } = parseOptions(args, USER_OPTIONS)
  const [registry, id] = [required(positionals, 0, '<registry>'), required(positionals, 1, '<project id>')]
  const client = await signInAsUser(values)
  printJson(
    await client.json(
      z.unknown(),
      `/api/directory/projects/${encodeURIComponent(registry)}/${encodeURIComponent(id)}/risk`,
    ),
  )
  return 0
}
