import type { Listing } from './listing.ts'
import type { Box } from './point-index.ts'

/** Facets: filters that are lists of choices. An empty list does not filter. */
export const FACETS = ['registry', 'country', 'status', 'category', 'method', 'risk'] as const
export type Facet = (typeof FACETS)[number]

export type Filters = Readonly<Record<Facet, readonly string[]>> & {
  readonly q: string
  readonly party: string
  /** Years with issuance, both included. */
  readonly vintage: readonly [number, number] | null
  /** Estimated tonnes of CO2e a year, both included; projects without an estimate do not pass. */
  readonly size: readonly [number, number] | null
  readonly bbox: Box | null
}

/** What the choices of a facet are for a project; `unknown` where nothing is known. */
export function choicesOf({ project, methods, risk }: Listing, facet: Facet): readonly string[] {
  switch (facet) {
    case 'registry':
      return [project.registry]
    case 'country':
      return project.countries.length > 0 ? project.countries : ['unknown']
    case 'status':
      return [project.status]
    case 'category':
      return [project.category ?? 'unknown']
    case 'method':
      return methods.length > 0 ? methods : ['unknown']
    case 'risk':
      return [risk.level]
  }
}

/** True when a project passes the filters that are not facets; text and box are searched elsewhere. */
export function passesRanges(listing: Listing, { vintage, party, size }: Filters): boolean {
  if (vintage !== null && !listing.vintageYears.some((year) => year >= vintage[0] && year <= vintage[1])) return false
  if (size !== null && !isBetween(listing.project.estimatedAnnualTonnes, size)) return false
  return party === '' || listing.project.parties.some(({ nameNormalised }) => nameNormalised.includes(party))
}

function isBetween(tonnes: number | null, [low, high]: readonly [number, number]): boolean {
  return tonnes !== null && tonnes >= low && tonnes <= high
}
