import { assessAll, assessProject, makeMatchIndex, type ProjectRisk } from '@tcctv/matching'
import { projectKey, type ProjectReference, type RegistryProject } from '@tcctv/registries'
import { createHash } from 'node:crypto'
import type { Filters } from './filters.ts'
import { countFacets, type Facets } from './facets.ts'
import { listingsOf, type Listing } from './listing.ts'
import { mapView, type MapView } from './map-view.ts'
import { makePointIndex, type Box } from './point-index.ts'
import { runQuery, sortListings, type SortOrder } from './run-query.ts'
import { makeTextIndex } from './text-index.ts'

/** All projects with their index and risks; immutable. Functions answer from memory. */
export type Directory = {
  /** Changes whenever any record does; the same for the same records. */
  readonly generation: string
  readonly size: number
  readonly search: (filters: Filters, sort: SortOrder) => readonly Listing[]
  readonly facets: (filters: Filters) => Facets
  readonly map: (filters: Filters, box: Box, zoom: number) => MapView
  readonly project: (reference: ProjectReference) => RegistryProject | undefined
  readonly risk: (reference: ProjectReference) => ProjectRisk | undefined
  /** Risk of a project that is registered nowhere, against all that are. */
  readonly check: (project: RegistryProject) => ProjectRisk
}

/** Builds the directory of some projects: text and point index, match index, risk of each. */
export function createDirectory(projects: readonly RegistryProject[]): Directory {
  const matchIndex = makeMatchIndex(projects)
  const risks = assessAll(matchIndex)
  // In order of name already, which is the usual order of lists: sorting them again is then cheap.
  const listings = listingsOf(projects.toSorted(byName), risks)
  const byKey = new Map(listings.map((listing) => [listing.key, listing]))
  const indexes = { listings, text: makeTextIndex(listings), points: makePointIndex(listings) }
  return {
    generation: generationOf(projects),
    size: projects.length,
    search: (filters, sort) => sortListings(runQuery(indexes, filters), sort),
    facets: (filters) => countFacets(indexes, filters),
    map: (filters, box, zoom) => mapView(indexes, filters, box, zoom),
    project: (reference) => byKey.get(projectKey(reference))?.project,
    risk: (reference) => risks.get(projectKey(reference)),
    check: (project) => assessProject(project, matchIndex),
  }
}

function byName(a: RegistryProject, b: RegistryProject): number {
  return a.nameNormalised < b.nameNormalised ? -1 : a.nameNormalised > b.nameNormalised ? 1 : 0
}

function generationOf(projects: readonly RegistryProject[]): string {
  const hash = createHash('sha256')
  for (const project of projects) hash.update(JSON.stringify(project))
  return hash.digest('base64url').slice(0, 16)
}
