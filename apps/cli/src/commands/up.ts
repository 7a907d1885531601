import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { DATA_DIRECTORY, parseOptions } from '../arguments.ts'
import type { Command } from '../commands.ts'
import { cliError } from '../errors.ts'
import { startStack } from '../stack.ts'
import { portOf } from './demo.ts'

export const upCommand: Command = {
  usage: `tcctv up [--data <dir>] [--port <n>]

Runs gateway, platform, directory and report generator until Ctrl+C. The first sign-in is written to
<data>/platform/first-sign-in.json.`,
  run: async (args) => {
    const { values } = parseOptions(args, {
      data: { type: 'string', default: DATA_DIRECTORY },
      port: { type: 'string' },
    })
    const dataDirectory = resolve(values.data)
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
    await using stack = await startStack({
      dataDirectory,
      ...(values.port === undefined ? {} : { port: portOf(values.port) }),
    })
    process.stdout.write(`TCCTV at ${stack.origin}; first sign-in in ${dataDirectory}/platform/first-sign-in.json\n`)
    const stopped = new Promise<undefined>((done) => {
      process.once('SIGINT', () => done(undefined))
      process.once('SIGTERM', () => done(undefined))
    })
    const failure = await Promise.race([stopped, stack.failed])
    if (failure !== undefined) throw cliError('STEP_FAILED', { step: 'run', detail: failure })
    return 0
  },
}
