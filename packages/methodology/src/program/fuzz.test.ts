import * as fc from 'fast-check'
import { TcctvError, type Fixed } from '@tcctv/units'
import { expect, it } from 'vitest'
import { faultSink } from '../documents/faults.ts'
import { methodologyOf } from '../documents/methodology.ts'
import { compileMethodology } from './compile.ts'
import { compileStages } from './compile-stages.ts'
import { interpret } from './interpret.ts'
import { amount, inputsFor, likelyAmount, methodologyJson } from './random-methodology.test-support.ts'
import { compare, fromFixed, type Rational } from './rational.ts'
import type { ResolvedEquation } from './resolve.ts'

const RUNS = Number(process.env['TCCTV_FUZZ'] ?? 1000)
const SEED = Number(process.env['TCCTV_FUZZ_SEED'] ?? Date.now() % 2 ** 31)
const REFUSALS = ['E_SIGN', 'E_ROUND', 'E_DIVISOR', 'E_OVERFLOW']
const FAILURES = ['FIXED_OVERFLOW', 'FIXED_DIVISOR', 'LOOKUP_RANGE']

function outcomeOf<T>(run: () => T): T | string {
  try {
    return run()
  } catch (error) {
    if (error instanceof TcctvError) return error.code
    throw error
  }
}

/** The document without the way through its text, which takes longer than all that is tested here. */
const checkedDocument = (json: object) =>
  methodologyOf(
    json,
    faultSink(() => ({ line: 1, column: 1 })),
  )

it(`gives the same integers by bytecode and reference, on the declared side of the exact number (seed ${SEED})`, () => {
  let accepted = 0
  fc.assert(
    fc.property(methodologyJson, fc.array(amount, { minLength: 5, maxLength: 25 }), (json, amounts) => {
      const methodology = checkedDocument(json)
      const stages = outcomeOf(() => compileStages(methodology, {}))
      if (typeof stages === 'string') {
        expect(REFUSALS).toContain(stages)
        return
      }
      accepted += 1
      const { program, resolved, reference } = stages.period
      const ids = program.variables.map(({ id }) => id)
      const inputs = inputsFor(methodology, ids, amounts)
      const found = outcomeOf(() => interpret(program, inputs))
      const expected = outcomeOf(() => reference(Object.fromEntries(ids.map((id, index) => [id, inputs[index] ?? 0n]))))
      if (typeof expected === 'string' || typeof found === 'string') {
        expect(FAILURES).toContain(found)
        expect(found).toBe(expected)
        return
      }
      expect(found).toEqual(expected.map(({ id, unrounded, rounded }) => ({ id, unrounded, rounded })))
      for (const [index, { rounded, exactRounded }] of expected.entries())
        expectWithin(resolved.equations[index], fromFixed(rounded as Fixed), exactRounded)
    }),
    { numRuns: RUNS, seed: SEED },
  )
  expect(accepted).toBeGreaterThan(RUNS / 5)
  console.log(`fuzz: ${RUNS} documents, ${accepted} compiled, seed ${SEED}`)
}, 7_200_000)

/** The result on the side that the compiler found, and the exact number in the range that it found. */
function expectWithin(equation: ResolvedEquation | undefined, rounded: Rational, exact: Rational): void {
  const side = compare(rounded, exact)
  if (equation?.side === 'down') expect(side).toBeLessThanOrEqual(0)
  if (equation?.side === 'up') expect(side).toBeGreaterThanOrEqual(0)
  if (equation?.side === 'exact') expect(side).toBe(0)
  const { low, high } = equation?.range ?? { low: null, high: null }
  if (low !== null) expect(compare(exact, low)).toBeGreaterThanOrEqual(0)
  if (high !== null) expect(compare(exact, high)).toBeLessThanOrEqual(0)
}

it(`never overflows nor divides by zero while the inputs lie in their ranges (seed ${SEED})`, () => {
  let accepted = 0
  fc.assert(
    fc.property(methodologyJson, fc.array(likelyAmount, { minLength: 5, maxLength: 25 }), (json, amounts) => {
      const methodology = checkedDocument(json)
      const program = outcomeOf(() => compileMethodology(methodology, {}))
      if (typeof program === 'string') return
      accepted += 1
      const ids = program.variables.map(({ id }) => id)
      expect(interpret(program, inputsFor(methodology, ids, amounts))).toHaveLength(program.equations.length)
    }),
    { numRuns: RUNS / 2, seed: SEED },
  )
  expect(accepted).toBeGreaterThan(RUNS / 10)
}, 7_200_000)
