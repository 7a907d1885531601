/** A view of the map in degrees. */
export type Box = { readonly west: number; readonly south: number; readonly east: number; readonly north: number }

export const WORLD: Box = { west: -180, south: -58, east: 180, north: 84 }
const SMALLEST_DEG = 1

/** The box of a link's text, or the world. */
export function boxOf(text: string | undefined): Box {
  const [west = NaN, south = NaN, east = NaN, north = NaN] = (text ?? '').split(',').map(Number)
  return [west, south, east, north].every(Number.isFinite) && west < east ? { west, south, east, north } : WORLD
}

export function boxText({ west, south, east, north }: Box): string {
  return [west, south, east, north].map((degrees) => Number(degrees.toFixed(3))).join(',')
}

/** The least box of the world's shape around a box, so that a tall area does not make a map of many screens. */
export function shaped(box: Box): Box {
  const ratio = (WORLD.east - WORLD.west) / (WORLD.north - WORLD.south)
  const [width, height] = [box.east - box.west, box.north - box.south]
  const wanted = Math.max(width, height * ratio)
  const [x, y] = [(box.west + box.east) / 2, (box.south + box.north) / 2]
  const [dx, dy] = [wanted / 2, wanted / ratio / 2]
  return inside({ west: x - dx, east: x + dx, south: y - dy, north: y + dy })
}

/** The box scaled about its centre, kept inside the world. */
export function zoomed(box: Box, factor: number): Box {
  const width = Math.max(SMALLEST_DEG, (box.east - box.west) * factor)
  const height = Math.max(SMALLEST_DEG / 2, (box.north - box.south) * factor)
  const [x, y] = [(box.west + box.east) / 2, (box.south + box.north) / 2]
  return inside({ west: x - width / 2, east: x + width / 2, south: y - height / 2, north: y + height / 2 })
}

/** The box moved by a share of its size, kept inside the world. */
export function shifted(box: Box, right: number, up: number): Box {
  const [dx, dy] = [(box.east - box.west) * right, (box.north - box.south) * up]
  return inside({ west: box.west + dx, east: box.east + dx, south: box.south + dy, north: box.north + dy })
}

/** Level of detail as the map service counts it: 0 is the whole world, each step halves the width. */
export function zoomOf({ west, east }: Box): number {
  return Math.max(0, Math.round(Math.log2(360 / (east - west))))
}

function inside(box: Box): Box {
  const width = Math.min(box.east - box.west, WORLD.east - WORLD.west)
  const height = Math.min(box.north - box.south, WORLD.north - WORLD.south)
  const west = Math.min(Math.max(box.west, WORLD.west), WORLD.east - width)
  const south = Math.min(Math.max(box.south, WORLD.south), WORLD.north - height)
  return { west, south, east: west + width, north: south + height }
}
