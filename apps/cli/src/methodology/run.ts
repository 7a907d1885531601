import { referenceEngine, runInputs } from '@tcctv/methodology'
import { parseOptions, printJson, required } from '../arguments.ts'
import { contractEngine } from '../contract-engine.ts'
import { cliError } from '../errors.ts'
import { readInputs, readMethodology } from './documents.ts'

/** `tcctv methodology run` */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { engine: { type: 'string', default: 'reference' } })
  const methodology = readMethodology(required(positionals, 0, '<methodology.yaml>'))
  const inputs = readInputs(required(positionals, 1, '<inputs.json>'))
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
