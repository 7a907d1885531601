import {
  checked,
  divideFixed,
  FIXED_ONE,
  multiplyDivide,
  multiplyFixed,
  roundToQuantum,
  type Direction,
  type Fixed,
} from '@tcctv/units'
import type { Methodology } from '../documents/methodology.ts'
import { methodologyError } from '../errors.ts'
import type { LookupTable } from './coefficients.ts'
import type { LookupMode } from './expression.ts'
import type { FixedValues } from './fixed-amounts.ts'
import type { Plan, Sense } from './plan.ts'
import type { EquationResult } from './program.ts'
import * as exact from './rational.ts'
import { fromFixed, rational, roundRational, toFixed, type Rational } from './rational.ts'
import { resolve, type Resolved } from './resolve.ts'

/** What the reference says about one equation. `knifeEdge`: stepwise and exact arithmetic round apart; the stepwise one is the conservative one. */
export type ReferenceResult = EquationResult & { readonly exactRounded: Rational; readonly knifeEdge: boolean }

/** Inputs by variable id, at 1e-18 of their units. */
export type ReferenceInputs = Readonly<Record<string, bigint>>

/**
 * Evaluates a methodology without its bytecode, in two ways: stepwise, with the same roundings as the contract (equal
 * integer by integer), and exactly, with rational numbers rounded only where the document says.
 *
 * @throws {TcctvError} those of `compileMethodology`; INPUT_MISSING, FIXED_OVERFLOW, FIXED_DIVISOR, LOOKUP_RANGE
 */
export function createReference(
  methodology: Methodology,
  fixed: FixedValues,
): (inputs: ReferenceInputs) => ReferenceResult[] {
  return referenceOf(resolve(methodology, fixed).period, methodology.id)
}

/** The reference of equations that were resolved before. @throws {TcctvError} as `createReference` */
export function referenceOf(resolved: Resolved, methodologyId: string): (inputs: ReferenceInputs) => ReferenceResult[] {
  return (inputs) =>
    evaluate(
      resolved,
      resolved.variables.map(({ id }) => inputOf(inputs, id, methodologyId)),
    )
}

function inputOf(inputs: ReferenceInputs, id: string, methodology: string): Fixed {
  const amount = inputs[id]
  if (amount === undefined) throw methodologyError('INPUT_MISSING', { methodology, variable: id, where: 'the inputs' })
  return amount as Fixed
}

function evaluate({ equations, tables }: Resolved, inputs: readonly Fixed[]): ReferenceResult[] {
  const steps: Fixed[] = []
  const exactly: Rational[] = []
  return equations.map(({ id, plan, round, quantum }) => {
    const unrounded = stepwise(plan, { inputs, registers: steps, tables })
    const unroundedExactly = exactValue(plan, { inputs, registers: exactly, tables })
    const isRounded = round !== undefined && quantum !== undefined
    const rounded = isRounded ? roundToQuantum(unrounded, quantum, round) : unrounded
    const exactRounded = isRounded
      ? roundRational(unroundedExactly, rational(quantum, FIXED_ONE), round)
      : unroundedExactly
    steps.push(rounded)
    exactly.push(exactRounded)
    return { id, unrounded, rounded, exactRounded, knifeEdge: exact.compare(fromFixed(rounded), exactRounded) !== 0 }
  })
}

type State<Amount> = {
  readonly inputs: readonly Fixed[]
  readonly registers: readonly Amount[]
  readonly tables: readonly LookupTable[]
}

function stepwise(plan: Plan, state: State<Fixed>): Fixed {
  const { inputs, registers, tables } = state
  const of = (part: Plan): Fixed => stepwise(part, state)
  switch (plan.kind) {
    case 'constant':
      return toFixed(plan.amount, directionOf(plan.sense))
    case 'variable':
      return inputs[plan.index] ?? (0n as Fixed)
    case 'register':
      return registers[plan.index] ?? (0n as Fixed)
    case 'lookup':
      return toFixed(rowOf(tables[plan.table], plan.mode, fromFixed(of(plan.at))), 'floor')
    case 'negate':
      return checked(0n - of(plan.of), 'negate') as Fixed
    case 'multiply':
      return multiplyFixed(of(plan.left), of(plan.right), directionOf(plan.sense))
    case 'divide':
      return divideFixed(of(plan.left), of(plan.right), directionOf(plan.sense))
    case 'multiply-divide':
      return multiplyDivide(of(plan.left), of(plan.right), of(plan.by), directionOf(plan.sense)) as Fixed
    default:
      return checked(alike(plan.kind, of(plan.left), of(plan.right)), plan.kind) as Fixed
  }
}

/** @throws {TcctvError} LOOKUP_RANGE */
function rowOf(table: LookupTable | undefined, mode: LookupMode, at: Rational): Rational {
  const rows = table?.rows ?? []
  const row =
    mode === 'down'
      ? rows.findLast(([key]) => exact.compare(key, at) <= 0)
      : rows.find(([key]) => exact.compare(key, at) >= 0)
  if (row !== undefined) return row[1]
  throw methodologyError('LOOKUP_RANGE', { found: `${at.n}/${at.d}`, table: table?.id ?? '' })
}

function alike(kind: 'add' | 'subtract' | 'min' | 'max', left: bigint, right: bigint): bigint {
  switch (kind) {
    case 'add':
      return left + right
    case 'subtract':
      return left - right
    case 'min':
      return left < right ? left : right
    case 'max':
      return left > right ? left : right
  }
}

function exactValue(plan: Plan, state: State<Rational>): Rational {
  const { inputs, registers, tables } = state
  const of = (part: Plan): Rational => exactValue(part, state)
  switch (plan.kind) {
    case 'constant':
      return plan.amount
    case 'variable':
      return fromFixed(inputs[plan.index] ?? (0n as Fixed))
    case 'register':
      return registers[plan.index] ?? exact.ZERO
    case 'lookup':
      return rowOf(tables[plan.table], plan.mode, of(plan.at))
    case 'negate':
      return exact.subtract(exact.ZERO, of(plan.of))
    case 'multiply':
      return exact.multiply(of(plan.left), of(plan.right))
    case 'divide':
      return exact.quotient(of(plan.left), of(plan.right))
    case 'multiply-divide':
      return exact.quotient(exact.multiply(of(plan.left), of(plan.right)), of(plan.by))
    default:
      return EXACT[plan.kind](of(plan.left), of(plan.right))
  }
}

const EXACT = { add: exact.add, subtract: exact.subtract, min: exact.least, max: exact.greatest } as const

function directionOf(sense: Sense): Direction {
  return sense === 'up' ? 'ceil' : 'floor'
}
