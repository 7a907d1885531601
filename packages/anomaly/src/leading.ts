import { allParts, type Engine, type Part } from './engine.ts'

/** A specific check names the alert when it weighs at least this share of the heaviest one. */
const SPECIFIC_SHARE = 0.5

/** The check that names an alert, and the largest evidence against a physical bound, where 1 is an alert by itself. */
export function leadingPart(engine: Engine): { readonly part: Part | null; readonly bound: number } {
  let heaviest: Part | null = null
  let specific: Part | null = null
  let bound: Part | null = null
  for (const part of allParts(engine)) {
    if (part.check.weighing.kind === 'bound') {
      if (part.evidence > (bound?.evidence ?? 0)) bound = part
      continue
    }
    if (part.weight > (heaviest?.weight ?? 1)) heaviest = part
    if (part.check.isSpecific && part.weight > (specific?.weight ?? 1)) specific = part
  }
  if (bound !== null && bound.evidence >= 1) return { part: bound, bound: bound.evidence }
  const isNamed = specific !== null && specific.weight >= SPECIFIC_SHARE * (heaviest?.weight ?? 0)
  return { part: isNamed ? specific : heaviest, bound: bound?.evidence ?? 0 }
}

/** Weight from which a check counts as having something to say: once in about a hundred rows. */
const HIGH_WEIGHT = 10

/** Remembers since when each check has had something to say. */
export function markSince(engine: Engine, timestampS: number): void {
  for (const part of allParts(engine)) {
    const { kind } = part.check.weighing
    const isHigh = kind === 'bound' ? part.evidence >= 1 : part.weight >= HIGH_WEIGHT
    if (!isHigh) part.since[0] = Number.NaN
    else if (Number.isNaN(part.since[0])) part.since[0] = timestampS
  }
}
