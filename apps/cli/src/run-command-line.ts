import { TcctvError } from '@tcctv/units'
import { z } from 'zod'
import { commandOf } from './commands.ts'
import { cliError } from './errors.ts'

/**
 * Runs the command line with the arguments after the program's name. Results go to stdout, errors to stderr.
 *
 * @returns 0 done, 1 the check or the work failed, 2 wrong usage
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  try {
    return await commandOf(args)
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError) return fail(inputError(error))
    if (error instanceof TcctvError) return fail(error)
    if (isFileError(error)) return fail(cliError('FILE_UNREADABLE', { path: error.path, reason: error.code }, error))
    throw error
  }
}

/** A file given to a command is not JSON, or not of the form that the command reads. */
function inputError(error: Error): TcctvError {
  const found = error instanceof z.ZodError ? z.prettifyError(error) : error.message
  return cliError('INPUT_INVALID', { found }, error)
}

function isFileError(error: unknown): error is Error & { readonly code: string; readonly path: string } {
  return error instanceof Error && 'code' in error && 'path' in error && 'syscall' in error
}

function fail(error: TcctvError): number {
  process.stderr.write(`${error.code}: ${error.message}\n${error.advice}\n`)
  const { faults } = error.details
  if (Array.isArray(faults))
    for (const fault of faults.slice(0, 20)) process.stderr.write(`  ${JSON.stringify(fault)}\n`)
  return error.code === 'USAGE' ? 2 : 1
}
