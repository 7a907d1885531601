import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { parseOptions, required } from '../arguments.ts'
import { signInAsUser, USER_OPTIONS } from '../user-session.ts'
import type { ProjectActions } from './action.ts'

export const RESULT_ACTIONS: ProjectActions = {
  quantify: {
    usage: '<slug>',
    help: 'Computes the days that are complete, and those that the proponent closed (decide close-day).',
    run: quantify,
  },
  report: {
    usage: '<slug> [--out <folder>]',
    help: 'Makes a report of the newest block and anchors it on the chain. --out saves its files: the PDF, the data, and the bundle for tcctv verify.',
    run: report,
  },
}

const lineSchema = z.looseObject({})

async function quantify(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, USER_OPTIONS)
  const client = await signInAsUser(values)
  for await (const line of client.lines(lineSchema, `/api/projects/${required(positionals, 0, '<slug>')}/quantify`, {
    json: {},
  }))
    process.stdout.write(`${JSON.stringify(line)}\n`)
  return 0
}

const reportsSchema = z.object({
  items: z.array(z.looseObject({ id: z.string(), files: z.array(z.looseObject({ name: z.string() })) })),
})

async function report(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { ...USER_OPTIONS, out: { type: 'string' } })
  const client = await signInAsUser(values)
  const base = `/api/reports/${required(positionals, 0, '<slug>')}`
  for await (const line of client.lines(lineSchema, base, { json: {} }))
    process.stdout.write(`${JSON.stringify(line)}\n`)
  if (values.out === undefined) return 0
  const [newest] = (await client.json(reportsSchema, base)).items
  mkdirSync(values.out, { recursive: true })
  for (const { name } of newest?.files ?? []) {
    const path = join(values.out, basename(name))
    writeFileSync(path, await client.bytes(`${base}/${newest?.id ?? ''}/${name}`))
    process.stdout.write(`${JSON.stringify({ saved: path })}\n`)
  }
  return 0
}
