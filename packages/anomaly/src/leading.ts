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
  const weightOf = (part: Part | null): number => part?.weights[row] ?? 1
  for (const part of all) {
    if (weightOf(part) > weightOf(heaviest)) heaviest = part
    if (part.check.isSpecific && weightOf(part) > weightOf(specific)) specific = part
  }
  return specific !== null && weightOf(specific) >= SPECIFIC_SHARE * weightOf(heaviest) ? specific : heaviest
}
