import type { Reading } from '@tcctv/methodology'
import type { Project } from '../project.ts'
import { substituteGaps, type TreatedGap } from './substitute-gaps.ts'

/**
 * Gaps of an import (without readings: those between committed ones) and what became of each, by the rules of the version
 * that is in force on their days. A gap from the days of one version into those of another has no rule of its own and
 * stays open: `version-changes`.
 */
export async function substituteByVersion(project: Project, readings: readonly Reading[]): Promise<TreatedGap[]> {
  const { closedThrough } = await project.ledger.state()
  const documentsOf = (atS: number) => project.inForce.of(atS).documents
  const versions = new Set(
    readings.length === 0 ? project.inForce.all() : readings.map(({ startS }) => documentsOf(startS)),
  )
  return [...versions].flatMap((documents) => {
    const own = readings.filter(({ startS }) => documentsOf(startS) === documents)
    return substituteGaps({ ...project, documents }, own, closedThrough)
      .filter(({ fromS }) => readings.length > 0 || documentsOf(fromS) === documents)
      .map((gap) =>
        documentsOf(gap.fromS) === documents && documentsOf(gap.toS - 1) === documents
          ? gap
          : { ...gap, outcome: 'version-changes', readings: [] },
      )
  })
}
