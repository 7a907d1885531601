import { TcctvError } from '@tcctv/units'
import { commandOf } from './commands.ts'

/** Exit codes: 0 done, 1 the check or the work failed, 2 wrong usage. */
try {
  process.exitCode = await commandOf(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof TcctvError)) throw error
  process.stderr.write(`${error.code}: ${error.message}\n${error.advice}\n`)
  const { faults } = error.details
  if (Array.isArray(faults))
    for (const fault of faults.slice(0, 20)) process.stderr.write(`  ${JSON.stringify(fault)}\n`)
  process.exitCode = error.code === 'USAGE' ? 2 : 1
}
