import {
  compileOffsetTable,
  DAY_S,
  divide,
  instantOfWallClock,
  parseLocalDay,
  parseTime,
  type Fixed,
  type Period,
} from '@tcctv/units'
import type { Path } from '../documents/faults.ts'
import type { Methodology } from '../documents/methodology.ts'
import { flatId, membersOf } from '../program/expand.ts'
import { givenAmounts, type Amounts } from './given-amounts.ts'
import type { InputFaults } from './input-faults.ts'
import type { InputsDocument, InputsPeriod } from './inputs-document.ts'

/** One interval of a period: what was measured in it. */
export type Row = { readonly start: string; readonly end: string; readonly amounts: Amounts }
type Aggregate = NonNullable<Methodology['monitored'][string]['aggregate']>

/**
 * The intervals of a period, in order. A parameter with `when` counts 0 in each interval in which its status is not
 * above zero. Faults: times that are no times, outside of the period or before the end of the one before, names that are
 * not known, amounts that are missing in some of the intervals.
 */
export function rowsOf(
  methodology: Methodology,
  document: InputsDocument,
  period: InputsPeriod,
  { path, faults }: { readonly path: Path; readonly faults: InputFaults },
): readonly Row[] {
  const { intervals } = period
  if (intervals === undefined) return []
  if (intervals.length === 0) faults.wrong([...path, 'intervals'], 'an empty list', 'at least one interval')
  checkTimes(document, period, [...path, 'intervals'], faults)
  const names = new Set(intervals.flatMap(({ monitored }) => Object.keys(monitored)))
  return intervals.map(({ start, end, monitored }, index) => {
    const at = [...path, 'intervals', index, 'monitored']
    const given = [...names].flatMap((name) => {
      if (!Object.hasOwn(methodology.monitored, name)) {
        if (Object.hasOwn(monitored, name)) faults.unknown([...at, name], name, Object.keys(methodology.monitored))
        return []
      }
      const place = { path: [...at, name], where: `${period.id} ${start}`, isReading: true }
      return givenAmounts(methodology, name, monitored[name], place, faults)
    })
    return { start, end, amounts: switchedOff(methodology, new Map(given)) }
  })
}

function switchedOff({ monitored, sets = {} }: Methodology, amounts: ReadonlyMap<string, Fixed>): Amounts {
  const counted = new Map(amounts)
  for (const [id, { when, index }] of Object.entries(monitored)) {
    const isOff = when !== undefined && (amounts.get(when) ?? 0n) <= 0n
    if (isOff)
      for (const member of membersOf(sets, index))
        if (counted.has(flatId(id, member))) counted.set(flatId(id, member), 0n as Fixed)
  }
  return counted
}

function checkTimes(document: InputsDocument, period: InputsPeriod, path: Path, faults: InputFaults): void {
  const bounds = faults.attempt(path.slice(0, -1), () => instantsOf(document, period))
  let lastS = bounds?.fromS
  for (const [index, { start, end }] of (period.intervals ?? []).entries()) {
    const fromS = faults.attempt([...path, index, 'start'], () => parseTime(start))
    const toS = faults.attempt([...path, index, 'end'], () => parseTime(end))
    if (fromS === undefined || toS === undefined || bounds === undefined) continue
    if (fromS < (lastS ?? fromS))
      faults.wrong([...path, index, 'start'], start, 'a time from the end of the interval before, in the period')
    if (toS <= fromS || toS > bounds.toS)
      faults.wrong([...path, index, 'end'], end, `a time after the start, until the end of the period, ${period.end}`)
    lastS = toS
  }
}

/** @throws {TcctvError} ZONE_UNKNOWN, DATE_SYNTAX */
function instantsOf({ zone = 'UTC' }: InputsDocument, { start, end }: InputsPeriod): Period {
  const [fromS, toS] = [parseLocalDay(start) * DAY_S, parseLocalDay(end) * DAY_S]
  const offsets = compileOffsetTable(zone, { fromS, toS })
  return { fromS: instantOfWallClock(offsets, fromS), toS: instantOfWallClock(offsets, toS) }
}

/** Amounts of the intervals as one of the period; the list must not be empty. A mean is rounded to the stated side. */
export function aggregated(amounts: readonly bigint[], aggregate: Aggregate, side: 'floor' | 'ceil'): bigint {
  const sum = amounts.reduce((total, amount) => total + amount, 0n)
  switch (aggregate) {
    case 'sum':
      return sum
    case 'mean':
      return divide(sum, BigInt(amounts.length), side)
    case 'last':
      return amounts.at(-1) ?? 0n
    case 'min':
      return amounts.reduce((one, other) => (one < other ? one : other))
    case 'max':
      return amounts.reduce((one, other) => (one > other ? one : other))
  }
}
