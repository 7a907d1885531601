import type { ProjectLocation } from './project.ts'
import type { RowReader } from './row-reader.ts'

/** Places of a row that are known by name only. */
export function statesAndPlaces(cells: RowReader, stateColumn: string, placeColumn: string): ProjectLocation[] {
  const [state, place] = [cells.text(stateColumn), cells.text(placeColumn)]
  return [
    ...(state === '' ? [] : [{ kind: 'state' as const, label: state, origin: 'registry' as const }]),
    ...(place === '' ? [] : [{ kind: 'place' as const, label: place, origin: 'registry' as const }]),
  ]
}

/** The point of two columns; none when both are empty, a fault when they are no position on Earth. */
export function pointOf(cells: RowReader, latitudeColumn: string, longitudeColumn: string): ProjectLocation[] {
  const [latitudeText, longitudeText] = [cells.text(latitudeColumn), cells.text(longitudeColumn)]
  if (latitudeText === '' && longitudeText === '') return []
  const [latitude, longitude] = [degrees(latitudeText), degrees(longitudeText)]
  const isLatitude = Math.abs(latitude) <= 90
  if (isLatitude && Math.abs(longitude) <= 180)
    return [{ kind: 'point', longitude, latitude, precisionM: null, origin: 'registry' }]
  cells.fault(isLatitude ? longitudeColumn : latitudeColumn, 'degrees, with a point for decimals', 'kept-without')
  return []
}

function degrees(text: string): number {
  return /^[-+]?\d{1,3}(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN
}
