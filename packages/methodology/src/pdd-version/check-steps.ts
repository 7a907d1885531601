import { DAY_S, type OffsetTable } from '@tcctv/units'
import type { FaultSink } from '../documents/faults.ts'
import type { Pdd, PddSource } from '../documents/pdd.ts'
import { secondsOf } from './duration.ts'

/**
 * Refuses intervals that can not be given to one local day: those that do not divide a day would run over midnight, into
 * another day and at the year's end another vintage. Where the clocks change, they must divide the change as well, or an
 * interval of the clock is longer than its length says; only the total of a local day is one whatever the day's length.
 */
export function checkSteps({ sources }: Pick<Pdd, 'sources'>, offsets: OffsetTable, sink: FaultSink): void {
  for (const [id, source] of Object.entries(sources)) {
    const { interval } = source.time
    const stepS = secondsOf(interval)
    if (stepS === undefined || stepS === 0) continue // said with its lanes
    const expected = expectedStep(source, stepS, offsets)
    if (expected !== undefined) sink.add(['sources', id, 'time', 'interval'], 'INTERVAL', interval, expected)
  }
}

function expectedStep({ columns }: PddSource, stepS: number, offsets: OffsetTable): string | undefined {
  if (DAY_S % stepS !== 0)
    return 'a length that divides a day: readings are summed by local day, and a longer total is not spread over days'
  const isDayTotal = stepS === DAY_S && Object.values(columns).every(({ kind }) => kind === 'interval')
  const change = changesOf(offsets).find((changeS) => changeS % stepS !== 0)
  if (change === undefined || isDayTotal) return undefined
  return `a length that divides the change of the clocks, ${Math.abs(change)} s; or P1D with columns of kind interval`
}

function changesOf(offsets: OffsetTable): number[] {
  return offsets.slice(1).map(({ offsetS }, before) => offsetS - (offsets[before]?.offsetS ?? 0))
}
