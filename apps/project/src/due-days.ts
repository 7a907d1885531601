import type { Lane } from '@tcctv/methodology'
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
 * ends at the day's end or later. A meter is awaited from its handover to the next one's. The contract has the same rule,
 * but for lanes without any reading: it does not wait for them.
 */
export function isComplete({ inForce, readModel }: Asked, day: LocalDay): boolean {
  const documents = inForce.at(day)
  const { lanes, offsets } = documents.version
  const period = periodOfDay(offsets, day)
  const awaited = lanes.filter((lane) => measuresOn(documents, lane, period))
  return awaited.length > 0 && awaited.every((lane) => isRead(lane, readModel.lastEndOfMeter(lane), period))
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

/** Whether a lane's meter measures within a day. */
function measuresOn({ pdd }: Documents, { meter, untilS = Infinity }: Lane, { fromS, toS }: Period): boolean {
  const begin = pdd.meters[meter]?.handover?.at
  return untilS > fromS && (begin === undefined || parseTime(begin) < toS)
}

/** Whether a lane was read to the end of the day, or until no whole interval has place before its meter's end. */
function isRead({ untilS = Infinity, stepS }: Lane, endS = -Infinity, { toS }: Period): boolean {
  return endS >= toS || (untilS < toS && endS + stepS > untilS)
}
