import { parseFixed, parseUnit, type RoundingMode } from '@tcctv/units'
import type { Methodology, MethodologyEquation } from '../documents/methodology.ts'
import { analyse, inUnit, type Meaning, type Range, type Side, type Typed } from './analyse.ts'
import type { Coefficients, LookupTable } from './coefficients.ts'
import { termId } from './expand.ts'
import type { FixedValues } from './fixed-amounts.ts'
import { flatten, type FlatEquation } from './flatten.ts'
import { planOf, sideOf, type Plan, type Sense } from './plan.ts'
import type { ProgramEquation, ProgramVariable } from './program.ts'
import { greatest, least, rational, rationalOf, roundRational, ZERO, type Rational } from './rational.ts'

/** A methodology with names, units, ranges and rounding sides resolved; the common ground of compiler and reference. */
export type Resolved = {
  readonly variables: readonly ProgramVariable[]
  readonly tables: readonly LookupTable[]
  readonly coefficients: Coefficients
  readonly equations: readonly (ProgramEquation & { readonly plan: Plan })[]
}

const FEWEST = rational(1n)

/**
 * Resolves a methodology with the project's fixed values.
 *
 * @throws {TcctvError} those of `flatten`; E_SIGN, E_ROUND, E_DIVISOR
 */
export function resolve(methodology: Methodology, fixed: FixedValues): Resolved {
  const { coefficients, variables, equations } = flatten(methodology, fixed)
  const { tables } = coefficients
  const names = new Map<string, Meaning>([
    ...constantNames(coefficients),
    ...tables.map((table, index): [string, Meaning] => [table.id, tableMeaning(table, index)]),
    ...variableNames(methodology, coefficients, variables),
  ])
  return {
    variables,
    tables,
    coefficients,
    equations: equations.map((equation, register) => {
      const resolved = resolveEquation(equation, register, names)
      const { unit, declares } = equation.document
      names.set(equation.id, {
        kind: 'register',
        unit: parseUnit(unit),
        index: register,
        side: declares === undefined ? resolved.side : 'exact', // a declared oddity may be used on either side
        ...resolved.range,
      })
      return resolved.equation
    }),
  }
}

function resolveEquation(
  { id, expression, document, place }: FlatEquation,
  register: number,
  names: ReadonlyMap<string, Meaning>,
) {
  const typed = inUnit(analyse(expression, names, place), parseUnit(document.unit), place)
  const { round, quantum } = document
  const rounding = round !== undefined && quantum !== undefined ? { round, quantum: parseFixed(quantum) } : {}
  return {
    range: roundedRange(typed, document),
    side: roundedSide(typed, round),
    equation: {
      id,
      unit: document.unit,
      expression: document.expr,
      register,
      ...rounding,
      plan: planOf(typed, senseOf(round), place),
    },
  }
}

function roundedSide(typed: Typed, round: RoundingMode | undefined): Side {
  if (round === undefined) return sideOf(typed)
  return round === 'floor' ? 'down' : round === 'ceil' ? 'up' : 'mixed'
}

function senseOf(round: RoundingMode | undefined): Sense {
  if (round === undefined) return 'free'
  return round === 'ceil' ? 'up' : 'down'
}

function roundedRange({ low, high }: Typed, { round, quantum }: MethodologyEquation): Range {
  if (round === undefined || quantum === undefined) return { low, high }
  const of = (bound: Rational | null): Rational | null =>
    bound === null ? null : roundRational(bound, rationalOf(quantum), round)
  return { low: of(low), high: of(high) }
}

function constantNames({ amounts, kernels }: Coefficients): [string, Meaning][] {
  const terms = [...kernels].flatMap(([id, { unit, terms: list }]) =>
    list.map((amount, term): [string, Meaning] => [
      termId(id, term),
      { kind: 'constant', unit: parseUnit(unit), amount },
    ]),
  )
  const single = [...amounts].map(([id, { unit, amount }]): [string, Meaning] => [
    id,
    { kind: 'constant', unit: parseUnit(unit), amount },
  ])
  return [...single, ...terms]
}

function tableMeaning({ unit, argument, rows }: LookupTable, index: number): Meaning {
  const values = rows.map(([, value]) => value)
  const [first = ZERO] = values
  return {
    kind: 'table',
    unit: parseUnit(unit),
    argument: parseUnit(argument),
    index,
    low: values.reduce(least, first),
    high: values.reduce(greatest, first),
  }
}

function variableNames(
  methodology: Methodology,
  { periods }: Coefficients,
  variables: readonly ProgramVariable[],
): [string, Meaning][] {
  return variables.map((variable, index) => [
    variable.id,
    { kind: 'variable', unit: parseUnit(variable.unit), index, ...rangeOfVariable(methodology, periods, variable) },
  ])
}

function rangeOfVariable(methodology: Methodology, periods: Coefficients['periods'], variable: ProgramVariable): Range {
  if (variable.source !== 'monitored' && variable.source !== 'coefficient') return { low: FEWEST, high: null }
  const now =
    variable.source === 'monitored'
      ? rangeOf(methodology, variable.parameter)
      : plausibleRange(periods.find(({ id }) => id === variable.of)?.plausible)
  if (variable.lag === undefined) return now
  // Before the first period there is nothing.
  return {
    low: now.low === null ? null : least(now.low, ZERO),
    high: now.high === null ? null : greatest(now.high, ZERO),
  }
}

function plausibleRange(plausible: readonly [string, string] | undefined): Range {
  if (plausible === undefined) return { low: null, high: null }
  return { low: rationalOf(plausible[0]), high: rationalOf(plausible[1]) }
}

/** A monitored sum is bounded by its sign; `plausible` bounds it only where the parameter is not a sum of readings. */
function rangeOf(methodology: Methodology, id: string): Range {
  const parameter = methodology.monitored[id]
  const nonnegative = parameter?.sign === 'nonnegative' ? ZERO : null
  if (parameter?.plausible === undefined || parameter.aggregate === 'sum') return { low: nonnegative, high: null }
  const [low, high] = parameter.plausible.map(rationalOf)
  return {
    low: low === undefined ? nonnegative : nonnegative === null ? low : greatest(low, nonnegative),
    high: high ?? null,
  }
}
