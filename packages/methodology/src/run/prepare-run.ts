import type { Methodology } from '../documents/methodology.ts'
import { compileStages, type Stages } from '../program/compile-stages.ts'
import { fixedAmounts, type FixedValues } from '../program/fixed-amounts.ts'
import { inputAmounts, type PeriodAmounts } from './input-amounts.ts'
import { InputFaults } from './input-faults.ts'
import type { InputsDocument, InputsPeriod } from './inputs-document.ts'

/** A period with its programs and what was measured in it. */
export type PreparedPeriod = {
  readonly period: InputsPeriod
  readonly stages: Stages
  readonly measured: PeriodAmounts
}

/** Periods that can be evaluated, or all faults of the inputs. */
export type PreparedRun =
  | { readonly periods: readonly PreparedPeriod[]; readonly faults: readonly [] }
  | { readonly faults: InputFaults['all'] }

/**
 * Compiles a methodology for each version of the fixed values, once, and reads the amounts of every period. Faults of the
 * methodology itself are thrown.
 *
 * @throws {TcctvError} those of `compileStages` that are no fault of the inputs
 */
export function prepareRun(methodology: Methodology, document: InputsDocument): PreparedRun {
  const faults = new InputFaults()
  checkFixed(methodology, document, faults)
  checkPeriods(document, faults)
  const compiled = compiledOnce(methodology, document, faults)
  const amounts = inputAmounts(methodology, document, compiled, faults)
  if (faults.all.length === 0) checkGaps(document, compiled, faults)
  const periods = document.periods.flatMap((period, index): PreparedPeriod[] => {
    const [stages, measured] = [compiled[index], amounts[index]]
    return stages === undefined || measured === undefined ? [] : [{ period, stages, measured }]
  })
  return faults.all.length > 0 ? { faults: faults.all } : { periods, faults: [] }
}

/** Stages of each period; those with the same fixed values are one. Undefined while the fixed values have faults. */
function compiledOnce(methodology: Methodology, document: InputsDocument, faults: InputFaults): (Stages | undefined)[] {
  const known = new Map<string, Stages>()
  return document.periods.map((period) => {
    if (faults.all.some(({ path }) => path.includes('fixed'))) return undefined
    const fixed = { ...document.fixed, ...period.fixed }
    const key = JSON.stringify(Object.entries(fixed).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    const stages = known.get(key) ?? compileStages(methodology, fixed)
    known.set(key, stages)
    return stages
  })
}

/** Each fixed parameter by itself, so that all faults are found. */
function checkFixed(methodology: Methodology, document: InputsDocument, faults: InputFaults): void {
  const inPeriods = document.periods.flatMap(({ fixed = {} }, index) =>
    Object.entries(fixed).map(([id, value]) => [id, value, ['periods', index, 'fixed', id]] as const),
  )
  const given = [
    ...Object.entries(document.fixed ?? {}).map(([id, value]) => [id, value, ['fixed', id]] as const),
    ...inPeriods,
  ]
  for (const [id, value, path] of given)
    if (Object.hasOwn(methodology.fixed, id)) faults.attempt([...path], () => one(methodology, id, { [id]: value }))
    else faults.unknown([...path], id, openIds(methodology))
  for (const id of openIds(methodology)) {
    const isGiven = (fixed: FixedValues | undefined): boolean => fixed !== undefined && Object.hasOwn(fixed, id)
    if (!isGiven(document.fixed) && !document.periods.every(({ fixed }) => isGiven(fixed)))
      faults.attempt(['fixed', id], () => one(methodology, id, {}))
  }
}

/** @throws {TcctvError} E_FIXED, E_PLAUSIBLE */
function one(methodology: Methodology, id: string, given: FixedValues): void {
  const declared = methodology.fixed[id]
  fixedAmounts({ ...methodology, fixed: declared === undefined ? {} : { [id]: declared } }, given)
}

function openIds({ fixed }: Methodology): string[] {
  return Object.entries(fixed).flatMap(([id, { value }]) => (value === undefined ? [id] : []))
}

function checkPeriods({ periods }: InputsDocument, faults: InputFaults): void {
  if (periods.length === 0) faults.wrong(['periods'], 'an empty list', 'at least one period')
  for (const [index, { id, start }] of periods.entries()) {
    if (periods.findIndex((other) => other.id === id) < index)
      faults.wrong(['periods', index, 'id'], id, 'an id that no other period has')
    const before = periods[index - 1]
    if (before !== undefined && start < before.end)
      faults.wrong(
        ['periods', index, 'start'],
        start,
        `a day from ${before.end}, where ${before.id} ends: no day twice`,
      )
  }
}

/** A convolution counts back by periods: one that is left out would shift all before it. */
function checkGaps({ periods }: InputsDocument, stages: readonly (Stages | undefined)[], faults: InputFaults): void {
  const hasLags = stages.some((of) => of?.period.program.variables.some((variable) => 'of' in variable && variable.lag))
  if (!hasLags) return
  for (const [index, { start }] of periods.entries()) {
    const before = periods[index - 1]
    if (before !== undefined && start > before.end)
      faults.wrong(['periods', index, 'start'], start, `${before.end}, for conv counts every period from ${before.id}`)
  }
}
