import type { Fixed } from '@tcctv/units'
import type { FaultSink } from '../documents/faults.ts'
import { keccakHex } from '../documents/hash-document.ts'
import type { Methodology } from '../documents/methodology.ts'
import type { Pdd } from '../documents/pdd.ts'
import type { InputVariable, Program } from '../program/program.ts'
import { isFixed, multiply, rationalOf, toFixed } from '../program/rational.ts'
import { factorOf } from './amount.ts'
import { monitoredOf } from './lanes.ts'
import type { History } from './pdd-version.ts'

type Variables = Pick<Program, 'variables'>
type Given = NonNullable<Pdd['history']>[string]

/** What an input has to have a history for: the vintage that goes back furthest, in the years before the first one. */
type Need = {
  readonly variable: number
  readonly input: InputVariable
  readonly most: number
  readonly firstYear: number
}

/**
 * Amounts before the chain's own, for every input that the program takes from earlier vintages, in the order of the
 * program. Each year that a lag can reach must be given, or be declared to be zero.
 */
export function historiesOf(
  pdd: Pdd,
  methodology: Methodology,
  program: Variables,
  years: readonly number[],
  sink: FaultSink,
): History[] {
  const needs = needsOf(program, years[0] ?? 0)
  for (const id of Object.keys(pdd.history ?? {}))
    if (!needs.some(({ input }) => input.id === id))
      sink.add(['history', id], 'NAME', id, namesOf(needs.map(({ input }) => input.id)))
  return needs.map((need) => historyOf(need, pdd.history?.[need.input.id], methodology, sink))
}

/** Place of the history of an input among those of `historiesOf`. */
export function historyIndex(program: Variables, id: string): number {
  return needsOf(program, 0).findIndex(({ input }) => input.id === id)
}

function needsOf({ variables }: Variables, firstYear: number): Need[] {
  return variables.flatMap((input, variable) => {
    if (!('of' in input) || input.lag !== undefined) return []
    const lags = variables.flatMap((one) => ('of' in one && one.of === input.id ? [one.lag ?? 0] : []))
    const most = Math.max(0, ...lags)
    return most === 0 ? [] : [{ variable, input, most, firstYear }]
  })
}

function historyOf(need: Need, given: Given | undefined, methodology: Methodology, sink: FaultSink): History {
  const { variable, input } = need
  const series = keccakHex(new TextEncoder().encode(`${input.id} ${input.unit}`))
  const none = { variable, parameter: input.id, series, fromYear: need.firstYear, amounts: [] }
  const path = ['history', input.id]
  if (given === undefined) {
    sink.add(path, 'MISSING', 'nothing', `amounts of ${yearsText(reachedBy(need))}, or zero_before with its reason`)
    return none
  }
  const known = Object.keys(given.years).map(Number).toSorted(ascending)
  const zeroBefore = given.zero_before === undefined ? undefined : Number(given.zero_before.year)
  const fromYear = zeroBefore ?? known[0] ?? need.firstYear
  const toYear = Math.max(need.firstYear - 1, known.at(-1) ?? 0)
  const missing = missingYears(need, given, fromYear, toYear)
  if (missing.length > 0)
    sink.add([...path, 'years'], 'MISSING', yearsText(known), `amounts of ${yearsText(missing)} also, or zero_before`)
  const early = known.filter((year) => year < fromYear)
  if (early.length > 0)
    sink.add([...path, 'zero_before', 'year'], 'ORDER', String(fromYear), `a year up to ${String(early[0])}`)
  const listed = missing.length > 0 ? known : range(fromYear, toYear)
  return { ...none, fromYear, amounts: listed.map((year) => amountOf(year, need, given, methodology, sink)) }
}

function missingYears(
  { firstYear, most }: Need,
  { years, zero_before: zero }: Given,
  fromYear: number,
  toYear: number,
) {
  const first = zero === undefined ? Math.min(fromYear, firstYear - most) : fromYear
  return range(first, toYear).filter((year) => !Object.hasOwn(years, String(year)))
}

function amountOf(year: number, { input }: Need, given: Given, methodology: Methodology, sink: FaultSink): Fixed {
  const text = given.years[String(year)] ?? '0'
  const path = ['history', input.id, 'years', String(year)]
  const factor = factorOf(given.unit, input.unit, ['history', input.id, 'unit'], sink)
  const exact = multiply(rationalOf(text), factor ?? rationalOf('0'))
  if (!isFixed(exact)) sink.add(path, 'NOT_EXACT', text, `at most 18 decimal places in ${input.unit}`)
  if (monitoredOf(methodology, input.id)?.sign === 'nonnegative' && exact.n < 0n)
    sink.add(path, 'SIGN', text, 'zero or more')
  return toFixed(exact, 'floor')
}

function reachedBy({ firstYear, most }: Need): number[] {
  return range(firstYear - most, firstYear - 1)
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}

/** Years by name, runs of three and more by their ends. @example yearsText([2009, 2011, 2012, 2013]) // '2009, 2011 to 2013' */
export function yearsText(years: readonly number[]): string {
  const runs: number[][] = []
  for (const year of years) {
    const last = runs.at(-1)
    if (last?.at(-1) === year - 1) last.push(year)
    else runs.push([year])
  }
  if (runs.length === 0) return 'no year'
  return runs.map((run) => (run.length > 2 ? `${run[0]} to ${run.at(-1)}` : run.join(', '))).join(', ')
}

function namesOf(names: readonly string[]): string {
  return names.length === 0 ? 'nothing: no equation takes an amount of an earlier year' : `one of ${names.join(', ')}`
}

const ascending = (a: number, b: number): number => a - b
