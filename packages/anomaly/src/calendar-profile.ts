import type { Moment } from './calendar.ts'
import type { Expectation, Training } from './expectation.ts'
import { median } from './robust.ts'

type Key = {
  readonly name: string
  /** Days the history must span. */
  readonly minimumDays: number
  readonly cells: (slots: number) => number
  readonly cell: (moment: Moment, slots: number) => number
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
  cell: (moment) => moment.slot,
  parent: CONSTANT,
  parentCell: () => 0,
}
const WORKDAY: Key = {
  name: 'workday-hour',
  minimumDays: 14,
  cells: (slots) => 2 * slots,
  cell: (moment, slots) => (moment.weekday > 4 ? slots : 0) + moment.slot,
  parent: DAY,
  parentCell: (cell, slots) => cell % slots,
}
const WEEK: Key = {
  name: 'hour-of-week',
  minimumDays: 21,
  cells: (slots) => 7 * slots,
  cell: (moment, slots) => moment.weekday * slots + moment.slot,
  parent: WORKDAY,
  parentCell: (cell, slots) => (cell >= 5 * slots ? slots : 0) + (cell % slots),
}
const SEASON: Key = {
  name: 'season-hour',
  minimumDays: 300,
  cells: (slots) => SEASONS * slots,
  cell: (moment, slots) => Math.floor((moment.dayOfYear * SEASONS) / 366) * slots + moment.slot,
  parent: DAY,
  parentCell: (cell, slots) => cell % slots,
}
const SEASON_WORKDAY: Key = {
  name: 'season-workday-hour',
  minimumDays: 300,
  cells: (slots) => 24 * slots,
  cell: (moment, slots) => (moment.month * 2 + (moment.weekday > 4 ? 1 : 0)) * slots + moment.slot,
  parent: WORKDAY,
  parentCell: (cell, slots) => cell % (2 * slots),
}
const MONTH: Key = {
  name: 'month-of-year',
  minimumDays: 700,
  cells: () => 12,
  cell: (moment) => moment.month,
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
      const days = spanDays(training)
      if (days < key.minimumDays)
        return { notEvaluated: `needs ${key.minimumDays} days of history, found ${Math.floor(days)}` }
      const medians = mediansOf(key, training)
      return medians.some(Number.isFinite)
        ? Float64Array.of(training.slots, ...medians)
        : { notEvaluated: 'no readings' }
    },
    stateSize: () => 0,
    expect: (parameters, _, moment) => parameters[1 + key.cell(moment, parameters[0] ?? 1)] ?? Number.NaN,
    learn: () => undefined,
  }
}

function spanDays({ moments }: Training): number {
  return ((moments.at(-1)?.timestampS ?? 0) - (moments[0]?.timestampS ?? 0)) / 86_400
}

function mediansOf(key: Key, training: Training): number[] {
  const { slots, moments, readings } = training
  const groups: number[][] = Array.from({ length: key.cells(slots) }, () => [])
  moments.forEach((moment, row) => {
    const reading = readings[row] ?? Number.NaN
    if (Number.isFinite(reading)) groups[key.cell(moment, slots)]?.push(reading)
  })
  const coarse = key.parent === null ? [] : mediansOf(key.parent, training)
  return groups.map((group, cell) =>
    group.length >= MINIMUM_READINGS || key.parent === null
      ? median(group)
      : (coarse[key.parentCell(cell, slots)] ?? 0),
  )
}
