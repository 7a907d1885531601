import * as fc from 'fast-check'
import { quantifierAbi } from '@tcctv/contracts'
import { TcctvError } from '@tcctv/units'
import { decodeErrorResult, isHex } from 'viem'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { contractEngine } from '../apps/cli/src/contract-engine.ts'
import {
  compileMethodology,
  createReference,
  parseMethodology,
  type Program,
} from '../packages/methodology/src/index.ts'
import {
  amount,
  inputsFor,
  methodologyText,
} from '../packages/methodology/src/program/random-methodology.test-support.ts'

const RUNS = Number(process.env['TCCTV_FUZZ_CONTRACT'] ?? 300)
const SEED = Number(process.env['TCCTV_FUZZ_SEED'] ?? Date.now() % 2 ** 31)
const PERIOD = { id: 'fuzz', start: '2020-01-01', end: '2020-01-02', monitored: {} }
/** Refusal of the reference and name of the contract's error for it. */
const ERRORS = { FIXED_OVERFLOW: 'Overflow', FIXED_DIVISOR: 'DivisorNotPositive', LOOKUP_RANGE: 'LookupOutOfRange' }

let engine: Awaited<ReturnType<typeof contractEngine>>
beforeAll(async () => {
  engine = await contractEngine()
})
afterAll(async () => {
  await engine[Symbol.asyncDispose]()
})

function referenceOutcome(text: string, program: Program, inputs: readonly bigint[]) {
  const named = Object.fromEntries(program.variables.map(({ id }, index) => [id, inputs[index] ?? 0n]))
  try {
    const results = createReference(parseMethodology(text), {})(named)
    return results.map(({ id, unrounded, rounded }) => ({ id, unrounded, rounded }))
  } catch (error) {
    if (!(error instanceof TcctvError) || !Object.hasOwn(ERRORS, error.code)) throw error
    return ERRORS[error.code as keyof typeof ERRORS] // a key of the table
  }
}

/** Name of the contract's error; any other error is thrown again. */
function errorName(error: unknown): string {
  const data = error instanceof TcctvError ? error.details['data'] : undefined
  if (typeof data !== 'string' || !isHex(data)) throw error
  return decodeErrorResult({ abi: quantifierAbi, data }).errorName
}

function compiledOr(text: string): Program | undefined {
  try {
    return compileMethodology(parseMethodology(text), {})
  } catch (error) {
    if (error instanceof TcctvError) return undefined
    throw error
  }
}

it('the contract takes what just fits its stack and its size', async () => {
  const document = (expr: string) =>
    parseMethodology(
      [
        'schema: tcctv-methodology/1',
        'id: deep',
        'version: 1.0.0',
        'title: Deep',
        'basis: []',
        'output_unit: tCO2e',
        'period: {zone: project, bounds: "[start,end)", split: none, report: P1D}',
        'fixed: {}',
        'monitored: {X: {unit: "1", kind: interval, aggregate: sum, sign: nonnegative}}',
        'coefficients: {G: {kind: static, unit: "1", terms: 600, expr: "1 / (n + 1)", round: floor, places: 18}}',
        `equations: {E: {expr: "${expr}", unit: "1", round: floor, quantum: "1"}}`,
      ].join('\n'),
    )
  const deep = compileMethodology(document(`${'X + ('.repeat(31)}X${')'.repeat(31)}`), {})
  const [result] = await engine.evaluate(deep, [10n ** 18n], PERIOD)
  expect(result?.rounded).toBe(32n * 10n ** 18n)
  const long = compileMethodology(document('conv(X, G)'), {})
  const inputs = long.variables.map(() => 10n ** 18n)
  expect(await engine.evaluate(long, inputs, PERIOD)).toMatchObject([{ rounded: 6n * 10n ** 18n }])
})

it(`the contract gives the reference's integers, or refuses for its reason (seed ${SEED})`, async () => {
  let compared = 0
  await fc.assert(
    fc.asyncProperty(methodologyText, fc.array(amount, { minLength: 5, maxLength: 25 }), async (text, amounts) => {
      const program = compiledOr(text)
      if (program === undefined) return
      compared += 1
      const ids = program.variables.map(({ id }) => id)
      const inputs = inputsFor(parseMethodology(text), ids, amounts)
      const expected = referenceOutcome(text, program, inputs)
      const found = await Promise.resolve(engine.evaluate(program, inputs, PERIOD)).catch(errorName)
      expect(found).toEqual(expected)
    }),
    { numRuns: RUNS, seed: SEED },
  )
  expect(compared).toBeGreaterThan(RUNS / 5)
}, 3_600_000)
