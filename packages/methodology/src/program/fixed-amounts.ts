import type { Methodology } from '../documents/methodology.ts'
import { methodologyError } from '../errors.ts'
import { flatId, membersOf } from './expand.ts'
import { compare, rationalOf, type Rational } from './rational.ts'

/** One decimal, the terms of a kernel, or either by member of a set. */
type Single = string | readonly string[]
export type FixedValue = Single | Readonly<Record<string, Single>>
/** Values that a project gives to the parameters its methodology leaves open. */
export type FixedValues = Readonly<Record<string, FixedValue>>

/** Fixed parameters by flat id: single amounts and the terms of kernels, in the unit of the document. */
export type FixedAmounts = {
  readonly amounts: ReadonlyMap<string, { readonly unit: string; readonly amount: Rational }>
  readonly kernels: ReadonlyMap<string, { readonly unit: string; readonly terms: readonly Rational[] }>
}

/**
 * Amounts of all fixed parameters, from the methodology or the project.
 *
 * @throws {TcctvError} E_FIXED for a value that is missing, of another shape, or given twice; E_PLAUSIBLE
 */
export function fixedAmounts(methodology: Methodology, given: FixedValues): FixedAmounts {
  refuseUnknown(methodology, given)
  const amounts = new Map<string, { unit: string; amount: Rational }>()
  const kernels = new Map<string, { unit: string; terms: readonly Rational[] }>()
  for (const [id, { unit, value, index, plausible }] of Object.entries(methodology.fixed)) {
    const members = membersOf(methodology.sets ?? {}, index)
    for (const [member, single] of singlesOf(`fixed.${id}`, value ?? given[id], members)) {
      const name = flatId(id, member)
      const texts = typeof single === 'string' ? [single] : single
      for (const text of texts) checkPlausible(`fixed.${name}`, text, unit, plausible)
      const terms = texts.map(rationalOf)
      const [amount] = terms
      if (typeof single !== 'string') kernels.set(name, { unit, terms })
      else if (amount !== undefined) amounts.set(name, { unit, amount })
    }
  }
  return { amounts, kernels }
}

/** The values of each member; without an index the value itself. @throws {TcctvError} E_FIXED */
export function singlesOf(
  path: string,
  value: FixedValue | undefined,
  members: readonly (string | undefined)[],
): readonly (readonly [string | undefined, Single])[] {
  const [first] = members
  if (first === undefined) {
    if (value !== undefined && isSingle(value)) return [[undefined, value]]
    throw misshapen(path, value, 'one decimal')
  }
  if (value === undefined || isSingle(value) || Object.keys(value).some((member) => !members.includes(member)))
    throw misshapen(path, value, `a value for each of ${members.join(', ')}`)
  return members.map((member) => {
    const single = member === undefined ? undefined : value[member]
    if (single === undefined) throw misshapen(`${path}.${String(member)}`, undefined, 'a decimal')
    return [member, single]
  })
}

function isSingle(value: FixedValue): value is Single {
  return typeof value === 'string' || Array.isArray(value)
}

function refuseUnknown(methodology: Methodology, given: FixedValues): void {
  for (const [id, value] of Object.entries(given)) {
    const declared = Object.hasOwn(methodology.fixed, id) ? methodology.fixed[id] : undefined
    if (declared === undefined) throw misshapen(`fixed.${id}`, value, 'no such parameter')
    if (declared.value !== undefined) throw misshapen(`fixed.${id}`, value, 'the value of the methodology')
  }
}

/** @throws {TcctvError} E_PLAUSIBLE for a value outside the range that its document gives */
export function checkPlausible(
  path: string,
  text: string,
  unit: string,
  plausible: readonly [string, string] | undefined,
): void {
  if (plausible === undefined) return
  const [low, high] = plausible
  const amount = rationalOf(text)
  if (compare(amount, rationalOf(low)) < 0 || compare(amount, rationalOf(high)) > 0)
    throw methodologyError('E_PLAUSIBLE', { path, found: text, unit, low, high })
}

function misshapen(path: string, value: FixedValue | undefined, expected: string): Error {
  const found = value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value)
  return methodologyError('E_FIXED', { path, found, expected })
}
