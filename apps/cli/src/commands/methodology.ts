import { TcctvError } from '@tcctv/units'
import {
  compileMethodology,
  parseInputs,
  parseMethodology,
  referenceEngine,
  runInputs,
  type FixedValues,
  type Methodology,
} from '@tcctv/methodology'
import { parseOptions, printJson, readInput, required } from '../arguments.ts'
import type { Command } from '../commands.ts'
import { contractEngine } from '../contract-engine.ts'
import { cliError } from '../errors.ts'

export const methodologyCommand: Command = {
  summary: 'check a methodology document or run it over inputs',
  usage: `tcctv methodology check <methodology.yaml> [--fixed NAME=VALUE …] [--json]
tcctv methodology run <methodology.yaml> <inputs.json> [--engine contract|reference|both]

check compiles and unit-checks; a fixed value that the project gives is set with --fixed. run prints every equation of
every period as JSON and ends with exit code 1 if a printed figure of the inputs does not come out. --engine contract
runs the compiled contract in an EVM, both also compares the two term by term.`,
  run: (args) => {
    const [action, ...rest] = args
    if (action === 'check') return check(rest)
    if (action === 'run') return run(rest)
    throw cliError('USAGE', { what: 'expected check or run' })
  },
}

async function check(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    fixed: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
  })
  const methodology = readMethodology(required(positionals, 0, '<methodology.yaml>'))
  const fixed = Object.fromEntries(values.fixed.map((pair) => pair.split('=', 2)))
  const given = { ...standIns(methodology), ...fixed }
  const { code, constants, variables, equations, listing, hash } = compileMethodology(methodology, given)
  const placeholders = Object.keys(standIns(methodology)).filter((id) => !(id in fixed))
  if (values.json)
    printJson({
      id: methodology.id,
      version: methodology.version,
      hash,
      bytes: code.length,
      constants: constants.map(String),
      variables,
      equations: equations.map(({ quantum, ...rest }) => ({ ...rest, quantum: quantum?.toString() })),
      placeholders,
    })
  else
    process.stdout.write(
      `${listing}\n\n${methodology.id}@${methodology.version}: ${equations.length} equations, ${code.length} bytes, units and rounding sides are right\n${placeholders.length === 0 ? `program ${hash}\n` : `compiled with stand-ins for ${placeholders.join(', ')}: set them with --fixed\n`}`,
    )
  return 0
}

/** A value inside the plausible range for every fixed parameter that the project must give. */
function standIns({ fixed, sets = {} }: Methodology): FixedValues {
  return Object.fromEntries(
    Object.entries(fixed).flatMap(([id, { value, plausible, index }]) => {
      if (value !== undefined) return []
      const single = plausible?.[1] ?? '1'
      const members = index === undefined ? undefined : (sets[index] ?? [])
      return [[id, members === undefined ? single : Object.fromEntries(members.map((member) => [member, single]))]]
    }),
  )
}

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { engine: { type: 'string', default: 'reference' } })
  const methodology = readMethodology(required(positionals, 0, '<methodology.yaml>'))
  const inputs = parseInputs(parseJson(readInput(required(positionals, 1, '<inputs.json>')).toString('utf8')))
  const reference = (): ReturnType<typeof runInputs> =>
    runInputs(methodology, inputs, 'reference', referenceEngine(methodology, inputs))
  switch (values.engine) {
    case 'reference':
      return finish(await reference())
    case 'contract': {
      await using contract = await contractEngine()
      return finish(await runInputs(methodology, inputs, 'contract', contract.evaluate))
    }
    case 'both': {
      await using contract = await contractEngine()
      const [left, right] = [await reference(), await runInputs(methodology, inputs, 'contract', contract.evaluate)]
      const isEqual = JSON.stringify(left.periods) === JSON.stringify(right.periods)
      const code = finish({
        ...right,
        engine: 'both',
        flags: isEqual ? right.flags : [...right.flags, 'contract and reference differ'],
      })
      return isEqual ? code : 1
    }
    default:
      throw cliError('USAGE', { what: `--engine ${values.engine}: expected contract, reference or both` })
  }
}

function finish(result: Awaited<ReturnType<typeof runInputs>>): number {
  printJson(result)
  return result.differences.length === 0 ? 0 : 1
}

function readMethodology(path: string): Methodology {
  return parseMethodology(readInput(path).toString('utf8'))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new TcctvError({
      code: 'INPUTS_SYNTAX',
      status: 422,
      message: `the inputs are not JSON: ${String(cause)}`,
      advice: 'See methodologies/cases for an example.',
      details: {},
      cause,
    })
  }
}
