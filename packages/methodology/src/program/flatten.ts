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

/** A methodology with its sets, sums, convolutions and coefficients written out. */
export type Flat = {
  readonly coefficients: Coefficients
  readonly variables: readonly ProgramVariable[]
  readonly equations: readonly FlatEquation[]
}

const BUILT_IN = { DAYS: 'd', DAYS_ALL: 'd', HOURS: 'h' } as const

/**
 * Writes a methodology out with the project's fixed values: one variable or equation for each member of a set, and one
 * variable `W@n` for an amount that a convolution takes from n periods before.
 *
 * @throws {TcctvError} E_SYNTAX, E_NAME, E_UNIT, E_FIXED, E_PLAUSIBLE, E_COEFFICIENT, E_LIMIT, E_UNSUPPORTED
 */
export function flatten(methodology: Methodology, given: FixedValues): Flat {
  refuseUnsupported(methodology)
  const fixed = fixedAmounts(methodology, given)
  const coefficients = coefficientsOf(methodology, fixed, namesOf(methodology, fixed))
  const names = namesOf(methodology, coefficients)
  const equations = Object.entries(methodology.equations).flatMap(([id, document]) =>
    membersOf(methodology.sets ?? {}, document.index).map((member) => flatEquation(id, document, member, names)),
  )
  return { coefficients, equations, variables: variablesOf(methodology, coefficients, equations) }
}

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

function usedNames(equations: readonly Pick<FlatEquation, 'expression'>[]): ReadonlySet<string> {
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
  for (const { expression } of equations) visit(expression)
  return used
}

function refuseUnsupported({ monitored, equations }: Methodology): void {
  for (const [id, { when }] of Object.entries(monitored))
    if (when !== undefined) throw methodologyError('E_UNSUPPORTED', { path: `monitored.${id}.when`, found: 'when' })
  for (const [id, { scope }] of Object.entries(equations))
    if (scope === 'interval')
      throw methodologyError('E_UNSUPPORTED', { path: `equations.${id}.scope`, found: 'scope interval' })
}
