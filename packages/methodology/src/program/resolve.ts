import { parseFixed, parseUnit, TcctvError, type RoundingMode } from '@tcctv/units'
import type { Methodology, MethodologyEquation } from '../documents/methodology.ts'
import {
  analyse,
  inUnit,
  isAtLeastZero,
  isAtMostZero,
  type Meaning,
  type Range,
  type Side,
  type Trend,
  type Typed,
} from './analyse.ts'
import { boundsOf, roundedInterval, type Interval, type Intervals } from './bounds.ts'
import type { Coefficients, LookupTable } from './coefficients.ts'
import { divisionsLast } from './divisions-last.ts'
import { termId } from './expand.ts'
import type { Place } from './expression.ts'
import type { FixedValues } from './fixed-amounts.ts'
import { flatten, type FlatEquation, type FlatStage } from './flatten.ts'
import { planOf, sideOf, type Plan, type Sense } from './plan.ts'
import type { ProgramEquation, ProgramVariable } from './program.ts'
import { compare, greatest, least, rationalOf, roundRational, toFixed, ZERO, type Rational } from './rational.ts'
import { assumedInterval, mostReadings, provenRange } from './variable-ranges.ts'

/** An equation with its plan, and where its result lies: on which side of the exact number, in which range. */
export type ResolvedEquation = ProgramEquation & { readonly plan: Plan; readonly side: Side; readonly range: Range }

/** Equations with names, units, ranges and rounding sides resolved; the common ground of compiler and reference. */
export type Resolved = {
  readonly variables: readonly ProgramVariable[]
  readonly tables: readonly LookupTable[]
  readonly equations: readonly ResolvedEquation[]
}

/** A methodology resolved: the equations of the period and, where there are any, those of each interval. */
export type ResolvedMethodology = {
  readonly coefficients: Coefficients
  readonly period: Resolved
  readonly interval?: Resolved
}

/**
 * Resolves a methodology with the project's fixed values.
 *
 * @throws {TcctvError} those of `flatten`; E_SIGN, E_ROUND, E_DIVISOR, E_OVERFLOW
 */
export function resolve(methodology: Methodology, fixed: FixedValues): ResolvedMethodology {
  const { coefficients, interval, ...period } = flatten(methodology, fixed)
  if (interval === undefined)
    return { coefficients, period: stage(methodology, coefficients, period, new Map()).resolved }
  const rows = stage(methodology, coefficients, interval, new Map())
  const results = new Map(
    rows.resolved.equations.map((equation, index) => [
      equation.id,
      intervalResult(equation, rows.intervals[index], methodology),
    ]),
  )
  return {
    coefficients,
    interval: rows.resolved,
    period: stage(methodology, coefficients, period, results).resolved,
  }
}

type Stage = { readonly resolved: Resolved; readonly intervals: readonly Interval[] }

function stage(
  methodology: Methodology,
  coefficients: Coefficients,
  { variables, equations }: FlatStage,
  results: ReadonlyMap<string, IntervalResult>,
): Stage {
  const { tables, periods } = coefficients
  const names = new Map<string, Meaning>([
    ...constantNames(coefficients),
    ...tables.map((table, index): [string, Meaning] => [table.id, tableMeaning(table, index)]),
    ...variableNames(methodology, coefficients, variables, results),
  ])
  const registers: Interval[] = []
  const known: Intervals = {
    variables: variables.map(
      (variable) => results.get(variable.id)?.interval ?? assumedInterval(methodology, periods, variable),
    ),
    tables: tables.map(tableInterval),
    registers,
  }
  const resolved = equations.map((equation, register) => {
    const { interval, ...of } = resolveEquation(equation, register, names, known)
    registers.push(interval)
    const { unit, range } = { ...of, unit: parseUnit(of.unit) }
    const side = usableSide(equation.document, of.side)
    names.set(equation.id, { kind: 'register', unit, index: register, side, ...range })
    return of
  })
  return { resolved: { variables, tables, equations: resolved }, intervals: registers }
}

/** A declared oddity may be used on either side. */
function usableSide({ declares }: MethodologyEquation, side: Side): Side {
  return declares === undefined ? side : 'exact'
}

/** What the equations of the period may assume of the aggregated results of an interval equation. */
type IntervalResult = { readonly range: Range; readonly side: Side; readonly interval: Interval }

function intervalResult(
  { id, side, range }: ResolvedEquation,
  interval: Interval = { low: 0n, high: 0n },
  methodology: Methodology,
): IntervalResult {
  const document = methodology.equations[id.replace(/\[.*/, '')]
  const declared = document === undefined ? side : usableSide(document, side)
  if ((document?.aggregate ?? 'sum') !== 'sum') return { range, side: declared, interval }
  const most = mostReadings(methodology)
  return {
    range: { low: isAtLeastZero(range) ? ZERO : null, high: isAtMostZero(range) ? ZERO : null },
    side: declared,
    interval: {
      low: interval.low < 0n ? interval.low * most : 0n,
      high: interval.high > 0n ? interval.high * most : 0n,
    },
  }
}

function resolveEquation(
  { id, expression, document, place }: FlatEquation,
  register: number,
  names: ReadonlyMap<string, Meaning>,
  known: Intervals,
): ResolvedEquation & { readonly interval: Interval } {
  const written = inUnit(analyse(expression, names, place), parseUnit(document.unit), place)
  const { round, quantum } = document
  const rounding = round !== undefined && quantum !== undefined ? { round, quantum: parseFixed(quantum) } : undefined
  const { typed, plan, unrounded } = planned(written, senseOf(round), known, place)
  return {
    id,
    unit: document.unit,
    expression: document.expr,
    register,
    ...rounding,
    plan,
    range: roundedRange(typed, document),
    side: roundedSide(typed, round),
    interval: rounding === undefined ? unrounded : roundedInterval(unrounded, rounding.quantum, rounding.round, place),
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
  results: ReadonlyMap<string, IntervalResult>,
): [string, Meaning][] {
  return variables.map((variable, index) => {
    const result = results.get(variable.id)
    const side = result?.side ?? 'exact'
    const range = result?.range ?? provenRange(methodology, periods, variable)
    return [variable.id, { kind: 'variable', unit: parseUnit(variable.unit), index, side, ...range }]
  })
}

function tableInterval({ rows }: LookupTable): Interval {
  const values = rows.map(([, value]) => value)
  const [first = ZERO] = values
  return { low: toFixed(values.reduce(least, first), 'floor'), high: toFixed(values.reduce(greatest, first), 'ceil') }
}
