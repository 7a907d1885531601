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
  report: { usage: '<slug>', help: 'Makes a report of the newest block and anchors it on the chain.', run: report },
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

async function report(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, USER_OPTIONS)
  const client = await signInAsUser(values)
  for await (const line of client.lines(lineSchema, `/api/reports/${required(positionals, 0, '<slug>')}`, { json: {} }))
    process.stdout.write(`${JSON.stringify(line)}\n`)
  return 0
}
