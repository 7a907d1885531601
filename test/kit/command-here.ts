import { runCommandLine } from '../../apps/cli/src/run-command-line.ts'
import type { Ended } from './command-line.ts'

/**
 * Runs the command line in this process, with what it would print: for journeys of many commands, each of which would
 * else load its modules again. One at a time.
 */
export async function tcctvHere(...args: readonly string[]): Promise<Ended> {
  const printed = { stdout: '', stderr: '' }
  const restore = (['stdout', 'stderr'] as const).map((name) => {
    const stream = process[name]
    const write = stream.write.bind(stream)
    stream.write = (chunk: string | Uint8Array): boolean => {
      printed[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
      return true
    }
    return () => void (stream.write = write)
  })
  try {
    return { code: await runCommandLine(args), ...printed }
  } finally {
    for (const undo of restore) undo()
  }
}
