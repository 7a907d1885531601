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

type Located = { readonly listing: Listing; readonly point: NonNullable<Listing['point']> }

const MAX_POINTS = 200
/** A cluster is about this wide on a map whose world is 256 pixels at zoom 0. */
const CLUSTER_PX = 48

/** Points of a box, or clusters when there are too many to draw. */
export function mapView(indexes: Indexes, filters: Filters, box: Box, zoom: number): MapView {
  const inBox: Located[] = []
  for (const { listing } of runQuery(indexes, { ...filters, bbox: box }))
    if (listing.point !== null) inBox.push({ listing, point: listing.point })
  const isFew = inBox.length <= MAX_POINTS
  return {
    total: inBox.length,
    points: isFew ? inBox.map(pointOf) : [],
    clusters: isFew ? [] : clustersOf(inBox, zoom),
    withoutPoint: withoutPoint(indexes, filters),
  }
}

function pointOf({ listing: { project, risk }, point }: Located): MapView['points'][number] {
  const { registry, registryProjectId, name, category } = project
  const { longitude, latitude } = point
  return { registry, registryProjectId, name, category, level: risk.level, longitude, latitude }
}

/** What is known of a cluster while its points come in. */
type Cell = { east: number; west: number; north: number; south: number; sumEast: number; sumNorth: number } & {
  count: number
  worstLevel: RiskLevel
}

function clustersOf(all: readonly Located[], zoom: number): MapView['clusters'][number][] {
  const cellDegrees = (360 * CLUSTER_PX) / (256 * 2 ** zoom)
  const columns = Math.ceil(360 / cellDegrees) + 1
  const cells = new Map<number, Cell>()
  for (const { listing, point } of all) {
    const column = Math.floor((point.longitude + 180) / cellDegrees)
    const place = Math.floor((point.latitude + 90) / cellDegrees) * columns + column
    const cell = cells.get(place)
    if (cell === undefined) cells.set(place, firstOf(listing, point))
    else addTo(cell, listing, point)
  }
  return [...cells.values()].map(({ count, worstLevel, sumEast, sumNorth, west, south, east, north }) => ({
    longitude: sumEast / count,
    latitude: sumNorth / count,
    count,
    worstLevel,
    box: { west, south, east, north },
  }))
}

function firstOf({ risk }: Listing, { longitude, latitude }: Located['point']): Cell {
  const box = { west: longitude, east: longitude, south: latitude, north: latitude }
  return { ...box, sumEast: longitude, sumNorth: latitude, count: 1, worstLevel: risk.level }
}

function addTo(cell: Cell, { risk }: Listing, { longitude, latitude }: Located['point']): void {
  cell.count += 1
  cell.sumEast += longitude
  cell.sumNorth += latitude
  cell.west = Math.min(cell.west, longitude)
  cell.east = Math.max(cell.east, longitude)
  cell.south = Math.min(cell.south, latitude)
  cell.north = Math.max(cell.north, latitude)
  if (rankOf(risk.level) > rankOf(cell.worstLevel)) cell.worstLevel = risk.level
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
