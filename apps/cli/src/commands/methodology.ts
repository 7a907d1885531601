import type { Command } from '../commands.ts'
import { cliError } from '../errors.ts'
import { check } from '../methodology/check.ts'
import { constants } from '../methodology/constants.ts'
import { diff } from '../methodology/diff.ts'
import { explain } from '../methodology/explain.ts'
import { run } from '../methodology/run.ts'
import { sample } from '../methodology/sample-size.ts'
import { schema } from '../methodology/schema.ts'

const ACTIONS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  check,
  run,
  explain,
  diff,
  'sample-size': sample,
  schema,
  constants,
}

export const methodologyCommand: Command = {
  usage: `tcctv methodology check <methodology.yaml> [--fixed NAME=VALUE …] [--json]
tcctv methodology run <methodology.yaml> <inputs.json|yaml> [--engine contract|reference|both] [--table|--json]
tcctv methodology explain <methodology.yaml> [--json]
tcctv methodology diff <before.yaml> <after.yaml> [--inputs <inputs.json>] [--json]
tcctv methodology sample-size --mean <m> --sd <s> [--confidence 0.90] [--precision 0.10] [--population N] [--json]
tcctv methodology sample-size --proportion <p> [--confidence 0.90] [--precision 0.10] [--population N] [--json]
tcctv methodology schema methodology|pdd|inputs
tcctv methodology constants [--json]

check compiles and unit-checks, and gives every fault with line and column; without one it prints unit, range and
rounding side of each equation, and the listing of the program. A fixed value that the project gives is set with --fixed.
run prints every equation of every period, as a table on a terminal and as JSON elsewhere, or every fault of the inputs
with line and column. It ends with exit code 1 if there is one, or if a printed figure of the inputs does not come out.
--engine contract runs the compiled contract in an EVM, both also compares the two term by term. explain writes
Markdown. diff ends with exit code 1 if there is a difference; with --inputs it also shows what changes in each
equation and in tonnes. schema prints the JSON Schema of a kind of document, for editors. constants lists what a
parameter's ref may name, with source and status.`,
  run: (args) => {
    const [action = '', ...rest] = args
    const chosen = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined
    if (chosen === undefined) throw cliError('USAGE', { what: `expected one of ${Object.keys(ACTIONS).join(', ')}` })
    return chosen(rest)
  },
}
