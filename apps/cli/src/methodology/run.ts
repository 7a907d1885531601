import { checkInputs, referenceEngine, runInputs, type ResultDocument } from '@tcctv/methodology'
import { parseOptions, printJson, required } from '../arguments.ts'
import { contractEngine } from '../contract-engine.ts'
import { cliError } from '../errors.ts'
import { readMethodology, readText } from './documents.ts'
import { printFaults } from './fault-text.ts'
import { resultTable } from './result-table.ts'

/** `tcctv methodology run` */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    engine: { type: 'string', default: 'reference' },
    json: { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
  })
  const isTable = values.table || (process.stdout.isTTY && !values.json)
  const methodology = readMethodology(required(positionals, 0, '<methodology.yaml>'))
  const path = required(positionals, 1, '<inputs.json>')
  const text = readText(path)
  const checked = checkInputs(text, methodology)
  if (!('document' in checked)) {
    printFaults(path, text, checked.faults, values.json)
    return 1
  }
  const inputs = checked.document
  const reference = (): ReturnType<typeof runInputs> =>
    runInputs(methodology, inputs, 'reference', referenceEngine(methodology, inputs))
  switch (values.engine) {
    case 'reference':
      return finish(await reference(), isTable)
    case 'contract': {
      await using contract = await contractEngine()
      return finish(await runInputs(methodology, inputs, 'contract', contract.evaluate), isTable)
    }
    case 'both': {
      await using contract = await contractEngine()
      const [left, right] = [await reference(), await runInputs(methodology, inputs, 'contract', contract.evaluate)]
      const isEqual = JSON.stringify(left.periods) === JSON.stringify(right.periods)
      const flags = isEqual ? right.flags : [...right.flags, 'contract and reference differ']
      const code = finish({ ...right, engine: 'both', flags }, isTable)
      return isEqual ? code : 1
    }
    default:
      throw cliError('USAGE', { what: `--engine ${values.engine}: expected contract, reference or both` })
  }
}

function finish(result: ResultDocument, isTable: boolean): number {
  if (isTable) process.stdout.write(resultTable(result))
  else printJson(result)
  return result.differences.length === 0 ? 0 : 1
}
