import { parseFixed, parseUnit, type RoundingMode } from '@tcctv/units'
import type { Methodology, MethodologyEquation } from '../documents/methodology.ts'
import { methodologyError } from '../errors.ts'
import { analyse, inUnit, type Meaning, type Range, type Typed } from './analyse.ts'
import { parseExpression, type Place } from './parse-expression.ts'
import { planOf, type Plan, type Sense } from './plan.ts'
import type { ProgramEquation, ProgramVariable } from './program.ts'
import { compare, greatest, least, rational, rationalOf, roundRational, ZERO, type Rational } from './rational.ts'

/** A methodology with names, units, ranges and rounding sides resolved; the common ground of compiler and reference. */
export type Resolved = {
  readonly variables: readonly ProgramVariable[]
  readonly equations: readonly (ProgramEquation & { readonly plan: Plan })[]
}

const BUILT_IN = { DAYS: 'd', DAYS_ALL: 'd', HOURS: 'h' } as const
const FEWEST = rational(1n)

/**
 * Resolves a methodology with the project's fixed values.
 *
 * @throws {TcctvError} E_SYNTAX, E_NAME, E_UNIT, E_SIGN, E_ROUND, E_DIVISOR, E_FIXED, E_PLAUSIBLE, E_UNSUPPORTED
 */
export function resolve(methodology: Methodology, fixed: Readonly<Record<string, string>>): Resolved {
  refuseUnsupported(methodology)
  const variables = variablesOf(methodology)
  const names = new Map<string, Meaning>([...fixedNames(methodology, fixed), ...variableNames(methodology, variables)])
  const equations = Object.entries(methodology.equations).map(([id, equation], register) => {
    const resolved = resolveEquation(id, equation, register, names)
    names.set(id, {
      kind: 'register',
      unit: parseUnit(equation.unit),
      index: register,
      round: equation.declares === undefined ? equation.round : undefined, // a declared oddity may be used on either side
      ...resolved.range,
    })
    return resolved.equation
  })
  return { variables, equations }
}

function resolveEquation(
  id: string,
  equation: MethodologyEquation,
  register: number,
  names: ReadonlyMap<string, Meaning>,
) {
  const place: Place = { path: `equations.${id}`, expression: equation.expr }
  const expression = parseExpression(equation.expr, place.path)
  const typed = inUnit(analyse(expression, names, place), parseUnit(equation.unit), place)
  const { round, quantum } = equation
  const rounding = round !== undefined && quantum !== undefined ? { round, quantum: parseFixed(quantum) } : {}
  return {
    range: roundedRange(typed, equation),
    equation: {
      id,
      unit: equation.unit,
      expression: equation.expr,
      register,
      ...rounding,
      plan: planOf(typed, senseOf(round), place),
    },
  }
}

function senseOf(round: RoundingMode | undefined): Sense {
  if (round === undefined) return 'exact'
  return round === 'ceil' ? 'up' : 'down'
}

function roundedRange({ low, high }: Typed, { round, quantum }: MethodologyEquation): Range {
  if (round === undefined || quantum === undefined) return { low, high }
  const of = (bound: Rational | null): Rational | null =>
    bound === null ? null : roundRational(bound, rationalOf(quantum), round)
  return { low: of(low), high: of(high) }
}

function variablesOf(methodology: Methodology): ProgramVariable[] {
  const used = Object.values(methodology.equations)
    .map(({ expr }) => expr)
    .join(' ')
  const monitored = Object.entries(methodology.monitored).map(([id, { unit }]) => ({
    id,
    unit,
    source: 'monitored' as const,
  }))
  const builtIn = (['DAYS', 'DAYS_ALL', 'HOURS'] as const).filter((id) => new RegExp(`\\b${id}\\b`).test(used))
  return [...monitored, ...builtIn.map((id) => ({ id, unit: BUILT_IN[id], source: id }))]
}

function variableNames(methodology: Methodology, variables: readonly ProgramVariable[]): [string, Meaning][] {
  return variables.map(({ id, unit, source }, index) => [
    id,
    {
      kind: 'variable',
      unit: parseUnit(unit),
      index,
      ...(source === 'monitored' ? rangeOf(methodology, id) : { low: FEWEST, high: null }),
    },
  ])
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

function fixedNames(methodology: Methodology, given: Readonly<Record<string, string>>): [string, Meaning][] {
  for (const id of Object.keys(given)) {
    const declared = methodology.fixed[id]
    if (declared === undefined || declared.value !== undefined)
      throw methodologyError('E_FIXED', {
        path: `fixed.${id}`,
        found: given[id] ?? '',
        expected: declared === undefined ? 'no such parameter' : 'the value of the methodology',
      })
  }
  return Object.entries(methodology.fixed).map(([id, { unit, value, plausible }]) => {
    const text = value ?? given[id]
    if (typeof text !== 'string')
      throw methodologyError('E_FIXED', { path: `fixed.${id}`, found: 'nothing', expected: 'one decimal' })
    checkPlausible(id, text, unit, plausible)
    return [id, { kind: 'constant', unit: parseUnit(unit), amount: rationalOf(text) }]
  })
}

function checkPlausible(
  id: string,
  text: string,
  unit: string,
  plausible: readonly [string, string] | undefined,
): void {
  if (plausible === undefined) return
  const amount = rationalOf(text)
  const [low, high] = [least(rationalOf(plausible[0]), amount), greatest(rationalOf(plausible[1]), amount)]
  if (compare(low, rationalOf(plausible[0])) < 0 || compare(high, rationalOf(plausible[1])) > 0)
    throw methodologyError('E_PLAUSIBLE', {
      path: `fixed.${id}`,
      found: text,
      unit,
      low: plausible[0],
      high: plausible[1],
    })
}

function refuseUnsupported(methodology: Methodology): void {
  const found =
    methodology.coefficients !== undefined
      ? 'coefficients'
      : methodology.sets !== undefined
        ? 'sets'
        : indexedPart(methodology)
  if (found !== undefined) throw methodologyError('E_UNSUPPORTED', { path: found, found })
}

function indexedPart({ fixed, monitored, equations }: Methodology): string | undefined {
  for (const [group, parts] of Object.entries({ fixed, monitored, equations }))
    for (const [id, part] of Object.entries(parts)) {
      if (part.index !== undefined) return `${group}.${id}.index`
      if ('scope' in part && part.scope === 'interval') return `${group}.${id}.scope`
      if ('when' in part && part.when !== undefined) return `${group}.${id}.when`
    }
  return undefined
}
