import { parseFixed, parseLocalDay, type Fixed } from '@tcctv/units'
import type { Methodology } from '../documents/methodology.ts'
import { methodologyError } from '../errors.ts'
import { periodCoefficients } from '../program/coefficients.ts'
import { flatId, membersOf } from '../program/expand.ts'
import { checkPlausible } from '../program/fixed-amounts.ts'
import { flatten } from '../program/flatten.ts'
import type { Program } from '../program/program.ts'
import { fromFixed, toFixed } from '../program/rational.ts'
import type { InputsDocument, InputsPeriod } from './inputs-document.ts'

/** Amounts of one period by flat id, at 1e-18 of their units: monitored parameters, period coefficients, DAYS. */
type Amounts = ReadonlyMap<string, Fixed>

/**
 * Amounts of every period of an inputs document. Totals are the same in every period: equations spread them by DAYS.
 *
 * @throws {TcctvError} INPUT_MISSING, E_PLAUSIBLE for a value outside its range or a negative one that must not be, and
 * those of `flatten`
 */
export function inputAmounts(methodology: Methodology, document: InputsDocument): readonly Amounts[] {
  const daysAll = document.periods.reduce((sum, period) => sum + daysOf(period), 0)
  return document.periods.map((period) => {
    const given = new Map([...monitoredAmounts(methodology, document, period), ...builtIns(daysOf(period), daysAll)])
    const { coefficients } = flatten(methodology, { ...document.fixed, ...period.fixed })
    const units = unitsOf(methodology)
    const named = [...given].map(
      ([id, amount]) => [id, { unit: units.get(id) ?? '1', amount: fromFixed(amount) }] as const,
    )
    const computed = [...periodCoefficients(coefficients, new Map(named))].map(
      ([id, { amount }]) => [id, toFixed(amount, 'floor')] as const, // at most 18 places: exact
    )
    return new Map([...given, ...computed])
  })
}

/** Inputs of a program in the order of its variables, for the period at `index`. A lag before the first period is 0. */
export function inputsOf({ variables }: Program, periods: readonly Amounts[], index: number): Fixed[] {
  return variables.map((variable) => {
    if (!('of' in variable)) return periods[index]?.get(variable.id) ?? (0n as Fixed)
    return periods[index - (variable.lag ?? 0)]?.get(variable.of) ?? (0n as Fixed)
  })
}

const BUILT_IN = { DAYS: 'd', DAYS_ALL: 'd', HOURS: 'h' } as const

function builtIns(days: number, daysAll: number): [string, Fixed][] {
  const counts = { DAYS: days, DAYS_ALL: daysAll, HOURS: days * 24 }
  return Object.entries(counts).map(([id, count]) => [id, parseFixed(String(count))])
}

function unitsOf({ sets = {}, monitored }: Methodology): ReadonlyMap<string, string> {
  const units = Object.entries(monitored).flatMap(([id, { unit, index }]) =>
    membersOf(sets, index).map((member) => [flatId(id, member), unit] as const),
  )
  return new Map([...units, ...Object.entries(BUILT_IN)])
}

function monitoredAmounts(methodology: Methodology, document: InputsDocument, period: InputsPeriod): [string, Fixed][] {
  const { sets = {}, monitored } = methodology
  return Object.entries(monitored).flatMap(([id, parameter]) => {
    const given = period.monitored[id] ?? (parameter.kind === 'total' ? document.totals?.[id] : undefined)
    return membersOf(sets, parameter.index).map((member): [string, Fixed] => {
      const text =
        typeof given === 'object' && member !== undefined ? given[member] : member === undefined ? given : undefined
      if (typeof text !== 'string')
        throw methodologyError('INPUT_MISSING', {
          methodology: methodology.id,
          variable: flatId(id, member),
          where: period.id,
        })
      checkValue(`${period.id}.${flatId(id, member)}`, text, parameter)
      return [flatId(id, member), parseFixed(text)]
    })
  })
}

function checkValue(
  path: string,
  text: string,
  { unit, sign, plausible, aggregate }: Methodology['monitored'][string],
) {
  if (aggregate !== 'sum') checkPlausible(path, text, unit, plausible)
  if (sign === 'nonnegative' && text.startsWith('-') && /[1-9]/.test(text))
    throw methodologyError('E_PLAUSIBLE', { path, found: text, unit, low: '0', high: 'any amount' })
}

function daysOf({ start, end }: InputsPeriod): number {
  return parseLocalDay(end) - parseLocalDay(start)
}
