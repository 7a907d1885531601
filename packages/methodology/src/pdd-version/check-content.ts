import type { FaultSink } from '../documents/faults.ts'
import type { Methodology } from '../documents/methodology.ts'
import type { Pdd } from '../documents/pdd.ts'
import { factorOf } from './amount.ts'
import { checkMateriality } from './check-materiality.ts'
import { checkRenewals } from './check-renewals.ts'
import { checkSamples } from './check-samples.ts'

/**
 * Checks the declared content of a project document against its methodology. What is given must fit; a live project
 * (purpose `project`) must give estimates of every year, a plan for every monitored parameter, the applicability
 * checklist, and its materiality. Whether what it says is true is for the validator.
 */
export function checkContent(pdd: Pdd, methodology: Methodology, sink: FaultSink): void {
  checkEstimates(pdd, sink)
  checkRenewals(pdd, methodology, sink)
  checkMateriality(pdd, sink)
  checkSamples(pdd, methodology, sink)
  const plan = pdd.monitoring_plan ?? {}
  for (const id of Object.keys(plan))
    if (!Object.hasOwn(methodology.monitored, id))
      sink.add(['monitoring_plan', id], 'NAME', id, `one of ${Object.keys(methodology.monitored).join(', ')}`)
  if (pdd.purpose !== 'project') return
  for (const id of Object.keys(methodology.monitored))
    if (!Object.hasOwn(plan, id))
      sink.add(['monitoring_plan', id], 'MISSING', 'nothing', `how ${id} is monitored; a live project needs it`)
  if ((pdd.applicability ?? []).length === 0)
    sink.add(['applicability'], 'MISSING', 'nothing', 'the conditions of the methodology; a live project needs them')
}

function checkEstimates(pdd: Pdd, sink: FaultSink): void {
  const { estimates = {}, crediting, purpose, significant_increase: threshold } = pdd
  if (threshold !== undefined && Object.keys(estimates).length === 0)
    sink.add(['significant_increase'], 'MISSING', 'no estimates', 'the estimates that it is about')
  const years = yearsOf(crediting)
  for (const [year, { unit }] of Object.entries(estimates)) {
    factorOf(unit, 'tCO2e', ['estimates', year, 'unit'], sink)
    if (!years.includes(year))
      sink.add(['estimates', year], 'YEAR', year, `a year of the crediting period, ${years.join(', ')}`)
  }
  if (purpose !== 'project') return
  if (threshold === undefined)
    sink.add(['significant_increase'], 'MISSING', 'nothing', 'percent above an estimate that must be explained')
  for (const year of years)
    if (!Object.hasOwn(estimates, year))
      sink.add(['estimates', year], 'MISSING', 'nothing', `the reduction expected in ${year}; a live project needs it`)
}

/** Calendar years that [start, end) touches. */
export function yearsOf({ start, end }: Pdd['crediting']): string[] {
  const first = Number(start.slice(0, 4))
  const last = Number(end.slice(0, 4)) - (end.endsWith('-01-01') ? 1 : 0)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => String(first + index).padStart(4, '0'))
}
