import type { FaultSink } from '../documents/faults.ts'
import type { Methodology } from '../documents/methodology.ts'
import type { Pdd } from '../documents/pdd.ts'
import type { FixedValues } from '../program/fixed-amounts.ts'
import { compare, rationalOf } from '../program/rational.ts'
import { yearsText } from './histories.ts'

type Given = NonNullable<Pdd['fixed']>[string]

/** The fixed values that a project gives to its methodology for one calendar year, by parameter. Does not check them. */
export function fixedOf({ fixed = {} }: Pdd, year: number): FixedValues {
  return Object.fromEntries(
    Object.entries(fixed).flatMap(([id, { value, versions }]) => {
      const given = value ?? versions?.[String(year)]
      return given === undefined ? [] : [[id, given]]
    }),
  )
}

/** Whether a project gives a fixed parameter by calendar year, so that each vintage has a program of its own. */
export function hasVersions({ fixed = {} }: Pdd): boolean {
  return Object.values(fixed).some(({ versions }) => versions !== undefined)
}

/** Checks the fixed values that a project gives: each one once, in its range, and by year for every year of crediting. */
export function checkFixed(pdd: Pdd, methodology: Methodology, years: readonly number[], sink: FaultSink): void {
  for (const [id, given] of Object.entries(pdd.fixed ?? {})) {
    const declared = Object.hasOwn(methodology.fixed, id) ? methodology.fixed[id] : undefined
    if (declared === undefined) sink.add(['fixed', id], 'NAME', id, namesOf(methodology))
    else if (declared.value !== undefined)
      sink.add(['fixed', id], 'TWICE', given.value, 'nothing: the methodology gives this value')
    else checkGiven(id, given, declared, years, sink)
  }
  for (const [id, declared] of Object.entries(methodology.fixed))
    if (declared.value === undefined && pdd.fixed?.[id] === undefined)
      sink.add(['fixed', id], 'MISSING', 'nothing', `a value in ${declared.unit} with its evidence`)
}

function checkGiven(
  id: string,
  { value, versions }: Given,
  declared: Methodology['fixed'][string],
  years: readonly number[],
  sink: FaultSink,
): void {
  const isByYear = declared.versions === 'calendar-year'
  const [right, wrong] = isByYear ? (['versions', 'value'] as const) : (['value', 'versions'] as const)
  if ((isByYear ? value : versions) !== undefined)
    sink.add(
      ['fixed', id, wrong],
      'VERSIONS',
      wrong,
      `${right}: the methodology has ${isByYear ? 'one value for each calendar year' : 'one value for the crediting period'}`,
    )
  else if (isByYear ? versions === undefined : value === undefined)
    sink.add(['fixed', id, right], 'MISSING', 'nothing', isByYear ? `values of ${yearsText(years)}` : 'a value')
  if (value !== undefined) checkPlausible(['fixed', id, 'value'], value, declared, sink)
  if (versions === undefined) return
  for (const [year, one] of Object.entries(versions))
    checkPlausible(['fixed', id, 'versions', year], one, declared, sink)
  const missing = years.filter((year) => !Object.hasOwn(versions, String(year)))
  if (missing.length > 0)
    sink.add(
      ['fixed', id, 'versions'],
      'MISSING',
      yearsText(Object.keys(versions).map(Number)),
      `values of ${yearsText(missing)} also: every year of the crediting period has one`,
    )
}

/** Whether a decimal lies in a range of decimals, ends included. */
function isWithin(text: string, [low, high]: readonly [string, string]): boolean {
  return compare(rationalOf(text), rationalOf(low)) >= 0 && compare(rationalOf(text), rationalOf(high)) <= 0
}

function checkPlausible(
  path: readonly string[],
  given: string | Readonly<Record<string, string>>,
  { unit, plausible }: Methodology['fixed'][string],
  sink: FaultSink,
): void {
  if (plausible === undefined) return
  for (const text of typeof given === 'string' ? [given] : Object.values(given))
    if (!isWithin(text, plausible))
      sink.add(path, 'PLAUSIBLE', `${text} ${unit}`, `${plausible[0]} to ${plausible[1]} ${unit}`)
}

function namesOf(methodology: Methodology): string {
  return `one of ${Object.keys(methodology.fixed).join(', ')}`
}
