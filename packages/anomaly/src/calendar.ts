import { isSubDaily, type SeriesDescription } from './series.ts'

/** Where rows stand in the calendar, column by column; covariates in the order the series declares them, NaN when missing. */
export type Moments = {
  /** Local wall-clock seconds. */
  readonly timestampsS: Float64Array
  /** Slot of the local day, 0 for daily and monthly series. */
  readonly slot: Int16Array
  /** 0 Monday … 6 Sunday. */
  readonly weekday: Uint8Array
  /** 0 January … 11 December. */
  readonly month: Uint8Array
  /** 0 … 365. */
  readonly dayOfYear: Int16Array
  readonly covariates: readonly Float64Array[]
}

const DAY_S = 86_400

/** Slots a local day is divided into: 24 for hourly, 96 for 15 minutes, 1 for daily and monthly. */
export function slotsPerDay(series: SeriesDescription): number {
  if (!isSubDaily(series)) return 1
  return Math.max(1, Math.min(288, Math.round(DAY_S / series.stepSeconds)))
}

/** The moments of local wall-clock times. Integer arithmetic only, no time zone. */
export function momentsOf(timestampsS: Float64Array, slots: number, covariates: readonly Float64Array[]): Moments {
  const moments = blankMoments(timestampsS, covariates)
  placeMoments(moments, slots, timestampsS.length)
  return moments
}

/** Columns for as many rows as there are times, to be filled by {@link placeMoments}. */
export function blankMoments(timestampsS: Float64Array, covariates: readonly Float64Array[]): Moments {
  const { length } = timestampsS
  return {
    timestampsS,
    slot: new Int16Array(length),
    weekday: new Uint8Array(length),
    month: new Uint8Array(length),
    dayOfYear: new Int16Array(length),
    covariates,
  }
}

/** Fills the calendar columns of the first `count` times. */
export function placeMoments(moments: Moments, slots: number, count: number): void {
  const { timestampsS, slot, weekday, month, dayOfYear } = moments
  let known = Number.NaN
  let date = { month: 0, dayOfYear: 0 }
  for (let row = 0; row < count; row += 1) {
    const timestampS = timestampsS[row] ?? 0
    const day = Math.floor(timestampS / DAY_S)
    if (day !== known) date = dateOf(day)
    known = day
    slot[row] = Math.min(slots - 1, Math.floor(((timestampS - day * DAY_S) * slots) / DAY_S))
    weekday[row] = (((day + 3) % 7) + 7) % 7
    month[row] = date.month
    dayOfYear[row] = date.dayOfYear
  }
}

/**
 * Month (0 … 11) and day of the year of a day counted from 1970. Source: Howard Hinnant, "chrono-compatible low-level
 * date algorithms", civil_from_days; years start in March there.
 */
export function dateOf(day: number): { readonly month: number; readonly dayOfYear: number } {
  const shifted = day + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const year = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const fromMarch = dayOfEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const marchMonth = Math.floor((5 * fromMarch + 2) / 153)
  return { month: marchMonth < 10 ? marchMonth + 2 : marchMonth - 10, dayOfYear: (fromMarch + 59) % 366 }
}
