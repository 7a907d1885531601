const EARTH_RADIUS_KM = 6371.0088
const RADIANS = Math.PI / 180

type Position = { readonly longitude: number; readonly latitude: number }

/** Great-circle distance in km on a sphere of mean radius (haversine); up to 0.5 % off the ellipsoid. */
export function distanceKm(a: Position, b: Position): number {
  const halfLatitude = ((a.latitude - b.latitude) * RADIANS) / 2
  const halfLongitude = ((a.longitude - b.longitude) * RADIANS) / 2
  const chord =
    Math.sin(halfLatitude) ** 2 +
    Math.cos(a.latitude * RADIANS) * Math.cos(b.latitude * RADIANS) * Math.sin(halfLongitude) ** 2
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(chord)))
}
