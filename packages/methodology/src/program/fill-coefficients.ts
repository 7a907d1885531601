import type { Fixed } from '@tcctv/units'
import type { Methodology } from '../documents/methodology.ts'
import { periodCoefficients } from './coefficients.ts'
import type { FixedValues } from './fixed-amounts.ts'
import { flatten } from './flatten.ts'
import type { ProgramVariable } from './program.ts'
import { fromFixed, toFixed } from './rational.ts'

/** Inputs of a program with its period coefficients computed from the others. */
export type FillCoefficients = (inputs: readonly bigint[]) => bigint[]

/**
 * Computes the period coefficients of a methodology (exp, ln, pow of inputs of the period) for a list of inputs in the
 * order of its program's variables; what stands at their places before does not matter. This is the step off the chain:
 * who evaluates a day and everybody who verifies it do it alike, with 100 digits and at most 18 places.
 *
 * @throws {TcctvError} E_COEFFICIENT for a number that has no such function
 * @example createFillCoefficients(methodology, fixed)([parseFixed('0.4'), 0n]) // [400000000000000000n, 852143788966211351n]
 */
export function createFillCoefficients(methodology: Methodology, fixed: FixedValues): FillCoefficients {
  const { coefficients, variables } = flatten(methodology, fixed)
  const isCoefficient = (variable: ProgramVariable): boolean =>
    'of' in variable && variable.source === 'coefficient' && variable.lag === undefined
  if (!variables.some(isCoefficient)) return (inputs) => [...inputs]
  return (inputs) => {
    const known = variables.flatMap((variable, index) => {
      const isPresent = !isCoefficient(variable) && !('of' in variable && variable.lag !== undefined)
      const amount = fromFixed((inputs[index] ?? 0n) as Fixed)
      return isPresent ? [[variable.id, { unit: variable.unit, amount }] as const] : []
    })
    const values = periodCoefficients(coefficients, new Map(known))
    return variables.map((variable, index) => {
      const computed = isCoefficient(variable) ? values.get(variable.id)?.amount : undefined
      return computed === undefined ? (inputs[index] ?? 0n) : toFixed(computed, 'floor') // at most 18 places: exact
    })
  }
}
