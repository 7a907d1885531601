import { formatLocalDay } from '@tcctv/units'
import { refuse } from '../errors.ts'
import type { CallContext, Model, PddVersion } from './state.ts'

/** Index of the version in force on a local day: the latest approved whose first day is not after it. */
export function indexInForce(model: Model, day: number, at: CallContext): number {
  const approval = model.approvals.findLast(({ fromDay }) => fromDay <= day)
  return approval?.index ?? refuse(at.where, `an approved PDD version for ${formatLocalDay(day)}`, 'none')
}

export function versionAt(model: Model, index: number, at: CallContext): PddVersion {
  return model.versions[index] ?? refuse(at.where, `PDD version ${index}`, `${model.versions.length} versions`)
}

/** Local day of an instant by the version's own table. */
export function dayOf(version: PddVersion, atS: number): number {
  return Math.floor(localS(version, atS) / 86_400)
}

/** Hour of the local day, 0 to 23. */
export function hourOf(version: PddVersion, atS: number): number {
  return Math.floor((localS(version, atS) % 86_400) / 3600)
}

function localS({ offsets }: PddVersion, atS: number): number {
  const row = offsets.findLast(({ fromS }) => fromS <= atS) ?? offsets[0]
  return atS + (row?.offsetS ?? 0)
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
