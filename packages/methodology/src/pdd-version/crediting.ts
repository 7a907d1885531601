import {
  DAY_S,
  compileOffsetTable,
  instantOfWallClock,
  parseLocalDay,
  type LocalDay,
  type OffsetTable,
} from '@tcctv/units'
import type { FaultSink, Path } from '../documents/faults.ts'
import type { Methodology } from '../documents/methodology.ts'
import type { Pdd } from '../documents/pdd.ts'
import type { Crediting } from './pdd-version.ts'

const MARGIN_S = DAY_S
/** Stands where a fault was found; the version is refused before anyone sees it. */
const NOWHEN: LocalDay = 0

/** The crediting period as instants and the zone's table of offsets for it. */
export function creditingOf(pdd: Pdd, methodology: Methodology, sink: FaultSink): Crediting {
  const { start, end, zone } = pdd.crediting
  const firstDay = dayOf(start, ['crediting', 'start'], sink)
  const endDay = dayOf(end, ['crediting', 'end'], sink)
  if (firstDay >= endDay) sink.add(['crediting', 'end'], 'ORDER', end, `a day after ${start}`)
  const { zone: demanded } = methodology.period
  if (demanded !== 'project' && demanded !== zone)
    sink.add(['crediting', 'zone'], 'ZONE', zone, `${demanded}, the zone of the methodology`)
  const offsets = offsetsOf(zone, firstDay, endDay, sink)
  const fromS = instantOfWallClock(offsets, firstDay * DAY_S)
  return { crediting: { fromS, toS: instantOfWallClock(offsets, endDay * DAY_S) }, zone, offsets, firstDay, endDay }
}

/** The local day of a date; the document schema knows its form but not the calendar. */
export function dayOf(date: string, path: Path, sink: FaultSink): LocalDay {
  try {
    return parseLocalDay(date)
  } catch {
    sink.add(path, 'DATE', date, 'a day of the calendar')
    return NOWHEN
  }
}

function offsetsOf(zone: string, firstDay: LocalDay, endDay: LocalDay, sink: FaultSink): OffsetTable {
  try {
    return compileOffsetTable(zone, { fromS: firstDay * DAY_S - MARGIN_S, toS: endDay * DAY_S + MARGIN_S })
  } catch {
    sink.add(['crediting', 'zone'], 'ZONE', zone, 'a name of the IANA time zone database')
    return [{ fromS: 0, offsetS: 0 }]
  }
}
