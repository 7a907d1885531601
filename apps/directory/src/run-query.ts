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
  /** Place of each listing among all by name, ids deciding, by number. */
  readonly nameRanks: Uint32Array
}
export const SORT_ORDERS = ['relevance', 'name', 'risk', 'estimate', 'registered'] as const
export type SortOrder = (typeof SORT_ORDERS)[number]
export type Hit = { readonly listing: Listing; readonly score: number }

/** Listings that pass every filter, with their text score (0 without a text). */
export function runQuery(indexes: Indexes, filters: Filters): Hit[] {
  const failures = indexes.columns.failures(filters)
  const hits: Hit[] = []
  eachCandidate(indexes, filters, (listing, score) => {
    if (failures(listing.number) === 0) hits.push({ listing, score })
  })
  return hits
}

/** Shows every listing that passes text, ranges and box, whatever its facets, with its text score. */
export function eachCandidate(
  { listings, text, points }: Indexes,
  filters: Filters,
  visit: (listing: Listing, score: number) => void,
): void {
  const { q, bbox } = filters
  const scores = q === '' ? null : text.search(q)
  if (scores !== null && bbox === null) {
    for (const [number, score] of scores) {
      const listing = listings[number]
      if (listing !== undefined && passesRanges(listing, filters)) visit(listing, score)
    }
    return
  }
  for (const listing of bbox === null ? listings : points(bbox)) {
    const score = scores === null ? 0 : scores.get(listing.number)
    if (score !== undefined && passesRanges(listing, filters)) visit(listing, score)
  }
}

/** Hits in order. What is unknown comes last in `estimate` and `registered`; in `risk` it stands above none. */
export function sortListings(hits: readonly Hit[], sort: SortOrder, nameRanks: Uint32Array): Listing[] {
  const rankOf = ({ listing }: Hit) => nameRanks[listing.number] ?? 0
  const compare = COMPARE[sort]
  return hits.toSorted((a, b) => compare(a, b) || rankOf(a) - rankOf(b)).map(({ listing }) => listing)
}

/** Places of listings by name; of equal names the smaller key comes first. */
export function nameRanksOf(listings: readonly Listing[]): Uint32Array {
  const ranks = new Uint32Array(listings.length)
  const ordered = listings.toSorted((a, b) => byName(a, b) || byKey(a, b))
  for (const [rank, { number }] of ordered.entries()) ranks[number] = rank
  return ranks
}

const COMPARE: Readonly<Record<SortOrder, (a: Hit, b: Hit) => number>> = {
  relevance: (a, b) => b.score - a.score,
  name: () => 0,
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
