import type { ProjectLocation } from '@tcctv/registries'
import type { Corpus } from './corpus.ts'
import { distanceKm } from './distance.ts'
import type { Entry, Point } from './entry.ts'
import { levelled, type Feature } from './feature.ts'
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
export const placeFeature: Feature = levelled(WEIGHTS.loc, {
  title: 'Place',
  levelOf,
  show: ({ project }) => project.locations.map(showLocation).join('; ') || 'unknown',
})

function levelOf(a: Entry, b: Entry, corpus: Corpus): Level {
  const [left, right] = [usable(a.point, corpus), usable(b.point, corpus)]
  if (left !== null && right !== null) {
    const km = distanceKm(left, right)
    return DISTANCES.find((rung) => km <= rung.km)?.level ?? 'over 100 km'
  }
  return labelLevel(a.places, b.places, 'place') ?? labelLevel(a.states, b.states, 'state') ?? 'unknown'
}

function usable(point: Point | null, corpus: Corpus): Point | null {
  return point === null || corpus.isSharedPoint(point) ? null : point
}

function labelLevel(left: readonly string[], right: readonly string[], kind: 'place' | 'state'): Level | undefined {
  if (left.length === 0 || right.length === 0) return undefined
  return left.some((label) => right.includes(label)) ? `same ${kind}` : `other ${kind}`
}

function showLocation(location: ProjectLocation): string {
  if (location.kind !== 'point') return `${location.kind} ${location.label}`
  const precision = location.precisionM === null ? '' : ` ± ${location.precisionM} m`
  return `${location.latitude}, ${location.longitude}${precision}`
}
