import { checkMethodology, standIns, type FixedValues, type Methodology } from '@tcctv/methodology'
import { parseOptions, printJson, required } from '../arguments.ts'
import { cliError } from '../errors.ts'
import { readText } from './documents.ts'
import { printFaults } from './fault-text.ts'

/** `tcctv methodology check` */
export async function check(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    fixed: { type: 'string', multiple: true, default: [] },
    listing: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  })
  const path = required(positionals, 0, '<methodology.yaml>')
  const given = Object.fromEntries(values.fixed.map(pairOf))
  const valuesOf = (methodology: Methodology): FixedValues => ({ ...standIns(methodology), ...given })
  const text = readText(path)
  const checked = checkMethodology(text, valuesOf)
  if (!('program' in checked)) {
    printFaults(path, text, checked.faults, values.json)
    return 1
  }
  const { methodology, program, warnings } = checked
  const placeholders = Object.keys(standIns(methodology)).filter((id) => !(id in given))
  const { code, constants, variables, equations, listing, hash } = program
  const { id, version } = methodology
  if (values.json)
    printJson({
      id,
      version,
      hash,
      bytes: code.length,
      constants: constants.map(String),
      variables,
      equations: equations.map(({ quantum, ...rest }) => ({ ...rest, quantum: quantum?.toString() })),
      placeholders,
      faults: [],
      warnings,
    })
  else {
    if (values.listing) process.stdout.write(`${listing}\n\n`)
    process.stdout.write(
      `${id}@${version}: ${equations.length} equations, ${variables.length} inputs, ${code.length} bytes; units and rounding sides are right\n`,
    )
    for (const {
      parameter,
      equations: [down, up],
    } of warnings)
      process.stdout.write(
        `warning: ${parameter} lowers ${down} and raises ${up}: it is deducted twice; if the source does so, say it with declares\n`,
      )
    process.stdout.write(
      placeholders.length === 0
        ? `program ${hash}\n`
        : `checked with stand-ins for ${placeholders.join(', ')}, which the project gives (--fixed NAME=VALUE)\n`,
    )
  }
  return 0
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at <= 0) throw cliError('USAGE', { what: `--fixed ${text}: expected NAME=VALUE` })
  return [text.slice(0, at), text.slice(at + 1)]
}
