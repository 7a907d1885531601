import { foldText, type ProjectLocation } from '@tcctv/registries'
import type { Corpus } from './corpus.ts'
import { distanceKm } from './distance.ts'
import type { Entry, Point } from './entry.ts'
import { maxBitsOf, readingOf, type Feature } from './feature.ts'
import { WEIGHTS } from './weights.ts'

type Level = keyof typeof WEIGHTS.loc
const DISTANCES: readonly { readonly km: number; readonly level: Level }[] = [
  { km: 1, level: 'within 1 km' },
  { km: 5, level: 'within 5 km' },
  { km: 25, level: 'within 25 km' },
  { km: 100, level: 'within 100 km' },
]

/**
 * Place ladder: point, then place name, then state; the best rung that both sides have. Points that more than five
 * projects share are an office or a centroid and are not used. Polygons are not compared yet.
 */
export const placeFeature: Feature = {
  title: 'Place',
  maxBits: maxBitsOf(WEIGHTS.loc),
  read: (a, b, corpus) => readingOf(WEIGHTS.loc, levelOf(a, b, corpus)),
  show: ({ project }) => project.locations.map(showLocation).join('; ') || 'unknown',
}

function levelOf(a: Entry, b: Entry, corpus: Corpus): Level {
  const [left, right] = [usable(a.point, corpus), usable(b.point, corpus)]
  if (left !== null && right !== null) {
    const km = distanceKm(left, right)
    return DISTANCES.find((rung) => km <= rung.km)?.level ?? 'over 100 km'
  }
  return labelLevel(a, b, 'place') ?? labelLevel(a, b, 'state') ?? 'unknown'
}

function usable(point: Point | null, corpus: Corpus): Point | null {
  return point === null || corpus.isSharedPoint(point) ? null : point
}

function labelLevel(a: Entry, b: Entry, kind: 'place' | 'state'): Level | undefined {
  const [left, right] = [labelsOf(a, kind), labelsOf(b, kind)]
  if (left.length === 0 || right.length === 0) return undefined
  return left.some((label) => right.includes(label)) ? `same ${kind}` : `other ${kind}`
}

function labelsOf({ project }: Entry, kind: 'place' | 'state'): string[] {
  return project.locations.flatMap((location) => (location.kind === kind ? [foldText(location.label)] : []))
}

function showLocation(location: ProjectLocation): string {
  if (location.kind !== 'point') return `${location.kind} ${location.label}`
  const precision = location.precisionM === null ? '' : ` ± ${location.precisionM} m`
  return `${location.latitude}, ${location.longitude}${precision}`
}
