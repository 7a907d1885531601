import { formatLocalDay } from '@tcctv/units'
import { refuse } from '../errors.ts'
import type { CallContext, Limit, Model, PddVersion } from './state.ts'

/** Index of the version in force on a local day: the latest approved whose first day is not after it. */
export function indexInForce(model: Model, day: number, at: CallContext): number {
  const approval = model.approvals.findLast(({ fromDay }) => fromDay <= day)
  return approval?.index ?? refuse(at.where, `an approved PDD version for ${formatLocalDay(day)}`, 'none')
}

export function versionAt(model: Model, index: number, at: CallContext): PddVersion {
  return model.versions[index] ?? refuse(at.where, `PDD version ${index}`, `${model.versions.length} versions`)
}

/** Local day of an instant by the version's own table. */
export function dayOf({ offsets }: PddVersion, atS: number): number {
  const row = offsets.findLast(({ fromS }) => fromS <= atS) ?? offsets[0]
  return Math.floor((atS + (row?.offsetS ?? 0)) / 86_400)
}

/** First instant at which a local day has begun. */
export function startOf({ offsets }: PddVersion, day: number): number {
  for (const [index, { fromS, offsetS }] of offsets.entries()) {
    const atS = Math.max(day * 86_400 - offsetS, fromS)
    const next = offsets[index + 1]
    if (next === undefined || atS < next.fromS) return atS
  }
  return day * 86_400
}

export function yearOf(day: number): number {
  return Number(formatLocalDay(day).slice(0, 4))
}

/** Bound of a limit in the month of a day. */
export function boundOf({ bounds }: Limit, day: number): Limit['bounds'][number] {
  const month = Number(formatLocalDay(day).slice(5, 7))
  return bounds[bounds.length === 1 ? 0 : month - 1] ?? { low: 0n, high: 0n, first: 0n, second: 0n }
}

/** Case 1..4 by the distance to the nearer end of the range. */
export function caseOf({ low, high, first, second }: Limit['bounds'][number], amount: bigint): number {
  const distance = amount > high ? amount - high : amount < low ? low - amount : 0n
  if (distance === 0n) return 1
  if (distance <= first) return 2
  return distance <= second ? 3 : 4
}
