import type { Methodology, MethodologyEquation } from '../documents/methodology.ts'
import { methodologyError } from '../errors.ts'
import { coefficientsOf, type Coefficients } from './coefficients.ts'
import { expand, flatId, membersOf, type Names } from './expand.ts'
import type { Expression, Place } from './expression.ts'
import { fixedAmounts, type FixedAmounts, type FixedValues } from './fixed-amounts.ts'
import { parseExpression } from './parse-expression.ts'
import type { InputVariable, ProgramVariable } from './program.ts'

/** An equation for one member, without sets, sums and convolutions. */
export type FlatEquation = {
  readonly id: string
  readonly expression: Expression
  readonly document: MethodologyEquation
  readonly place: Place
}

/** Equations that are evaluated together, and what they read. */
export type FlatStage = { readonly variables: readonly ProgramVariable[]; readonly equations: readonly FlatEquation[] }

/**
 * A methodology with its sets, sums, convolutions and coefficients written out: the equations of the period and, where
 * there are any, those of each interval, whose aggregated results are variables of the period.
 */
export type Flat = FlatStage & { readonly coefficients: Coefficients; readonly interval?: FlatStage }

const BUILT_IN = { DAYS: 'd', DAYS_ALL: 'd', HOURS: 'h' } as const

/**
 * Writes a methodology out with the project's fixed values: one variable or equation for each member of a set, and one
 * variable `W@n` for an amount that a convolution takes from n periods before.
 *
 * @throws {TcctvError} E_SYNTAX, E_NAME, E_UNIT, E_FIXED, E_PLAUSIBLE, E_COEFFICIENT, E_LIMIT, E_UNSUPPORTED
 */
export function flatten(methodology: Methodology, given: FixedValues): Flat {
  const fixed = fixedAmounts(methodology, given)
  const coefficients = coefficientsOf(methodology, fixed, namesOf(methodology, fixed))
  const names = namesOf(methodology, coefficients)
  const equations = Object.entries(methodology.equations).flatMap(([id, document]) =>
    membersOf(methodology.sets ?? {}, document.index).map((member) => flatEquation(id, document, member, names)),
  )
  const [rows, period] = [equations.filter(isOfInterval), equations.filter((equation) => !isOfInterval(equation))]
  if (rows.length === 0)
    return { coefficients, equations, variables: variablesOf(methodology, coefficients, equations) }
  return {
    coefficients,
    equations: period,
    variables: periodVariables(methodology, coefficients, rows, period),
    interval: { equations: rows, variables: rowVariables(methodology, coefficients, rows) },
  }
}

const isOfInterval = ({ document }: FlatEquation): boolean => document.scope === 'interval'

function flatEquation(
  id: string,
  document: MethodologyEquation,
  member: string | undefined,
  names: Names,
): FlatEquation {
  const place = { path: `equations.${id}`, expression: document.expr }
  const bound = new Map(document.index === undefined || member === undefined ? [] : [[document.index, member]])
  const expression = expand(parseExpression(document.expr, place.path), names, bound, place)
  return { id: flatId(id, member), expression, document, place }
}

function namesOf(methodology: Methodology, { kernels }: Pick<FixedAmounts, 'kernels'>): Names {
  const { sets = {}, fixed, monitored, coefficients = {}, equations } = methodology
  const indexes = new Map<string, string | undefined>(Object.keys(BUILT_IN).map((id) => [id, undefined]))
  for (const [id, { index }] of [fixed, monitored, coefficients, equations].flatMap((group) => Object.entries(group)))
    indexes.set(id, index)
  const withHistory = Object.entries({ ...monitored, ...coefficients }).filter(
    ([, part]) => part.kind !== 'static' && part.kind !== 'table',
  )
  const histories = withHistory.flatMap(([id, { index }]) => membersOf(sets, index).map((member) => flatId(id, member)))
  const terms = new Map([...kernels].map(([id, kernel]) => [id, kernel.terms]))
  return { sets, indexes, kernels: terms, histories: new Set(histories) }
}

