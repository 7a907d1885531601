import Flatbush from 'flatbush'
import type { Listing } from './listing.ts'

/** Degrees WGS 84; `west` above `east` crosses the antimeridian. */
export type Box = { readonly west: number; readonly south: number; readonly east: number; readonly north: number }

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
    const found = halvesOf(box).map(({ west, south, east, north }) => tree.search(west, south, east, north))
    // In the order of the listings, which is nearly that of names: sorting them is then cheap.
    const numbers = Uint32Array.from(found.length === 1 ? (found[0] ?? []) : new Set(found.flat())).sort()
    const listings: Listing[] = []
    for (const number of numbers) {
      const listing = located[number]
      if (listing !== undefined) listings.push(listing)
    }
    return listings
  }
}

function halvesOf(box: Box): readonly Box[] {
  return box.west <= box.east
    ? [box]
    : [
        { ...box, east: 180 },
        { ...box, west: -180 },
      ]
}
