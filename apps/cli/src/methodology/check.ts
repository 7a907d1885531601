import {
  checkMethodology,
  equationFacts,
  standIns,
  type FixedValues,
  type Methodology,
  type MethodologyWarning,
} from '@tcctv/methodology'
import { parseOptions, printJson, required } from '../arguments.ts'
import { cliError } from '../errors.ts'
import { wrapped } from '../terminal.ts'
import { readText } from './documents.ts'
import { equationTable } from './equation-table.ts'
import { printFaults } from './fault-text.ts'

/** `tcctv methodology check` */
export async function check(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    fixed: { type: 'string', multiple: true, default: [] },
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
  const placeholders = Object.keys(standIns(checked.methodology)).filter((id) => !(id in given))
  if (values.json) printJson(jsonOf(checked, placeholders))
  else process.stdout.write(`${textOf(checked, placeholders, process.stdout.columns ?? 100)}\n`)
  return 0
}

type Checked = Extract<ReturnType<typeof checkMethodology>, { readonly program: unknown }>

function jsonOf({ methodology, program, stages, warnings }: Checked, placeholders: readonly string[]): object {
  const { id, version } = methodology
  const { code, constants, variables, hash, listing } = program
  return {
    id,
    version,
    hash,
    bytes: code.length,
    constants: constants.map(String),
    variables,
    equations: equationFacts(stages),
    listing,
    ...(stages.interval === undefined ? {} : { interval: intervalOf(stages.interval.program) }),
    placeholders,
    faults: [],
    warnings,
  }
}

function intervalOf({ hash, code, variables, listing }: Checked['program']): object {
  return { hash, bytes: code.length, variables, listing }
}

function textOf({ methodology, program, stages, warnings }: Checked, placeholders: readonly string[], columns: number) {
  const { id, version } = methodology
  const { equations, variables, code, listing, hash } = program
  const warned = warnings.map((warning) => wrapped('', `warning: ${warningText(warning)}`, columns).trimEnd())
  return [
    `${id}@${version}: ${equations.length} equations, ${variables.length} inputs, ${code.length} bytes; units and rounding sides are right`,
    ...warned,
    placeholders.length === 0
      ? `program ${hash}`
      : `checked with stand-ins for ${placeholders.join(', ')}, which the project gives (--fixed NAME=VALUE)`,
    '',
    ...equationTable(equationFacts(stages), columns, placeholders.length > 0),
    ...(stages.interval === undefined ? [] : ['', 'for each interval', stages.interval.program.listing]),
    '',
    listing,
  ].join('\n')
}

function warningText(warning: MethodologyWarning): string {
  if ('missing' in warning)
    return `${warning.parameter} has no plausible range, so that any value of a project is taken, one in another unit than ${warning.unit} too; give it \`plausible: ["lowest", "highest"]\``
  const [down, up] = warning.equations
  return `${warning.parameter} lowers ${down} and raises ${up}: it is deducted twice; if the source does so, say it with declares`
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at <= 0) throw cliError('USAGE', { what: `--fixed ${text}: expected NAME=VALUE` })
  return [text.slice(0, at), text.slice(at + 1)]
}
