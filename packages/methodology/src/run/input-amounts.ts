import { formatFixed, parseFixed, parseLocalDay, type Fixed } from '@tcctv/units'
import type { Path } from '../documents/faults.ts'
import type { Methodology, MonitoredParameter } from '../documents/methodology.ts'
import { periodCoefficients } from '../program/coefficients.ts'
import type { Stages } from '../program/compile-stages.ts'
import { flatId, membersOf } from '../program/expand.ts'
import { checkPlausible } from '../program/fixed-amounts.ts'
import type { Program } from '../program/program.ts'
import { fromFixed, toFixed } from '../program/rational.ts'
import { givenAmounts, type Amounts } from './given-amounts.ts'
import type { InputFaults } from './input-faults.ts'
import type { InputsDocument, InputsPeriod } from './inputs-document.ts'
import { aggregated, rowsOf, type Row } from './interval-rows.ts'

/** What was measured in a period: monitored parameters, period coefficients and DAYS by flat id, and its intervals. */
export type PeriodAmounts = { readonly amounts: Amounts; readonly rows: readonly Row[] }

/**
 * Amounts of every period of an inputs document. Totals are the same in every period: equations spread them by DAYS.
 * What only intervals give is aggregated as its parameter says, without which it is a sum. Faults are collected.
 */
export function inputAmounts(
  methodology: Methodology,
  document: InputsDocument,
  stages: readonly (Stages | undefined)[],
  faults: InputFaults,
): readonly PeriodAmounts[] {
  const days = document.periods.map((period, index) => daysOf(period, ['periods', index], faults))
  const daysAll = days.reduce((sum, count) => sum + count, 0)
  refuseUnknown(methodology, document.totals ?? {}, ['totals'], faults)
  return document.periods.map((period, index) => {
    const path = ['periods', index]
    const rows = rowsOf(methodology, document, period, { path, faults })
    const given = monitoredAmounts(methodology, document, period, rows, { path, faults, stages: stages[index] })
    const measured = new Map([...given, ...builtIns(days[index] ?? 0, daysAll)])
    const computed = faults.attempt(path, () => coefficientAmounts(methodology, stages[index], measured, period.id))
    return { amounts: new Map([...measured, ...(computed ?? [])]), rows }
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

/** @throws {TcctvError} E_PLAUSIBLE for a coefficient outside of its range; those of `periodCoefficients` */
function coefficientAmounts(
  methodology: Methodology,
  stages: Stages | undefined,
  measured: Amounts,
  period: string,
): [string, Fixed][] {
  if (stages === undefined || stages.coefficients.periods.length === 0) return []
  const units = unitsOf(methodology)
  const named = [...measured].map(
    ([id, amount]) => [id, { unit: units.get(id) ?? '1', amount: fromFixed(amount) }] as const,
  )
  const computed = periodCoefficients(stages.coefficients, new Map(named))
  return stages.coefficients.periods.map(({ id, plausible, rounding: { unit } }) => {
    const amount = toFixed(computed.get(id)?.amount ?? { n: 0n, d: 1n }, 'floor') // at most 18 places: exact
    checkPlausible(`${period}.${id}`, formatFixed(amount), unit, plausible)
    return [id, amount]
  })
}

type Context = { readonly path: Path; readonly faults: InputFaults; readonly stages: Stages | undefined }

function monitoredAmounts(
  methodology: Methodology,
  document: InputsDocument,
  period: InputsPeriod,
  rows: readonly Row[],
  { path, faults, stages }: Context,
): [string, Fixed][] {
  refuseUnknown(methodology, period.monitored, [...path, 'monitored'], faults)
  if (stages?.interval !== undefined && period.intervals === undefined)
    faults.missing([...path, 'intervals'], methodology.id, 'intervals', period.id)
  const inRows = new Set((period.intervals ?? []).flatMap(({ monitored }) => Object.keys(monitored)))
  return Object.entries(methodology.monitored).flatMap(([id, parameter]): [string, Fixed][] => {
    const at = [...path, 'monitored', id]
    const given = period.monitored[id] ?? (parameter.kind === 'total' ? document.totals?.[id] : undefined)
    const { when } = parameter
    if (inRows.has(id)) {
      if (given !== undefined) faults.wrong(at, 'an amount of the period', 'either intervals or one amount, not both')
      if (when !== undefined && !inRows.has(when))
        faults.missing([...path, 'intervals'], methodology.id, when, period.id)
      return flatIds(methodology, id).map((flat) => [flat, aggregatedOf(flat, parameter, rows)])
    }
    const isRead = readersOf(id, methodology, stages)
    if (when !== undefined || (isRead.byIntervals && parameter.aggregate === 'sum')) {
      faults.missing([...path, 'intervals'], methodology.id, `${id} by interval`, period.id)
      return []
    }
    if (given === undefined && !isRead.byPeriod && !isRead.byIntervals) return []
    return givenAmounts(methodology, id, given, { path: at, where: period.id, isReading: false }, faults)
  })
}

/** Which programs read a parameter. Without programs, because of another fault, only one that must be given is asked for. */
function readersOf(id: string, { equations }: Methodology, stages: Stages | undefined) {
  const reads = ({ variables }: Program): boolean =>
    variables.some((variable) => 'parameter' in variable && variable.parameter === id)
  if (stages !== undefined)
    return {
      byPeriod: reads(stages.period.program),
      byIntervals: stages.interval !== undefined && reads(stages.interval.program),
    }
  return { byPeriod: Object.values(equations).every(({ scope }) => scope !== 'interval'), byIntervals: false }
}

function flatIds({ sets = {}, monitored }: Methodology, id: string): string[] {
  return membersOf(sets, monitored[id]?.index).map((member) => flatId(id, member))
}

/** A mean is rounded against the claim: down for the baseline, up for what lowers it. */
function aggregatedOf(id: string, { aggregate = 'sum', role }: MonitoredParameter, rows: readonly Row[]): Fixed {
  const amounts = rows.flatMap(({ amounts: row }) => row.get(id) ?? [])
  if (amounts.length === 0) return 0n as Fixed // a fault was found
  return aggregated(amounts, aggregate, role === 'baseline' ? 'floor' : 'ceil') as Fixed
}

function refuseUnknown(
  { monitored }: Methodology,
  given: Readonly<Record<string, unknown>>,
  path: Path,
  faults: InputFaults,
): void {
  for (const id of Object.keys(given))
    if (!Object.hasOwn(monitored, id)) faults.unknown([...path, id], id, Object.keys(monitored))
}

function daysOf({ start, end }: InputsPeriod, path: Path, faults: InputFaults): number {
  const first = faults.attempt([...path, 'start'], () => parseLocalDay(start))
  const last = faults.attempt([...path, 'end'], () => parseLocalDay(end))
  if (first === undefined || last === undefined) return 1
  if (last <= first) faults.wrong([...path, 'end'], end, `a day after ${start}`)
  return last - first
}
