import { PUBLISHED_CONSTANTS } from '@tcctv/methodology'
import { parseOptions, printJson } from '../arguments.ts'

/** Prints the registry of constants: what a `ref` may name, with source and status. */
export function constants(args: readonly string[]): Promise<number> {
  const { values } = parseOptions(args, { json: { type: 'boolean', default: false } })
  if (values.json) printJson(PUBLISHED_CONSTANTS)
  else
    for (const { id, value, unit, status, source } of PUBLISHED_CONSTANTS)
      process.stdout.write(`${id.padEnd(13)} ${value.padStart(5)} ${unit.padEnd(11)} ${status}  ${source}\n`)
  return Promise.resolve(0)
}
