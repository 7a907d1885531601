import { parseFixed, parseUnit, TcctvError, type RoundingMode } from '@tcctv/units'
import type { Methodology, MethodologyEquation } from '../documents/methodology.ts'
import { analyse, inUnit, type Meaning, type Range, type Side, type Trend, type Typed } from './analyse.ts'
import { boundsOf, roundedInterval, type Interval, type Intervals } from './bounds.ts'
import type { Coefficients, LookupTable } from './coefficients.ts'
import { divisionsLast } from './divisions-last.ts'
import { termId } from './expand.ts'
import type { Place } from './expression.ts'
import type { FixedValues } from './fixed-amounts.ts'
import { flatten, type FlatEquation } from './flatten.ts'
import { planOf, sideOf, type Plan, type Sense } from './plan.ts'
import type { ProgramEquation, ProgramVariable } from './program.ts'
import { compare, greatest, least, rationalOf, roundRational, toFixed, ZERO, type Rational } from './rational.ts'
import { assumedInterval, provenRange } from './variable-ranges.ts'

/** A methodology with names, units, ranges and rounding sides resolved; the common ground of compiler and reference. */
export type Resolved = {
  readonly variables: readonly ProgramVariable[]
  readonly tables: readonly LookupTable[]
  readonly coefficients: Coefficients
  readonly equations: readonly (ProgramEquation & { readonly plan: Plan })[]
}

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
  const registers: Interval[] = []
  const known: Intervals = {
    variables: variables.map((variable) => assumedInterval(methodology, coefficients.periods, variable)),
    tables: tables.map(tableInterval),
    registers,
  }
  return {
    variables,
    tables,
    coefficients,
    equations: equations.map((equation, register) => {
      const resolved = resolveEquation(equation, register, names, known)
      registers.push(resolved.interval)
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
  known: Intervals,
) {
  const written = inUnit(analyse(expression, names, place), parseUnit(document.unit), place)
  const { round, quantum } = document
  const rounding = round !== undefined && quantum !== undefined ? { round, quantum: parseFixed(quantum) } : undefined
  const { typed, plan, unrounded } = planned(written, senseOf(round), known, place)
  return {
    range: roundedRange(typed, document),
    side: roundedSide(typed, round),
    interval: rounding === undefined ? unrounded : roundedInterval(unrounded, rounding.quantum, rounding.round, place),
    equation: { id, unit: document.unit, expression: document.expr, register, ...rounding, plan },
  }
}

/** The plan with divisions last; as written where only that fits 256 bits or has a safe side for every rounding. */
function planned(written: Typed, sense: Sense, known: Intervals, place: Place) {
  const plannedAs = (typed: Typed) => {
    const plan = planOf(typed, sense, place)
    return { typed, plan, unrounded: boundsOf(plan, known, place) }
  }
  try {
    return plannedAs(divisionsLast(written))
  } catch (error) {
    if (!(error instanceof TcctvError)) throw error
    return plannedAs(written)
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
    trend: trendOf(values),
    low: values.reduce(least, first),
    high: values.reduce(greatest, first),
  }
}

function trendOf(values: readonly Rational[]): Trend {
  const steps = values.slice(1).map((value, row) => compare(value, values[row] ?? value))
  if (steps.every((step) => step === 0)) return 'constant'
  return steps.every((step) => step >= 0) ? 'rising' : steps.every((step) => step <= 0) ? 'falling' : 'mixed'
}

function variableNames(
  methodology: Methodology,
  { periods }: Coefficients,
  variables: readonly ProgramVariable[],
): [string, Meaning][] {
  return variables.map((variable, index) => [
    variable.id,
    { kind: 'variable', unit: parseUnit(variable.unit), index, ...provenRange(methodology, periods, variable) },
  ])
}

function tableInterval({ rows }: LookupTable): Interval {
  const values = rows.map(([, value]) => value)
  const [first = ZERO] = values
  return { low: toFixed(values.reduce(least, first), 'floor'), high: toFixed(values.reduce(greatest, first), 'ceil') }
}
