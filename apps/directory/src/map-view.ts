import { rankOf, type RiskLevel } from '@tcctv/matching'
import type { Filters } from './filters.ts'
import type { Listing } from './listing.ts'
import type { Box } from './point-index.ts'
import { eachCandidate, runQuery, type Indexes } from './run-query.ts'

export type MapView = {
  readonly total: number
  readonly points: readonly {
    readonly registry: string
    readonly registryProjectId: string
    readonly name: string
    readonly category: string | null
    readonly level: RiskLevel
    readonly longitude: number
    readonly latitude: number
  }[]
  readonly clusters: readonly {
    readonly longitude: number
    readonly latitude: number
    readonly count: number
    readonly worstLevel: RiskLevel
    readonly box: Box
  }[]
  /** Projects that pass the filters but have no point: never drawn, counted by country. */
  readonly withoutPoint: {
    readonly total: number
    readonly countries: readonly { readonly country: string; readonly count: number }[]
  }
}

type Located = Listing & { readonly point: NonNullable<Listing['point']> }

const MAX_POINTS = 200
/** A cluster is about this wide on a map whose world is 256 pixels at zoom 0. */
const CLUSTER_PX = 48

/** Points of a box, or clusters when there are too many to draw. */
export function mapView(indexes: Indexes, filters: Filters, box: Box, zoom: number): MapView {
  const inBox = runQuery(indexes, { ...filters, bbox: box }).flatMap(({ listing }) => located(listing))
  const isFew = inBox.length <= MAX_POINTS
  return {
    total: inBox.length,
    points: isFew ? inBox.map(pointOf) : [],
    clusters: isFew ? [] : clustersOf(inBox, zoom),
    withoutPoint: withoutPoint(indexes, filters),
  }
}

function located(listing: Listing): Located[] {
  return listing.point === null ? [] : [{ ...listing, point: listing.point }]
}

function pointOf({ project, point, risk }: Located): MapView['points'][number] {
  const { registry, registryProjectId, name, category } = project
  const { longitude, latitude } = point
  return { registry, registryProjectId, name, category, level: risk.level, longitude, latitude }
}

function clustersOf(listings: readonly Located[], zoom: number): MapView['clusters'][number][] {
  const cellDegrees = (360 * CLUSTER_PX) / (256 * 2 ** zoom)
  const cells = new Map<string, Located[]>()
  for (const listing of listings) {
    const { longitude, latitude } = listing.point
    const key = `${Math.floor(longitude / cellDegrees)},${Math.floor(latitude / cellDegrees)}`
    const cell = cells.get(key)
    if (cell === undefined) cells.set(key, [listing])
    else cell.push(listing)
  }
  return [...cells.values()].map(clusterOf)
}

function clusterOf(listings: readonly Located[]): MapView['clusters'][number] {
  const longitudes = listings.map(({ point }) => point.longitude)
  const latitudes = listings.map(({ point }) => point.latitude)
  const levels = listings.map(({ risk }) => risk.level).toSorted((a, b) => rankOf(b) - rankOf(a))
  return {
    longitude: mean(longitudes),
    latitude: mean(latitudes),
    count: listings.length,
    worstLevel: levels[0] ?? 'none',
    box: {
      west: Math.min(...longitudes),
      south: Math.min(...latitudes),
      east: Math.max(...longitudes),
      north: Math.max(...latitudes),
    },
  }
}

function withoutPoint(indexes: Indexes, filters: Filters): MapView['withoutPoint'] {
  const failures = indexes.columns.failures(filters)
  const counts = new Map<string, number>()
  let total = 0
  eachCandidate(indexes, { ...filters, bbox: null }, ({ number, point, project }) => {
    if (point !== null || failures(number) !== 0) return
    const country = project.countries[0] ?? 'unknown'
    counts.set(country, (counts.get(country) ?? 0) + 1)
    total += 1
  })
  const countries = [...counts].map(([country, count]) => ({ country, count }))
  return { total, countries: countries.toSorted((a, b) => b.count - a.count) }
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}
