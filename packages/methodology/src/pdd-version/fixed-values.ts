import { checkGwp, gasOf, setOf } from '../constants/check-gwp.ts'
import type { FaultSink } from '../documents/faults.ts'
import type { Methodology } from '../documents/methodology.ts'
import type { Pdd } from '../documents/pdd.ts'
import type { FixedValues } from '../program/fixed-amounts.ts'
import { compare, rationalOf } from '../program/rational.ts'

/** The fixed values that a project gives to its methodology, by parameter. */
export function fixedValues(pdd: Pdd, methodology: Methodology, sink: FaultSink): FixedValues {
  const given: Record<string, string | Readonly<Record<string, string>>> = {}
  for (const [id, { value }] of Object.entries(pdd.fixed ?? {})) {
    if (!Object.hasOwn(methodology.fixed, id)) sink.add(['fixed', id], 'NAME', id, namesOf(methodology))
    else if (methodology.fixed[id]?.value !== undefined)
      sink.add(['fixed', id], 'TWICE', value, 'nothing: the methodology gives this value')
    else if (value !== undefined) given[id] = value
    else
      sink.add(
        ['fixed', id, 'value'],
        'UNSUPPORTED',
        value,
        'one decimal, or one by member; versions are not supported yet',
      )
  }
  for (const [id, declared] of Object.entries(methodology.fixed)) {
    if (declared.value === undefined && pdd.fixed?.[id] === undefined)
      sink.add(['fixed', id], 'MISSING', 'nothing', `a value in ${declared.unit} with its evidence`)
    const value = given[id]
    const texts = typeof value === 'object' ? Object.values(value) : value === undefined ? [] : [value]
    for (const text of texts) checkPlausible(id, text, declared, sink)
    checkPotential(id, declared, typeof value === 'string' ? value : undefined, { pdd, methodology, sink })
  }
  return given
}

type Documents = { readonly pdd: Pdd; readonly methodology: Methodology; readonly sink: FaultSink }

/** A potential, of the methodology or of the project, must be of the set in force; a live project must have one. */
function checkPotential(
  id: string,
  declared: Methodology['fixed'][string],
  given: string | undefined,
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
  const value = given ?? (typeof declared.value === 'string' ? declared.value : undefined)
  if (value !== undefined) checkGwp(given === undefined ? ['gwp'] : ['fixed', id, 'value'], declared, value, set, sink)
}

/** Whether a decimal lies in a range of decimals, ends included. */
function isWithin(text: string, [low, high]: readonly [string, string]): boolean {
  return compare(rationalOf(text), rationalOf(low)) >= 0 && compare(rationalOf(text), rationalOf(high)) <= 0
}

function checkPlausible(
  id: string,
  text: string,
  { unit, plausible }: Methodology['fixed'][string],
  sink: FaultSink,
): void {
  if (plausible !== undefined && !isWithin(text, plausible))
    sink.add(['fixed', id, 'value'], 'PLAUSIBLE', `${text} ${unit}`, `${plausible[0]} to ${plausible[1]} ${unit}`)
}

function namesOf(methodology: Methodology): string {
  return `one of ${Object.keys(methodology.fixed).join(', ')}`
}
