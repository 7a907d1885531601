import { pddContentHash, textId, toChainPddVersion } from '@tcctv/contracts'
import { comparePdds, type PddChange, type PddVersion } from '@tcctv/methodology'
import { formatLocalDay, localDayOf, type LocalDay } from '@tcctv/units'
import type { Documents } from './documents.ts'
import { projectError } from './errors.ts'
import type { Project } from './project.ts'

/** What a document changes against another one, and whether the registry has to judge it. */
export type PddDifference = {
  readonly changes: readonly PddChange[]
  /** Whether what the chain calculates with is the same: program, factors, limits, series and clock. */
  readonly calculatesAlike: boolean
  readonly needsRegistry: boolean
}

/** Compares two documents. The compiled versions have the last word: a field thought harmless that is not is found here. */
export function differenceOf(before: Documents, after: Documents): PddDifference {
  const changes = comparePdds(before.pdd, after.pdd)
  const calculatesAlike = calculation(before.version) === calculation(after.version)
  return { changes, calculatesAlike, needsRegistry: !calculatesAlike || changes.some((change) => change.needsRegistry) }
}

function calculation(version: PddVersion): string {
  const documentHash = textId('')
  return pddContentHash({ ...toChainPddVersion(version), documentHash, demonstration: false, visibility: 1 })
}

/** First day from which a version can be approved, and why not earlier. */
export type Earliest = { readonly day: LocalDay; readonly because: 'crediting' | 'quantified' | 'readings' }

export async function earliestApproval(project: Project, { version }: Documents): Promise<Earliest> {
  const { nextDay, lastBatchDay } = await project.ledger.state()
  const first = localDayOf(version.offsets, version.crediting.fromS)
  const free = Math.max(first, nextDay)
  if (lastBatchDay >= free && seriesDifference(project.inForce.latest(), version) !== undefined)
    return { day: lastBatchDay + 1, because: 'readings' }
  return { day: free, because: nextDay > first ? 'quantified' : 'crediting' }
}

/**
 * What the contract would refuse an approval for, in words of the documents.
 *
 * @throws {TcctvError} PDD_FROM_QUANTIFIED, PDD_FROM_HAS_READINGS, PDD_FROM_INSIDE_VINTAGE, NOT_FOUND, PDD_TEXT_MISSING
 */
export async function checkApproval(project: Project, index: number, fromDay: LocalDay): Promise<void> {
  const documents = project.versions.of(index)
  const { nextDay, lastBatchDay } = await project.ledger.state()
  const from = formatLocalDay(fromDay)
  if (fromDay < nextDay) throw projectError('PDD_FROM_QUANTIFIED', { from, first: formatLocalDay(nextDay) })
  const difference = seriesDifference(project.inForce.latest(), documents.version)
  if (lastBatchDay !== 0 && fromDay <= lastBatchDay && difference !== undefined)
    throw projectError('PDD_FROM_HAS_READINGS', { last: formatLocalDay(lastBatchDay), difference })
  const present = project.readModel.versions.inForce(fromDay)
  const hasHistory = (present?.chain.histories.length ?? 0) + documents.version.histories.length > 0
  if (present !== undefined && hasHistory && !from.endsWith('-01-01'))
    throw projectError('PDD_FROM_INSIDE_VINTAGE', { index, from, first: `${Number(from.slice(0, 4)) + 1}-01-01` })
}

/** In what the series of readings or the clock of two versions differ, in words; as the contract compares them. */
function seriesDifference(present: Documents, next: PddVersion): string | undefined {
  const [before, after] = [toChainPddVersion(present.version), toChainPddVersion(next)]
  if (text(before.offsets) !== text(after.offsets)) return `the table of offsets of ${next.zone} is another`
  const lanes = present.version.lanes
  const differing = next.lanes.flatMap((lane, index) => {
    const name = `${lane.parameter} of ${lane.meter}`
    if (text(before.lanes[index]) === text(after.lanes[index])) return []
    const known = lanes.some(({ parameter, meter }) => parameter === lane.parameter && meter === lane.meter)
    return [known ? `${name} is read otherwise` : `${name} is new`]
  })
  const gone = lanes.slice(next.lanes.length).map(({ parameter, meter }) => `${parameter} of ${meter} is gone`)
  const all = [...differing, ...gone]
  return all.length === 0 ? undefined : all.join(', ')
}

function text(part: unknown): string {
  return JSON.stringify(part, (_key, found: unknown) => (typeof found === 'bigint' ? String(found) : found)) ?? ''
}
