import { localDayOf, parseTime, periodOfDay, type LocalDay, type Period } from '@tcctv/units'
import type { Documents } from './documents.ts'
import type { Project } from './project.ts'
import type { ReadModel } from './read-model/open-read-model.ts'

type Asked = Pick<Project, 'inForce'> & {
  readonly readModel: Pick<ReadModel, 'lastEndOfMeter'> & {
    readonly versions: Pick<ReadModel['versions'], 'firstApproval'>
  }
}

/**
 * Whether nothing more is awaited for a local day: every lane of the version in force on it has a committed reading that
 * ends at the day's end or later. A meter is awaited from its handover to the next one's.
 */
export function isComplete({ inForce, readModel }: Asked, day: LocalDay): boolean {
  const documents = inForce.at(day)
  const { lanes, offsets } = documents.version
  const period = periodOfDay(offsets, day)
  const awaited = lanes.flatMap((lane) => {
    const toS = awaitedTo(documents, lane.meter, period)
    return toS === undefined ? [] : [{ lane, toS }]
  })
  return awaited.length > 0 && awaited.every(({ lane, toS }) => (readModel.lastEndOfMeter(lane) ?? -Infinity) >= toS)
}

/** As the contract begins: the day of the first approval, or the first day of crediting. */
export function firstDayOf({ inForce, readModel }: Asked): LocalDay {
  const approved = readModel.versions.firstApproval() ?? 0
  const creditedFrom = (day: LocalDay): LocalDay => {
    const { offsets, crediting } = inForce.at(day).version
    return Math.max(approved, localDayOf(offsets, crediting.fromS))
  }
  return creditedFrom(creditedFrom(approved))
}

/** Until when a meter measures within a day; undefined if it does not on that day. */
function awaitedTo({ pdd }: Documents, meter: string, { fromS, toS }: Period): number | undefined {
  const begin = pdd.meters[meter]?.handover?.at
  const end = Object.values(pdd.meters).find(({ handover }) => handover?.replaces === meter)?.handover?.at
  if (begin !== undefined && parseTime(begin) >= toS) return undefined
  if (end === undefined || parseTime(end) >= toS) return toS
  return parseTime(end) > fromS ? parseTime(end) : undefined
}
