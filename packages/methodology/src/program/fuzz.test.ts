import * as fc from 'fast-check'
import { TcctvError, type Fixed } from '@tcctv/units'
import { expect, it } from 'vitest'
import { parseMethodology } from '../documents/methodology.ts'
import { compileMethodology } from './compile.ts'
import { interpret } from './interpret.ts'
import { amount, inputsFor, likelyAmount, methodologyText } from './random-methodology.test-support.ts'
import { compare, fromFixed } from './rational.ts'
import { createReference } from './reference.ts'

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

it(`gives the same integers by bytecode and reference, on the declared side of the exact number (seed ${SEED})`, () => {
  let accepted = 0
  fc.assert(
    fc.property(methodologyText, fc.array(amount, { minLength: 5, maxLength: 25 }), (text, amounts) => {
      const methodology = parseMethodology(text)
      const program = outcomeOf(() => compileMethodology(methodology, {}))
      if (typeof program === 'string') {
        expect(REFUSALS).toContain(program)
        return
      }
      accepted += 1
      const ids = program.variables.map(({ id }) => id)
      const inputs = inputsFor(methodology, ids, amounts)
      const reference = createReference(methodology, {})
      const found = outcomeOf(() => interpret(program, inputs))
      const expected = outcomeOf(() => reference(Object.fromEntries(ids.map((id, index) => [id, inputs[index] ?? 0n]))))
      if (typeof expected === 'string' || typeof found === 'string') {
        expect(FAILURES).toContain(found)
        expect(found).toBe(expected)
        return
      }
      expect(found).toEqual(expected.map(({ id, unrounded, rounded }) => ({ id, unrounded, rounded })))
      for (const [index, { rounded, exactRounded }] of expected.entries()) {
        const round = program.equations[index]?.round
        const side = compare(fromFixed(rounded as Fixed), exactRounded)
        if (round === 'floor') expect(side).toBeLessThanOrEqual(0)
        if (round === 'ceil') expect(side).toBeGreaterThanOrEqual(0)
      }
    }),
    { numRuns: RUNS, seed: SEED },
  )
  expect(accepted).toBeGreaterThan(RUNS / 5)
  console.log(`fuzz: ${RUNS} documents, ${accepted} compiled, seed ${SEED}`)
}, 3_600_000)

it(`never overflows nor divides by zero while the inputs lie in their ranges (seed ${SEED})`, () => {
  let accepted = 0
  fc.assert(
    fc.property(methodologyText, fc.array(likelyAmount, { minLength: 5, maxLength: 25 }), (text, amounts) => {
      const methodology = parseMethodology(text)
      const program = outcomeOf(() => compileMethodology(methodology, {}))
      if (typeof program === 'string') return
      accepted += 1
      const ids = program.variables.map(({ id }) => id)
      expect(interpret(program, inputsFor(methodology, ids, amounts))).toHaveLength(program.equations.length)
    }),
    { numRuns: RUNS / 2, seed: SEED },
  )
  expect(accepted).toBeGreaterThan(RUNS / 10)
}, 3_600_000)
