import { readFileSync } from 'node:fs'
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { cliError } from './errors.ts'

type Options = NonNullable<ParseArgsConfig['options']>
type Strict<O extends Options> = { args: string[]; options: O; allowPositionals: true; strict: true }

/** Parses options strictly. @throws {TcctvError} USAGE */
export function parseOptions<const O extends Options>(
  args: readonly string[],
  options: O,
): ReturnType<typeof parseArgs<Strict<O>>> {
  try {
    return parseArgs<Strict<O>>({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (cause) {
    throw cliError('USAGE', { what: cause instanceof Error ? cause.message : String(cause) }, cause)
  }
}

/** The argument at a place. @throws {TcctvError} USAGE when it is missing */
export function required(positionals: readonly string[], index: number, name: string): string {
  const found = positionals[index]
  if (found === undefined) throw cliError('USAGE', { what: `${name} is missing` })
  return found
}

/** Bytes of a file that the user named. @throws {TcctvError} FILE_UNREADABLE */
export function readInput(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw cliError('FILE_UNREADABLE', { path, reason: cause instanceof Error ? cause.message : String(cause) }, cause)
  }
}

/** Prints a result as JSON. */
export function printJson(result: unknown): void {
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
}

/** Default of every command's --data. */
export const DATA_DIRECTORY = '.tcctv'
