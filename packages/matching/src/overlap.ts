import { parseLocalDay } from '@tcctv/units'
import type { ProjectIssuance, ProjectPeriod } from '@tcctv/registries'

/** Whole tonnes that two lists of issuances may both count: at least `low`, at most `high`. */
export type TonneBounds = { readonly low: number; readonly high: number }

/**
 * Tonnes issued on both sides for the same time. `high` takes the smaller of two overlapping issuances whole; `low`
 * shares them out evenly over their days and is 0 where a side is known by month or year only.
 *
 * @example overlapTonnes(yearOf(2020, 100), yearOf(2020, 80)) // { low: 80, high: 80 } when both are known by day
 */
export function overlapTonnes(a: readonly ProjectIssuance[], b: readonly ProjectIssuance[]): TonneBounds {
  let [low, high] = [0, 0]
  for (const left of a) {
    for (const right of b) {
      const days = overlapDays(left, right)
      if (days === 0) continue
      high += Math.min(left.units, right.units)
      if (left.precision === 'day' && right.precision === 'day') low += Math.min(share(left, days), share(right, days))
    }
  }
  return { low, high }
}

/** True when crediting periods have a day in common; null when an end that decides it is unknown. */
export function periodsOverlap(a: ProjectPeriod | null, b: ProjectPeriod | null): boolean | null {
  if (a === null || b === null) return null
  if (isBefore(a, b) || isBefore(b, a)) return false
  return a.from === null || a.to === null || b.from === null || b.to === null ? null : true
}

function isBefore(a: ProjectPeriod, b: ProjectPeriod): boolean {
  return a.to !== null && b.from !== null && a.to < b.from
}

function overlapDays(a: ProjectIssuance, b: ProjectIssuance): number {
  const from = a.from > b.from ? a.from : b.from
  const to = a.to < b.to ? a.to : b.to
  return from > to ? 0 : parseLocalDay(to) - parseLocalDay(from) + 1
}

function share(issuance: ProjectIssuance, days: number): number {
  const allDays = parseLocalDay(issuance.to) - parseLocalDay(issuance.from) + 1
  return Math.floor((issuance.units * days) / allDays)
}
