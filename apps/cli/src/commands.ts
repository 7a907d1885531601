import { cliError } from './errors.ts'
import { anomalyCommand } from './commands/anomaly.ts'
import { demoCommand } from './commands/demo.ts'
import { directoryCommand } from './commands/directory.ts'
import { ledgerCommand } from './commands/ledger.ts'
import { methodologyCommand } from './commands/methodology.ts'
import { projectCommand } from './commands/project.ts'
import { upCommand } from './commands/up.ts'
import { verifyCommand } from './commands/verify.ts'

/** Runs with the arguments after the command's name; gives the exit code. */
export type Command = {
  readonly summary: string
  /** What --help prints; of the action that the arguments begin with, where a command has help for each. */
  readonly usage: string | ((args: readonly string[]) => string)
  readonly run: (args: readonly string[]) => Promise<number>
}

const COMMANDS: Readonly<Record<string, Command>> = {
  demo: demoCommand,
  up: upCommand,
  verify: verifyCommand,
  methodology: methodologyCommand,
  anomaly: anomalyCommand,
  directory: directoryCommand,
  project: projectCommand,
  ledger: ledgerCommand,
}

/** Finds and runs a command. @throws {TcctvError} USAGE */
export async function commandOf([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h') {
    process.stdout.write(overview())
    return name === undefined ? 2 : 0
  }
  const command = COMMANDS[name]
  if (command === undefined)
    throw cliError('USAGE', { what: `unknown command ${name}; there are ${Object.keys(COMMANDS).join(', ')}` })
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
