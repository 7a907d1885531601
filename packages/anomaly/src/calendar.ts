import { isSubDaily, type SeriesDescription } from './series.ts'

/** Where a row stands in the calendar; covariates in the order the series declares them, NaN when missing. */
export type Moment = {
  readonly timestampS: number
  /** Slot of the local day, 0 for daily and monthly series. */
  readonly slot: number
  /** 0 Monday … 6 Sunday. */
  readonly weekday: number
  /** 0 January … 11 December. */
  readonly month: number
  /** 0 … 365. */
  readonly dayOfYear: number
  readonly covariates: ArrayLike<number>
}

const DAY_S = 86_400

/** Slots a local day is divided into: 24 for hourly, 96 for 15 minutes, 1 for daily and monthly. */
export function slotsPerDay(series: SeriesDescription): number {
  if (!isSubDaily(series)) return 1
  return Math.max(1, Math.min(288, Math.round(DAY_S / series.stepSeconds)))
}

/** The moment of a local wall-clock time. Integer arithmetic only, no time zone. */
export function momentAt(timestampS: number, slots: number, covariates: ArrayLike<number>): Moment {
  const day = Math.floor(timestampS / DAY_S)
  const slot = Math.min(slots - 1, Math.floor(((timestampS - day * DAY_S) * slots) / DAY_S))
  const { month, dayOfYear } = civil(day)
  return { timestampS, slot, weekday: (((day + 3) % 7) + 7) % 7, month, dayOfYear, covariates }
}

// Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days; years start in March there.
function civil(day: number): { readonly month: number; readonly dayOfYear: number } {
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
