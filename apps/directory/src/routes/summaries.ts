import type { RegistryProject } from '@tcctv/registries'
import type { z } from 'zod'
import type { Listing } from '../listing.ts'
import { FIXTURE_NOTICE } from '../load-fixture.ts'
import type { summarySchema } from '../schemas.ts'

/** A listing as one row of a list. */
export function summaryOf({ project, methods, point, risk }: Listing): z.infer<typeof summarySchema> {
  const { registry, registryProjectId, name, status, category, countries, creditingPeriod, source } = project
  return {
    registry,
    registryProjectId,
    name,
    status,
    category,
    countries,
    methods,
    developers: project.parties.map((party) => party.name),
    estimatedAnnualTonnes: project.estimatedAnnualTonnes,
    creditingFrom: creditingPeriod?.from ?? null,
    creditingTo: creditingPeriod?.to ?? null,
    point: point === null ? null : { longitude: point.longitude, latitude: point.latitude },
    risk: { level: risk.level, risk: risk.risk, counterparts: risk.counterpartCount },
    source: { id: source.sourceId, retrieved: source.retrieved },
    notice: noticeOf([project]),
  }
}

/** Says when some of the projects are made up. */
export function noticeOf(projects: readonly RegistryProject[]): string | null {
  return projects.some(({ source }) => source.kind === 'fixture') ? FIXTURE_NOTICE : null
}
