import {
  DAY_S,
  existsOnWallClock,
  instantOfWallClock,
  offsetAt,
  parseTime,
  type OffsetTable,
  type UnixS,
} from '@tcctv/units'
import type { PddSource } from '../documents/pdd.ts'
import type { RowFaultCode } from './row-faults.ts'

/** Start of an interval from a stored stamp, or why there is none. */
export type SourceClock = (stamp: string) => UnixS | RowFaultCode

/**
 * The clock of a source: stamp → start of its interval. `instant` takes stamps as they are; `wall-clock` shows local
 * time, shifted by `stored_offset`: a repeated hour is read with its first offset, an hour that the clocks jumped over
 * gives TIME_NEVER. The end of an interval is read as what the clock shows then: the interval before it is measured in
 * real time, and the moment of a jump may go by either of its names.
 *
 * @example sourceClock(time, denver)('2011-04-15T07:00:00.000Z') // 1302847200, stored_offset "-07:00"
 */
export function sourceClock(time: PddSource['time'], offsets: OffsetTable, stepS: number): SourceClock {
  const startOf = time.marks === 'interval-end' ? -stepS : 0
  if (time.read_as === 'instant') {
    return (stamp) => {
      const atS = instantOf(stamp)
      return atS === undefined ? 'TIME_FORMAT' : atS + startOf
    }
  }
  const storedS = offsetSeconds(time.stored_offset ?? '+00:00')
  const toInstant = wallClock(offsets, time.marks === 'interval-end')
  return (stamp) => {
    const atS = instantOf(stamp)
    if (atS === undefined) return 'TIME_FORMAT'
    if (!stamp.endsWith('Z') && !stamp.endsWith('z')) return 'TIME_ZONE'
    const shownS = toInstant(atS + storedS)
    return typeof shownS === 'number' ? shownS + startOf : shownS
  }
}

/** Days without a change of offset need no search; stamps come in order, so one day is remembered. */
function wallClock(offsets: OffsetTable, isEnd: boolean): (wallClockS: number) => UnixS | 'TIME_NEVER' {
  let day = -1
  let offsetS: number | undefined
  return (wallClockS) => {
    const found = Math.floor(wallClockS / DAY_S)
    if (found !== day) {
      const [before, after] = [offsetAt(offsets, (found - 2) * DAY_S), offsetAt(offsets, (found + 3) * DAY_S)]
      day = found
      offsetS = before === after ? before : undefined
    }
    if (offsetS !== undefined) return wallClockS - offsetS
    const exists = existsOnWallClock(offsets, wallClockS) || (isEnd && existsOnWallClock(offsets, wallClockS - 1))
    return exists ? instantOfWallClock(offsets, wallClockS) : 'TIME_NEVER'
  }
}

function instantOf(stamp: string): UnixS | undefined {
  try {
    return parseTime(stamp)
  } catch {
    return undefined
  }
}

function offsetSeconds(offset: string): number {
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number)
  return (offset.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60)
}
