import type { ProjectRisk } from '@tcctv/matching'
import { projectKey, type RegistryProject } from '@tcctv/registries'

type Position = { readonly longitude: number; readonly latitude: number }

/** A project in the index, with what filters and lists ask for. `number` is its place in the index. */
export type Listing = {
  readonly number: number
  readonly key: string
  readonly project: RegistryProject
  readonly risk: ProjectRisk
  readonly methods: readonly string[]
  readonly vintageYears: readonly number[]
  readonly point: Position | null
}

/** Listings of projects; each must have its risk. */
export function listingsOf(
  projects: readonly RegistryProject[],
  risks: ReadonlyMap<string, ProjectRisk>,
): readonly Listing[] {
  return projects.flatMap((project, number) => {
    const key = projectKey(project)
    const risk = risks.get(key)
    return risk === undefined ? [] : [{ number, key, project, risk, ...facts(project) }]
  })
}

function facts(project: RegistryProject): Pick<Listing, 'methods' | 'vintageYears' | 'point'> {
  const years = (project.issuances ?? []).flatMap(({ from, to }) => [yearOf(from), yearOf(to)])
  return {
    methods: [...new Set(project.methods.flatMap(({ id }) => (id === null ? [] : [id])))],
    vintageYears: [...new Set(years)],
    point: project.locations.find((location) => location.kind === 'point') ?? null,
  }
}

function yearOf(day: string): number {
  return Number(day.slice(0, 4))
}
