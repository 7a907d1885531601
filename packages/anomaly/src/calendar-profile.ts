import type { Moments } from './calendar.ts'
import type { Expectation, Training } from './expectation.ts'
import { historyDays } from './history-length.ts'
import { median } from './robust.ts'

type Key = {
  readonly name: string
  /** Days the history must span. */
  readonly minimumDays: number
  readonly cells: (slots: number) => number
  readonly cell: (moments: Moments, row: number, slots: number) => number
  readonly parent: Key | null
  /** The parent's cell that holds this one. */
  readonly parentCell: (cell: number, slots: number) => number
}

const MINIMUM_READINGS = 3
const SEASONS = 24

const CONSTANT: Key = {
  name: 'constant',
  minimumDays: 0,
  cells: () => 1,
  cell: () => 0,
  parent: null,
  parentCell: () => 0,
}
const DAY: Key = {
  name: 'hour-of-day',
  minimumDays: 0,
  cells: (slots) => slots,
  cell: ({ slot }, row) => slot[row] ?? 0,
  parent: CONSTANT,
  parentCell: () => 0,
}
const WORKDAY: Key = {
  name: 'workday-hour',
  minimumDays: 14,
  cells: (slots) => 2 * slots,
  cell: ({ weekday, slot }, row, slots) => ((weekday[row] ?? 0) > 4 ? slots : 0) + (slot[row] ?? 0),
  parent: DAY,
  parentCell: (cell, slots) => cell % slots,
}
const WEEK: Key = {
  name: 'hour-of-week',
  minimumDays: 21,
  cells: (slots) => 7 * slots,
  cell: ({ weekday, slot }, row, slots) => (weekday[row] ?? 0) * slots + (slot[row] ?? 0),
  parent: WORKDAY,
  parentCell: (cell, slots) => (cell >= 5 * slots ? slots : 0) + (cell % slots),
}
const SEASON: Key = {
  name: 'season-hour',
  minimumDays: 300,
  cells: (slots) => SEASONS * slots,
  cell: ({ dayOfYear, slot }, row, slots) =>
    Math.floor(((dayOfYear[row] ?? 0) * SEASONS) / 366) * slots + (slot[row] ?? 0),
  parent: DAY,
  parentCell: (cell, slots) => cell % slots,
}
const SEASON_WORKDAY: Key = {
  name: 'season-workday-hour',
  minimumDays: 300,
  cells: (slots) => 24 * slots,
  cell: ({ month, weekday, slot }, row, slots) =>
    ((month[row] ?? 0) * 2 + ((weekday[row] ?? 0) > 4 ? 1 : 0)) * slots + (slot[row] ?? 0),
  parent: WORKDAY,
  parentCell: (cell, slots) => cell % (2 * slots),
}
const MONTH: Key = {
  name: 'month-of-year',
  minimumDays: 700,
  cells: () => 12,
  cell: ({ month }, row) => month[row] ?? 0,
  parent: CONSTANT,
  parentCell: () => 0,
}

/** Median reading per calendar cell; a cell with fewer than 3 readings takes its coarser neighbour's median. */
export const CALENDAR_PROFILES: readonly Expectation[] = [
  CONSTANT,
  DAY,
  WORKDAY,
  WEEK,
  SEASON,
  SEASON_WORKDAY,
  MONTH,
].map(profileOf)

function profileOf(key: Key): Expectation {
  return {
    name: `profile ${key.name}`,
    handicap: 1,
    fit(training) {
      const days = historyDays(training.moments)
      if (days < key.minimumDays)
        return { notEvaluated: `needs ${key.minimumDays} days of history, found ${Math.floor(days)}` }
      const medians = mediansOf(key, training)
      return medians.some(Number.isFinite)
        ? Float64Array.of(training.slots, ...medians)
        : { notEvaluated: 'no readings' }
    },
    predict: (parameters, moments, count, expected) => {
      const slots = parameters[0] ?? 1
      for (let row = 0; row < count; row += 1)
        expected[row] = parameters[1 + key.cell(moments, row, slots)] ?? Number.NaN
    },
    follow: () => 0,
  }
}

function mediansOf(key: Key, training: Training): number[] {
  const { slots, moments, readings } = training
  const groups: number[][] = Array.from({ length: key.cells(slots) }, () => [])
  readings.forEach((reading, row) => {
    if (Number.isFinite(reading)) groups[key.cell(moments, row, slots)]?.push(reading)
  })
  const coarse = key.parent === null ? [] : mediansOf(key.parent, training)
  return groups.map((group, cell) =>
    group.length >= MINIMUM_READINGS || key.parent === null
      ? median(group)
      : (coarse[key.parentCell(cell, slots)] ?? 0),
  )
}
