import { FACETS, type Facet, type Filters } from './filters.ts'
import { eachCandidate, type Indexes } from './run-query.ts'

type FacetChoice = { readonly choice: string; readonly count: number }
export type Facets = {
  readonly total: number
  readonly facets: Readonly<Record<Facet, readonly FacetChoice[]>>
}

/** Counts of every choice under the filters; each facet ignores its own filter, so that choices can be added. */
export function countFacets(indexes: Indexes, filters: Filters): Facets {
  const { columns } = indexes
  const failures = columns.failures(filters)
  const passing: number[] = []
  /** For each facet, listings that fail its filter and no other. */
  const failingOnly = new Map(FACETS.map((_, at) => [1 << at, [] as number[]]))
  eachCandidate(indexes, filters, ({ number }) => {
    const failed = failures(number)
    if (failed === 0) passing.push(number)
    else failingOnly.get(failed)?.push(number)
  })
  const of = (facet: Facet) => {
    const more = failingOnly.get(1 << FACETS.indexOf(facet)) ?? []
    return ranked(columns.count(facet, more.length === 0 ? passing : [...passing, ...more]))
  }
  return {
    total: passing.length,
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

function ranked(counts: ReadonlyMap<string, number>): FacetChoice[] {
  return [...counts]
    .map(([choice, found]) => ({ choice, count: found }))
    .toSorted((a, b) => b.count - a.count || (a.choice < b.choice ? -1 : 1))
}
