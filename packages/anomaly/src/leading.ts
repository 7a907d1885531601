import type { Engine, Part } from './engine.ts'

/** A specific check names the alert when it weighs at least this share of the heaviest one. */
const SPECIFIC_SHARE = 0.5

/** The largest evidence of every row against a physical bound, where 1 is an alert by itself. */
export function largestBound({ all }: Engine, count: number): Float64Array {
  const most = new Float64Array(count)
  for (const { evidence, kind } of all) {
    if (kind !== 'bound') continue
    for (let row = 0; row < count; row += 1) if ((evidence[row] ?? 0) > (most[row] ?? 0)) most[row] = evidence[row] ?? 0
  }
  return most
}

/** The check that names an alert: a bound that was passed, else a specific check that weighs much, else the heaviest. */
export function leadingPart({ all }: Engine, row: number): Part | null {
  let heaviest: Part | null = null
  let specific: Part | null = null
  let most = 1
  let mostSpecific = 1
  for (const part of all) {
    const weight = part.weights[row] ?? 1
    if (weight > most) {
      heaviest = part
      most = weight
    }
    if (weight > mostSpecific && part.check.isSpecific) {
      specific = part
      mostSpecific = weight
    }
  }
  return mostSpecific >= SPECIFIC_SHARE * most && specific !== null ? specific : heaviest
}
