import { cliError } from './errors.ts'

/** Runs with the arguments after the command's name; gives the exit code. */
export type Command = {
  /** What --help prints; of the action that the arguments begin with, where a command has help for each. */
  readonly usage: string | ((args: readonly string[]) => string)
  readonly run: (args: readonly string[]) => Promise<number>
}

/** Each command is loaded when it is asked for: most of the time of a short command would go into loading the others. */
const COMMANDS: Readonly<Record<string, { readonly summary: string; readonly load: () => Promise<Command> }>> = {
  demo: {
    summary: 'the main job on the example plant, then stay up',
    load: async () => (await import('./commands/demo.ts')).demoCommand,
  },
  up: {
    summary: 'run the platform without the example',
    load: async () => (await import('./commands/up.ts')).upCommand,
  },
  verify: {
    summary: 'check a proof bundle offline and recompute every tonne',
    load: async () => (await import('./commands/verify.ts')).verifyCommand,
  },
  methodology: {
    summary: 'check, run, explain and compare methodology documents; size a sample',
    load: async () => (await import('./commands/methodology.ts')).methodologyCommand,
  },
  anomaly: {
    summary: 'fit a model, score data, run a benchmark split',
    load: async () => (await import('./commands/anomaly.ts')).anomalyCommand,
  },
  directory: {
    summary: 'import registry exports, match records, show and decide the double counting risk',
    load: async () => (await import('./commands/directory.ts')).directoryCommand,
  },
  project: {
    summary: 'check documents; create projects, import readings, quantify, report; propose new versions',
    load: async () => (await import('./commands/project.ts')).projectCommand,
  },
  ledger: {
    summary: 'inspect, verify, export, import and compact a stored chain; move it to a network',
    load: async () => (await import('./commands/ledger.ts')).ledgerCommand,
  },
}

/** Finds and runs a command. @throws {TcctvError} USAGE */
export async function commandOf([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h') {
    process.stdout.write(overview())
    return name === undefined ? 2 : 0
  }
  const found = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (found === undefined)
    throw cliError('USAGE', { what: `unknown command ${name}; there are ${Object.keys(COMMANDS).join(', ')}` })
  const command = await found.load()
  if (args.includes('--help') || args.includes('-h')) {
    const { usage } = command
    process.stdout.write(typeof usage === 'string' ? `${usage}\n` : usage(args))
    return 0
  }
  return command.run(args)
}

function overview(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(13)}${summary}`)
  return `tcctv <command> [options]\n\n${lines.join('\n')}\n\ntcctv <command> --help shows its options. Exit codes: 0 done, 1 failed, 2 wrong usage.\n`
}
