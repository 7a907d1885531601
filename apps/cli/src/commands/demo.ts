import { DATA_DIRECTORY, parseOptions } from '../arguments.ts'
import type { Command } from '../commands.ts'
import { runDemo } from '../demo/demo.ts'
import { cliError } from '../errors.ts'

export const demoCommand: Command = {
  usage: `tcctv demo [options]        (npm start -- [options])

Provisions the example photovoltaic plant from its project document and real 15-minute data, trains its model, imports
through the gateway, commits to its own chain, computes footprint and reduction on the chain, writes the report and
checks the proof bundle. Then the platform stays up until Ctrl+C. A second run goes on where the first one stopped.

  --once         exit after the job; exit code 1 if any step failed
  --fresh        delete the data directory first
  --data <dir>   data directory (default ${DATA_DIRECTORY})
  --port <n>     port of the gateway (default 8080, or the next free one)
  --json         print the result as JSON`,
  run: (args) => {
    const { values } = parseOptions(args, {
      once: { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
      data: { type: 'string', default: DATA_DIRECTORY },
      port: { type: 'string' },
      json: { type: 'boolean', default: false },
    })
    const { once, fresh, data, json } = values
    return runDemo({
      dataDirectory: data,
      once,
      fresh,
      json,
      ...(values.port === undefined ? {} : { port: portOf(values.port) }),
    })
  },
}

export function portOf(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw cliError('USAGE', { what: `--port ${text} is not a port` })
  return port
}
