// Gas of commits and evaluations. Run: node --conditions=source --import tsx packages/contracts/bench/contract-gas.ts
import { encodeFunctionData } from 'viem'
import { encodeBounds } from '../src/bounds.ts'
import { quantifierAbi } from '../src/generated/quantifier.ts'
import {
  FIRST_DAY,
  FROM_S,
  READING_LIMIT,
  ER_LIMIT,
  assemble,
  programHash,
  trialWorld,
  versionWith,
} from '../src/project.test-support.ts'
import type { World } from '../src/world.test-support.ts'

/** Two runs per size: into a new slot of the day and into an existing one. Counts have 31 bits, as in ledger.md. */
async function commitGas(readings: number): Promise<string> {
  const stepS = Math.floor(43_200 / readings)
  const lanes = versionWith().lanes.map((lane) => ({ ...lane, stepS, low: -(2n ** 40n), high: 2n ** 40n }))
  const limit = { ...READING_LIMIT, bounds: encodeBounds([{ low: 0n, high: 2n ** 40n, first: 0n, second: 0n }]) }
  const world = await trialWorld({ lanes, limits: [limit, ER_LIMIT] })
  const counts = Array.from({ length: readings }, (_, i) => BigInt((i * 2_654_435_761) % 2 ** 31))
  const gas: bigint[] = []
  for (const startS of [FROM_S, FROM_S + 43_200]) {
    const outcome = await world.commit({ columns: [{ lane: 0, startS, stepS, counts }] })
    if (outcome.error !== undefined) throw new Error(outcome.error.name)
    gas.push(outcome.gas)
  }
  return `commit ${readings} readings: ${gas[0]} gas into a new day, ${gas[1]} into a begun one`
}

/** A program of 114 bytes: 37 opcodes with products, quotients, roundings and six equations. */
const PROGRAM_114 = {
  code: assemble(
    `${'VAR 0 CONST 0 MULF ROUND 0 1 STORE 0 '.repeat(4)} REG 0 VAR 1 CONST 0 MULDIVC VAR 1 NEG ADD
    ROUND 1 1 STORE 1 REG 0 REG 1 SUB ROUND 4 1 STORE 2 REG 2 REG 1 MIN STORE 3 REG 3 END`.replace('REG 3 END', 'END'),
  ),
  constants: [3n * 10n ** 18n, 10n ** 12n],
  tables: [],
}

async function evaluateGas(world: World): Promise<string> {
  await world.send('registerProgram', [PROGRAM_114.code, PROGRAM_114.constants, PROGRAM_114.tables])
  const args = [programHash(PROGRAM_114), [123_456_789n * 10n ** 15n, 77n * 10n ** 18n]] as const
  const data = encodeFunctionData({ abi: quantifierAbi, functionName: 'evaluate', args })
  const { gas } = await world.transact(data, world.quantifier)
  const bytes = data.match(/[0-9a-f]{2}/g)?.slice(1) ?? []
  const intrinsic = bytes.reduce((sum, byte) => sum + (byte === '00' ? 4n : 16n), 21_000n)
  return `evaluate a program of ${PROGRAM_114.code.length / 2 - 1} bytes: ${gas - intrinsic} gas`
}

async function quantifyGas(): Promise<string> {
  const world = await trialWorld({ limits: [ER_LIMIT] })
  const gas: bigint[] = []
  for (const day of [0, 1]) {
    await world.commit({ columns: [{ lane: 0, startS: FROM_S + day * 86_400, stepS: 3600, counts: [1000n] }] })
    gas.push((await world.quantify(FIRST_DAY + day)).gas)
  }
  return `quantifyDay: ${gas[0]} gas on the first day of a vintage, ${gas[1]} on the next`
}

for (const readings of [24, 96, 1000, 8192]) console.log(await commitGas(readings))
console.log(await evaluateGas(await trialWorld()))
console.log(await quantifyGas())
