import { localDayOf, localHourOf, periodOfDay, type LocalDay } from '@tcctv/units'
import type { Reading } from '../reading/reading.ts'
import type { ProfileReader } from './profile-reader.ts'
import { ROWS, type ProfileBy } from './profile-rows.ts'
import { rowAt } from './tolerance-case.ts'
import { statisticOf, type Statistic } from './statistic.ts'

export type { Statistic } from './statistic.ts'

/** One row; `low` and `high` are counts, missing where there is no value to take them from. */
type ProfileRow = {
  readonly keys: readonly string[]
  readonly values: number
  readonly low?: bigint
  readonly high?: bigint
}
export type ProfileTable = {
  readonly rows: readonly ProfileRow[]
  readonly readings: number
  /** Days of the window: with every reading, with some, with none. */
  readonly days: { readonly complete: number; readonly partial: number; readonly empty: number }
}

type Ask = {
  readonly by: ProfileBy
  readonly applies: 'reading' | 'day'
  readonly low: Statistic
  readonly high: Statistic
  /** Whether days with missing readings count. */
  readonly days: 'complete' | 'all'
}
type Value = { readonly row: number; readonly count: bigint }

/**
 * A profile of readings: statistics of each reading, or of each day's sum over all meters, by row. A row without values
 * has no limits; nothing is taken from other rows. A low that is a mean is rounded up, a high down.
 *
 * @example profileTable(reader, readings, { by: 'month', applies: 'day', low, high, days: 'complete' }).rows.length // 12
 */
export function profileTable(reader: ProfileReader, readings: readonly Reading[], ask: Ask): ProfileTable {
  const days = daysOf(reader, readings)
  const values =
    ask.applies === 'day' ? dayValues(days, ask) : readings.map((reading) => readingValue(reader, reading, ask))
  const inRow = ROWS[ask.by].map((): bigint[] => [])
  for (const { row, count } of values) inRow[row]?.push(count)
  const complete = [...days.values()].filter(({ isComplete }) => isComplete).length
  const { startDay, endDay } = reader.window
  return {
    rows: ROWS[ask.by].map((keys, row) => rowFrom(keys, inRow[row] ?? [], ask)),
    readings: readings.length,
    days: { complete, partial: days.size - complete, empty: endDay - startDay - days.size },
  }
}

function rowFrom(keys: readonly string[], counts: readonly bigint[], { low, high }: Ask): ProfileRow {
  if (counts.length === 0) return { keys, values: 0 }
  const ascending = counts.toSorted((left, right) => (left < right ? -1 : left > right ? 1 : 0))
  return {
    keys,
    values: counts.length,
    ...(low.kind === 'constant' ? {} : { low: statisticOf(low, ascending, 'ceil') }),
    ...(high.kind === 'constant' ? {} : { high: statisticOf(high, ascending, 'floor') }),
  }
}

function readingValue({ offsets }: ProfileReader, { startS, count }: Reading, { by }: Ask): Value {
  return { row: rowAt(by, localDayOf(offsets, startS), localHourOf(offsets, startS)), count }
}

type Day = { readonly count: bigint; readonly isComplete: boolean }

function dayValues(days: ReadonlyMap<LocalDay, Day>, { by, days: which }: Ask): Value[] {
  return [...days].flatMap(([day, { count, isComplete }]) =>
    isComplete || which === 'all' ? [{ row: rowAt(by, day, 0), count }] : [],
  )
}

/** A day is complete with every interval of every meter: 23, 24 or 25 hours. */
function daysOf({ offsets, lanes }: ProfileReader, readings: readonly Reading[]): ReadonlyMap<LocalDay, Day> {
  const sums = new Map<LocalDay, { count: bigint; readings: number }>()
  for (const { startS, count } of readings) {
    const day = localDayOf(offsets, startS)
    const sum = sums.get(day) ?? { count: 0n, readings: 0 }
    sums.set(day, { count: sum.count + count, readings: sum.readings + 1 })
  }
  return new Map(
    [...sums].map(([day, { count, readings: found }]) => {
      const { fromS, toS } = periodOfDay(offsets, day)
      const due = lanes.reduce((sum, { stepS }) => sum + Math.ceil((toS - fromS) / stepS), 0)
      return [day, { count, isComplete: found === due }]
    }),
  )
}
