import { parseFixed, type Fixed } from '@tcctv/units'
import type { Path } from '../documents/faults.ts'
import type { Methodology, MonitoredParameter } from '../documents/methodology.ts'
import { methodologyError } from '../errors.ts'
import { flatId, membersOf } from '../program/expand.ts'
import { checkPlausible } from '../program/fixed-amounts.ts'
import type { InputFaults } from './input-faults.ts'

/** Amounts by flat id, at 1e-18 of their units. */
export type Amounts = ReadonlyMap<string, Fixed>
type Given = string | Readonly<Record<string, string>> | undefined

/**
 * What a document gives for one parameter: a decimal, or one of each member. Faults: missing, another shape, unknown
 * members, more than 18 places, outside of the plausible range, negative where that must not be.
 *
 * @param isReading whether it is one reading, which `plausible` is the range of also if the parameter is a sum
 */
export function givenAmounts(
  { id, sets = {}, monitored }: Methodology,
  name: string,
  given: Given,
  { path, where, isReading }: { readonly path: Path; readonly where: string; readonly isReading: boolean },
  faults: InputFaults,
): [string, Fixed][] {
  const parameter = monitored[name]
  if (parameter === undefined) return []
  const members = membersOf(sets, parameter.index)
  if (typeof given === 'object')
    for (const member of Object.keys(given))
      if (!members.includes(member))
        faults.unknown(
          [...path, member],
          member,
          members.flatMap((known) => known ?? []),
        )
  return members.flatMap((member): [string, Fixed][] => {
    const text = typeof given === 'object' ? (member === undefined ? undefined : given[member]) : given
    if (typeof text !== 'string' || (typeof given === 'string') !== (member === undefined)) {
      faults.missing(path, id, flatId(name, member), where)
      return []
    }
    const at = member === undefined ? path : [...path, member]
    const amount = faults.attempt(at, () => amountOf(`${where}.${flatId(name, member)}`, text, parameter, isReading))
    return amount === undefined ? [] : [[flatId(name, member), amount]]
  })
}

function amountOf(path: string, text: string, parameter: MonitoredParameter, isReading: boolean): Fixed {
  const { unit, sign, plausible, aggregate } = parameter
  if (isReading || aggregate !== 'sum') checkPlausible(path, text, unit, plausible)
  if (sign === 'nonnegative' && text.startsWith('-') && /[1-9]/.test(text))
    throw methodologyError('E_PLAUSIBLE', { path, found: text, unit, low: '0', high: 'any amount' })
  return parseFixed(text)
}
