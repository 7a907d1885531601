import { knownError } from './problem.ts'

/** A started process part: where it listens and how it ends. */
export type RunningService = { readonly address: string; readonly close: () => Promise<void> }

/**
 * Runs a process: starts it, prints `{"listening": address}` on stdout, and on SIGTERM or SIGINT stops accepting,
 * finishes what runs and exits 0. Exits 2 when the configuration is wrong, 1 when it can't start or can't stop.
 */
export async function runService(start: () => Promise<RunningService>): Promise<void> {
  try {
    const running = await start()
    process.stdout.write(`${JSON.stringify({ listening: running.address })}\n`)
    const signal = await nextSignal()
    process.stderr.write(`${JSON.stringify({ level: 30, signal, msg: 'draining' })}\n`)
    await running.close()
    process.exit(0)
  } catch (error) {
    const { code, advice } = knownError(error)
    const reason = error instanceof Error ? error.message : String(error)
    process.stderr.write(`${JSON.stringify({ level: 60, code, reason, advice, msg: 'process ends' })}\n`)
    process.exit(code === 'CONFIG_INVALID' ? 2 : 1)
  }
}

function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
  })
}
