import type { Engine, Part } from './engine.ts'

/** A specific check names the alert when it weighs at least this share of the heaviest one. */
const SPECIFIC_SHARE = 0.5

/** The largest evidence against a physical bound, where 1 is an alert by itself. */
export function largestBound({ all }: Engine): number {
  let most = 0
  for (const { kind, evidence } of all) if (kind === 'bound' && evidence > most) most = evidence
  return most
}

/** The check that names an alert: a bound that was passed, else a specific check that weighs much, else the heaviest. */
export function leadingPart({ all }: Engine): Part | null {
  let heaviest: Part | null = null
  let specific: Part | null = null
  for (const part of all) {
    if (part.weight > (heaviest?.weight ?? 1)) heaviest = part
    if (part.check.isSpecific && part.weight > (specific?.weight ?? 1)) specific = part
  }
  return specific !== null && specific.weight >= SPECIFIC_SHARE * (heaviest?.weight ?? 0) ? specific : heaviest
}
