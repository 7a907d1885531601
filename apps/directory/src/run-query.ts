import { rankOf } from '@tcctv/matching'
import type { FacetColumns } from './facet-columns.ts'
import { passesRanges, type Filters } from './filters.ts'
import type { Listing } from './listing.ts'
import type { PointIndex } from './point-index.ts'
import type { TextIndex } from './text-index.ts'

export type Indexes = {
  readonly listings: readonly Listing[]
  readonly text: TextIndex
  readonly points: PointIndex
  readonly columns: FacetColumns
}
export const SORT_ORDERS = ['relevance', 'name', 'risk', 'estimate', 'registered'] as const
export type SortOrder = (typeof SORT_ORDERS)[number]
export type Hit = { readonly listing: Listing; readonly score: number }

/** Listings that pass every filter, with their text score (0 without a text). */
export function runQuery(indexes: Indexes, filters: Filters): Hit[] {
  const failures = indexes.columns.failures(filters)
  return candidatesOf(indexes, filters).filter(({ listing }) => failures(listing.number) === 0)
}

/** Listings that pass text, ranges and box, whatever their facets. */
export function candidatesOf({ listings, text, points }: Indexes, filters: Filters): Hit[] {
  const scores = filters.q === '' ? null : text.search(filters.q)
  const hits: Hit[] = []
  for (const [listing, score] of poolOf(listings, points, filters, scores))
    if (passesRanges(listing, filters)) hits.push({ listing, score })
  return hits
}

/** The narrowest list that holds every candidate, with text scores. */
function* poolOf(
  listings: readonly Listing[],
  points: PointIndex,
  { bbox }: Filters,
  scores: ReadonlyMap<number, number> | null,
): Generator<readonly [Listing, number]> {
  if (scores !== null && bbox === null) {
    for (const [number, score] of scores) {
      const listing = listings[number]
      if (listing !== undefined) yield [listing, score]
    }
    return
  }
  for (const listing of bbox === null ? listings : points(bbox)) {
    const score = scores === null ? 0 : scores.get(listing.number)
    if (score !== undefined) yield [listing, score]
  }
}

/** Hits in order. What is unknown comes last in `estimate` and `registered`; in `risk` it stands above none. */
export function sortListings(hits: readonly Hit[], sort: SortOrder): Listing[] {
  const compare = COMPARE[sort]
  return hits.toSorted((a, b) => compare(a, b) || byKey(a.listing, b.listing)).map(({ listing }) => listing)
}

const COMPARE: Readonly<Record<SortOrder, (a: Hit, b: Hit) => number>> = {
  relevance: (a, b) => b.score - a.score || byName(a.listing, b.listing),
  name: (a, b) => byName(a.listing, b.listing),
  risk: (a, b) => rankOf(b.listing.risk.level) - rankOf(a.listing.risk.level) || riskNumber(b) - riskNumber(a),
  estimate: (a, b) => (b.listing.project.estimatedAnnualTonnes ?? -1) - (a.listing.project.estimatedAnnualTonnes ?? -1),
  registered: (a, b) => -compareText(registeredOn(a), registeredOn(b)),
}

function riskNumber({ listing: { risk } }: Hit): number {
  return risk.risk === 'unknown' ? 0 : risk.risk
}

function registeredOn({ listing }: Hit): string {
  return listing.project.registrationDate ?? ''
}

function byName(a: Listing, b: Listing): number {
  return compareText(a.project.nameNormalised, b.project.nameNormalised)
}

function byKey(a: Listing, b: Listing): number {
  return compareText(a.key, b.key)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
