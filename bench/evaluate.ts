// Cost of one evaluation: gas, and time per 10,000 evaluations, of the full landfill gas methodology and of a decay of 20
// years. Run: node --conditions=source --import tsx bench/evaluate.ts
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { bytesToHex, encodeFunctionData, hexToBytes } from 'viem'
import { quantifierAbi, quantifierBytecode } from '../packages/contracts/src/generated/quantifier.ts'
import { trialWorld } from '../packages/contracts/src/project.test-support.ts'
import {
  createReference,
  interpret,
  parseInputs,
  parseMethodology,
  runInputs,
  type Program,
} from '../packages/methodology/src/index.ts'

const EVALUATIONS = 10_000
const MEASURED = 2000

type Case = { readonly name: string; readonly file: string; readonly inputs: string }
const CASES: readonly Case[] = [
  { name: 'landfill gas, 10 equations', file: 'acm0001-lfg', inputs: 'acm0001-lfg' },
  {
    name: 'first-order decay, 20 years of 5 kinds of waste',
    file: 'landfill-avoided-fod',
    inputs: 'hand-landfill-avoided-fod',
  },
]

const read = (path: string): string => readFileSync(new URL(`../methodologies/${path}`, import.meta.url), 'utf8')

/** The program and inputs of the last period of a case, and what the reference needs. */
async function prepare({ file, inputs }: Case) {
  const methodology = parseMethodology(read(`${file}.yaml`))
  const document = parseInputs(JSON.parse(read(`cases/${inputs}.inputs.json`)))
  let last: { readonly program: Program; readonly inputs: readonly bigint[] } | undefined
  await runInputs(methodology, document, 'bytecode', (program, amounts) => {
    last = { program, inputs: amounts }
    return interpret(program, amounts)
  })
  const fixed = { ...document.fixed, ...document.periods.at(-1)?.fixed }
  if (last === undefined) throw new Error(`${inputs} has no period`)
  return { ...last, reference: createReference(methodology, fixed) }
}

/** Seconds for 10,000 runs, from 2,000 after a warm-up. */
async function secondsOf(run: () => unknown): Promise<number> {
  for (let at = 0; at < MEASURED / 10; at += 1) await run()
  const startMs = performance.now()
  for (let at = 0; at < MEASURED; at += 1) await run()
  return ((performance.now() - startMs) / 1000) * (EVALUATIONS / MEASURED)
}

const world = await trialWorld()
console.log(`interpreter: ${hexToBytes(quantifierBytecode).length} bytes to deploy`)
for (const one of CASES) {
  const { program, inputs, reference } = await prepare(one)
  const args = [bytesToHex(program.code), program.constants, program.tables] as const
  const registered = await world.send('registerProgram', args)
  const data = encodeFunctionData({ abi: quantifierAbi, functionName: 'evaluate', args: [program.hash, inputs] })
  const { gas } = await world.transact(data, world.quantifier)
  const intrinsic = hexToBytes(data).reduce((sum, byte) => sum + (byte === 0 ? 4n : 16n), 21_000n)
  const named = Object.fromEntries(program.variables.map(({ id }, index) => [id, inputs[index] ?? 0n]))
  const bytecode = await secondsOf(() => interpret(program, inputs))
  const rational = await secondsOf(() => reference(named))
  const contract = await secondsOf(() => world.read('evaluate', [program.hash, inputs]))
  console.log(`${one.name}: ${program.code.length} bytes, ${program.variables.length} inputs`)
  console.log(`  gas: ${gas - intrinsic} per evaluation, ${registered.gas} to register once`)
  console.log(`  10,000 evaluations: bytecode ${bytecode.toFixed(2)} s (what the ratios refer to),`)
  console.log(
    `    reference ${rational.toFixed(2)} s (${(rational / bytecode).toFixed(1)} times), contract in the EVM ${contract.toFixed(2)} s (${(contract / bytecode).toFixed(1)} times)`,
  )
}
