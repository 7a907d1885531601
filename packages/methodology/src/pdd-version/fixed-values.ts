import { checkGwp, gasOf, setOf } from '../constants/check-gwp.ts'
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
  for (const [id, declared] of Object.entries(methodology.fixed))
    checkPotential(id, declared, { pdd, methodology, sink })
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

type Documents = { readonly pdd: Pdd; readonly methodology: Methodology; readonly sink: FaultSink }

/** A potential, of the methodology or of the project, must be of the set in force; a live project must have one. */
function checkPotential(
  id: string,
  declared: Methodology['fixed'][string],
  { pdd, methodology, sink }: Documents,
): void {
  if (gasOf(declared) === undefined) return
  if (pdd.gwp !== undefined && methodology.gwp !== undefined && pdd.gwp !== methodology.gwp)
    sink.add(['gwp'], 'GWP', pdd.gwp, `${methodology.gwp}, the set of the methodology`)
  const silent: FaultSink = { faults: [], add: () => undefined } // faults of the methodology's own `ref` are its own
  const set = setOf(['fixed', id], declared, methodology.gwp, silent) ?? pdd.gwp
  if (set === undefined && pdd.purpose === 'project')
    sink.add(['gwp'], 'MISSING', 'nothing', `the set that ${id} is taken from; a live project needs it`)
  if (pdd.gwp !== undefined && set !== pdd.gwp)
    sink.add(['gwp'], 'GWP', pdd.gwp, `${set ?? 'no set'}, which ${id} of the methodology is taken from`)
  for (const [path, value] of textsOf(id, declared, pdd)) checkGwp(path, declared, value, set, sink)
}

/** Where the values of a fixed parameter stand: in the methodology, or in the project document, once or by year. */
function textsOf(id: string, { value: own }: Methodology['fixed'][string], { fixed = {} }: Pdd): [string[], string][] {
  const { value, versions = {} } = Object.hasOwn(fixed, id) ? (fixed[id] ?? {}) : {}
  const given: [string[], unknown][] = [
    [['fixed', id, 'value'], value],
    ...Object.entries(versions).map(([year, one]): [string[], unknown] => [['fixed', id, 'versions', year], one]),
  ]
  const all = given.some(([, one]) => one !== undefined) ? given : [[['gwp'], own] satisfies [string[], unknown]]
  return all.flatMap(([path, one]): [string[], string][] => (typeof one === 'string' ? [[path, one]] : []))
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
