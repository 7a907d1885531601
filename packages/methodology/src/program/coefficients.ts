import { parseUnit } from '@tcctv/units'
import type { Methodology, MethodologyCoefficient } from '../documents/methodology.ts'
import { methodologyError } from '../errors.ts'
import { coefficientValue, type CoefficientRounding, type Quantity } from './coefficient-value.ts'
import { expand, flatId, membersOf, type Names } from './expand.ts'
import type { Expression, Place } from './expression.ts'
import { singlesOf, type FixedAmounts } from './fixed-amounts.ts'
import { parseExpression } from './parse-expression.ts'
import { rational, rationalOf, type Rational } from './rational.ts'

/** A table of `lookup`: rows of ascending keys in the unit `argument`, values in `unit`. */
export type LookupTable = {
  readonly id: string
  readonly unit: string
  readonly argument: string
  readonly rows: readonly (readonly [key: Rational, value: Rational])[]
}

/** A coefficient of the inputs of a period, which every verifier computes again. */
type PeriodCoefficient = {
  readonly id: string
  readonly expression: Expression
  readonly rounding: CoefficientRounding
  readonly plausible: readonly [string, string] | undefined
  readonly place: Place
}

/** What the coefficients of a methodology give: constants, kernels, tables, and steps of each period. */
export type Coefficients = FixedAmounts & {
  readonly tables: readonly LookupTable[]
  readonly periods: readonly PeriodCoefficient[]
}

const COUNTER = 'n'
const ONE = parseUnit('1')

/**
 * Computes the static coefficients of a methodology, in their order, and prepares those of a period.
 *
 * @throws {TcctvError} those of `coefficientValue` and `parseExpression`; E_FIXED for committed values of another shape
 */
export function coefficientsOf(methodology: Methodology, fixed: FixedAmounts, names: Names): Coefficients {
  const amounts = new Map(fixed.amounts)
  const kernels = new Map(fixed.kernels)
  const tables: LookupTable[] = []
  const periods: PeriodCoefficient[] = []
  for (const [id, coefficient] of Object.entries(methodology.coefficients ?? {})) {
    if (coefficient.kind === 'table') tables.push(tableOf(id, coefficient))
    else
      for (const member of membersOf(methodology.sets ?? {}, coefficient.index)) {
        const name = flatId(id, member)
        const { unit, kind, terms, values } = coefficient
        if (values !== undefined) kernels.set(name, { unit, terms: committed(id, coefficient, member, methodology) })
        else {
          const prepared = prepare(id, member, coefficient, names)
          if (kind === 'period') periods.push(prepared)
          else if (terms === undefined) amounts.set(name, { unit, amount: staticValue(prepared, amounts) })
          else kernels.set(name, { unit, terms: kernelOf(prepared, amounts, terms) })
        }
      }
  }
  return { amounts, kernels, tables, periods }
}

function tableOf(id: string, { unit, argument, table }: MethodologyCoefficient): LookupTable {
  const rows = (table ?? []).map(([key, value]) => [rationalOf(key), rationalOf(value)] as const)
  return { id, unit, argument: argument ?? '1', rows }
}

function committed(
  id: string,
  { values }: MethodologyCoefficient,
  member: string | undefined,
  { sets, coefficients }: Methodology,
): Rational[] {
  const members = membersOf(sets ?? {}, coefficients?.[id]?.index)
  const [, single] = singlesOf(`coefficients.${id}`, values, members).find(([one]) => one === member) ?? []
  return (typeof single === 'string' ? [single] : (single ?? [])).map(rationalOf)
}

function prepare(
  id: string,
  member: string | undefined,
  { expr = '', unit, round, places, index, plausible, terms }: MethodologyCoefficient,
  names: Names,
): PeriodCoefficient {
  const place = { path: `coefficients.${id}`, expression: expr }
  const bound = new Map(index === undefined || member === undefined ? [] : [[index, member]])
  const known = terms === undefined ? names : { ...names, indexes: new Map([...names.indexes, [COUNTER, undefined]]) }
  const expression = expand(parseExpression(expr, place.path, 'coefficient'), known, bound, place)
  if (round !== 'floor' && round !== 'ceil' && round !== 'half-even')
    throw methodologyError('E_SYNTAX', {
      ...place,
      column: 1,
      found: `round ${String(round)}`,
      expected: 'floor, ceil or half-even',
    })
  return { id: flatId(id, member), expression, rounding: { unit, round, places: places ?? 18 }, plausible, place }
}

type Amounts = FixedAmounts['amounts']

function quantitiesOf(amounts: Amounts): [string, Quantity][] {
  return [...amounts].map(([id, { unit, amount }]) => [id, { unit: parseUnit(unit), amount }])
}

function staticValue({ expression, rounding, place }: PeriodCoefficient, amounts: Amounts): Rational {
  return known(coefficientValue(expression, new Map(quantitiesOf(amounts)), rounding, place), place)
}

function kernelOf({ expression, rounding, place }: PeriodCoefficient, amounts: Amounts, terms: number): Rational[] {
  const quantities = new Map(quantitiesOf(amounts))
  return Array.from({ length: terms }, (_, n) => {
    quantities.set(COUNTER, { unit: ONE, amount: rational(BigInt(n)) })
    return known(coefficientValue(expression, quantities, rounding, place), place)
  })
}

/** Every name of a static coefficient has an amount, so that it has one too. */
function known(amount: Rational | null, place: Place): Rational {
  if (amount === null) throw methodologyError('E_COEFFICIENT', { ...place, found: 'an unknown amount' })
  return amount
}

/**
 * Values of a methodology's period coefficients from the inputs of one period, by flat id, in the coefficients' units.
 *
 * @throws {TcctvError} those of `coefficientValue`; E_NAME for an input that is not in `inputs`
 */
export function periodCoefficients(
  { amounts, periods }: Pick<Coefficients, 'amounts' | 'periods'>,
  inputs: Amounts,
): ReadonlyMap<string, { readonly unit: string; readonly amount: Rational }> {
  const quantities = new Map([...quantitiesOf(amounts), ...quantitiesOf(inputs)])
  const values = new Map<string, { unit: string; amount: Rational }>()
  for (const { id, expression, rounding, place } of periods) {
    const amount = known(coefficientValue(expression, quantities, rounding, place), place)
    values.set(id, { unit: rounding.unit, amount })
    quantities.set(id, { unit: parseUnit(rounding.unit), amount })
  }
  return values
}