function variablesOf(
  { sets = {}, monitored }: Methodology,
  { periods }: Coefficients,
  equations: readonly FlatEquation[],
): ProgramVariable[] {
  const inputs = Object.entries(monitored).flatMap(([parameter, { unit, index }]) =>
    membersOf(sets, index).map((member): InputVariable => {
      const id = flatId(parameter, member)
      return { id, unit, source: 'monitored', of: id, parameter }
    }),
  )
  const computed = periods.map(({ id, rounding: { unit }, place }): InputVariable => ({
    id,
    unit,
    source: 'coefficient',
    of: id,
    parameter: place.path.replace('coefficients.', ''),
  }))
  const present = [...inputs, ...computed]
  const used = usedNames([...equations, ...periods])
  const lagged = [...used].flatMap((name): InputVariable[] => {
    const [base = '', lag] = name.split('@')
    const now = lag === undefined ? undefined : present.find(({ id }) => id === base)
    return now === undefined ? [] : [{ ...now, id: name, lag: Number(lag) }]
  })
  const builtIn = (['DAYS', 'DAYS_ALL', 'HOURS'] as const).filter((id) => used.has(id))
  return [
    ...inputs,
    ...builtIn.map((id): ProgramVariable => ({ id, unit: BUILT_IN[id], source: id })),
    ...computed,
    ...lagged,
  ]
}

/** Of the period: without what only intervals read, but with the results of intervals that its equations read. */
function periodVariables(
  methodology: Methodology,
  coefficients: Coefficients,
  rows: readonly FlatEquation[],
  period: readonly FlatEquation[],
): ProgramVariable[] {
  const [inRows, inPeriod] = [usedNames(rows), usedNames(period)]
  const inCoefficients = new Set(coefficients.periods.flatMap(({ expression }) => [...namesIn(expression)]))
  const status = new Set(Object.values(methodology.monitored).map(({ when }) => when))
  const variables = variablesOf(methodology, coefficients, period).filter((variable) => {
    if (inPeriod.has(variable.id) || inCoefficients.has(variable.id) || !('parameter' in variable)) return true
    return !inRows.has(variable.id) && !status.has(variable.parameter)
  })
  const results = rows.filter(({ id }) => inPeriod.has(id))
  return [
    ...variables,
    ...results.map(({ id, document: { unit } }): InputVariable => {
      return { id, unit, source: 'interval', of: id, parameter: id.replace(/\[.*/, '') }
    }),
  ]
}

/** Of an interval: parameters and period coefficients. @throws {TcctvError} E_UNSUPPORTED for DAYS and earlier periods */
function rowVariables(
  methodology: Methodology,
  coefficients: Coefficients,
  rows: readonly FlatEquation[],
): ProgramVariable[] {
  const used = usedNames(rows)
  return variablesOf(methodology, coefficients, rows).filter((variable) => {
    if (!used.has(variable.id)) return false
    if ('of' in variable && variable.lag === undefined) return true
    const { place } = rows.find(({ expression }) => namesIn(expression).has(variable.id)) ?? {}
    const found =
      'of' in variable
        ? 'conv in an interval equation (it counts back by vintages: write it in an equation of the period)'
        : `${variable.id} in an interval equation`
    throw methodologyError('E_UNSUPPORTED', { path: place?.path ?? 'equations', found })
  })
}

function usedNames(equations: readonly Pick<FlatEquation, 'expression'>[]): ReadonlySet<string> {
  return new Set(equations.flatMap(({ expression }) => [...namesIn(expression)]))
}

function namesIn(expression: Expression): ReadonlySet<string> {
  const used = new Set<string>()
  const visit = (part: Expression): void => {
    switch (part.kind) {
      case 'number':
        return
      case 'name':
        return void used.add(part.id)
      case 'negate':
        return visit(part.of)
      case 'binary':
        return [part.left, part.right].forEach(visit)
      case 'call':
        return part.parts.forEach(visit)
      case 'lookup':
        return visit(part.at)
    }
  }
  visit(expression)
  return used
}
