import { choicesOf, failedFacets, FACETS, type Facet, type Filters } from './filters.ts'
import { candidatesOf, type Indexes } from './run-query.ts'

type FacetChoice = { readonly choice: string; readonly count: number }
export type Facets = {
  readonly total: number
  readonly facets: Readonly<Record<Facet, readonly FacetChoice[]>>
}

/** Counts of every choice under the filters; each facet ignores its own filter, so that choices can be added. */
export function countFacets(indexes: Indexes, filters: Filters): Facets {
  const counts = new Map(FACETS.map((facet) => [facet, new Map<string, number>()]))
  let total = 0
  for (const { listing } of candidatesOf(indexes, filters)) {
    const failed = failedFacets(listing, filters)
    if (failed.length === 0) total += 1
    if (failed.length > 1) continue
    for (const facet of failed.length === 0 ? FACETS : failed) count(counts.get(facet), choicesOf(listing, facet))
  }
  const of = (facet: Facet) => ranked(counts.get(facet))
  return {
    total,
    facets: {
      registry: of('registry'),
      country: of('country'),
      status: of('status'),
      category: of('category'),
      method: of('method'),
      risk: of('risk'),
    },
  }
}

function count(counts: Map<string, number> | undefined, choices: readonly string[]): void {
  for (const choice of choices) counts?.set(choice, (counts.get(choice) ?? 0) + 1)
}

function ranked(counts: ReadonlyMap<string, number> | undefined): FacetChoice[] {
  return [...(counts ?? [])]
    .map(([choice, found]) => ({ choice, count: found }))
    .toSorted((a, b) => b.count - a.count || (a.choice < b.choice ? -1 : 1))
}
