import { TcctvError } from '@tcctv/units'
import { z } from 'zod'
import { commandOf } from './commands.ts'
import { cliError } from './errors.ts'

// Whoever reads the output may have seen enough (`| head`): the work and its exit code go on.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})
/** Exit codes: 0 done, 1 the check or the work failed, 2 wrong usage. */
try {
  process.exitCode = await commandOf(process.argv.slice(2))
} catch (error) {
  if (error instanceof z.ZodError || error instanceof SyntaxError) fail(inputError(error))
  else if (error instanceof TcctvError) fail(error)
  else if (isFileError(error)) fail(cliError('FILE_UNREADABLE', { path: error.path, reason: error.code }, error))
  else throw error
}

/** A file given to a command is not JSON, or not of the form that the command reads. */
function inputError(error: Error): TcctvError {
  const found = error instanceof z.ZodError ? z.prettifyError(error) : error.message
  return cliError('INPUT_INVALID', { found }, error)
}

function isFileError(error: unknown): error is Error & { readonly code: string; readonly path: string } {
  return error instanceof Error && 'code' in error && 'path' in error && 'syscall' in error
}

function fail(error: TcctvError): void {
  process.stderr.write(`${error.code}: ${error.message}\n${error.advice}\n`)
  const { faults } = error.details
  if (Array.isArray(faults))
    for (const fault of faults.slice(0, 20)) process.stderr.write(`  ${JSON.stringify(fault)}\n`)
  process.exitCode = error.code === 'USAGE' ? 2 : 1
}
