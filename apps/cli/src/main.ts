import { runCommandLine } from './run-command-line.ts'

// Whoever reads the output may have seen enough (`| head`): the work and its exit code go on.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})
process.exitCode = await runCommandLine(process.argv.slice(2))
