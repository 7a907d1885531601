import Flatbush from 'flatbush'
import type { Listing } from './listing.ts'

/** Degrees WGS 84; `west` above `east` crosses the antimeridian. */
export type Box = { readonly west: number; readonly south: number; readonly east: number; readonly north: number }
type Position = { readonly longitude: number; readonly latitude: number }

/** Listings with a point inside a box. */
export type PointIndex = (box: Box) => readonly Listing[]

/** Spatial index of the listings that have a point. */
export function makePointIndex(listings: readonly Listing[]): PointIndex {
  const located = listings.filter(({ point }) => point !== null)
  if (located.length === 0) return () => []
  const tree = new Flatbush(located.length)
  for (const { point } of located) tree.add(point?.longitude ?? 0, point?.latitude ?? 0)
  tree.finish()
  return (box) => {
    const numbers = halvesOf(box).flatMap(({ west, south, east, north }) => tree.search(west, south, east, north))
    // In the order of the listings, which is nearly that of names: sorting them is then cheap.
    return Array.from(Uint32Array.from(new Set(numbers)).sort(), (number) => located[number]).filter(isThere)
  }
}

function isThere(listing: Listing | undefined): listing is Listing {
  return listing !== undefined
}

/** True when the point lies in the box, edges included. */
export function contains(box: Box, { longitude, latitude }: Position): boolean {
  const isBetween = (half: Box) => longitude >= half.west && longitude <= half.east
  return latitude >= box.south && latitude <= box.north && halvesOf(box).some(isBetween)
}

function halvesOf(box: Box): readonly Box[] {
  return box.west <= box.east
    ? [box]
    : [
        { ...box, east: 180 },
        { ...box, west: -180 },
      ]
}
