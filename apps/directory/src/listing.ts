import type { RiskSummary } from '@tcctv/matching'
import { projectKey, type RegistryProject } from '@tcctv/registries'

type Position = { readonly longitude: number; readonly latitude: number }

/** A project in the index, with what filters and lists ask for. `number` is its place in the index. */
export type Listing = {
  readonly number: number
  readonly key: string
  readonly project: RegistryProject
  readonly risk: RiskSummary
  readonly methods: readonly string[]
  readonly vintageYears: readonly number[]
  readonly point: Position | null
}

/** A project with its risk as the index holds it. */
export function listingOf(project: RegistryProject, number: number, risk: RiskSummary): Listing {
  return { number, key: projectKey(project), project, risk, ...facts(project) }
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
