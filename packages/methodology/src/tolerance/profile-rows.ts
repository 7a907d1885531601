import type { LimitPattern } from './limit.ts'

/** By what a profile can be: each has its rows in the document and in the bounds of a compiled limit. */
export type ProfileBy = Exclude<LimitPattern, 'none'>

const twoDigits = (from: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => String(from + index).padStart(2, '0'))

export const MONTHS: readonly string[] = twoDigits(1, 12)
export const HOURS: readonly string[] = twoDigits(0, 24)
/** Monday first, as in ISO 8601. */
export const WEEKDAYS: readonly string[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** Keys of every row of a table in the document, in the order of the bounds. */
export const ROWS: Readonly<Record<ProfileBy, readonly (readonly string[])[]>> = {
  month: MONTHS.map((month) => [month]),
  weekday: WEEKDAYS.map((weekday) => [weekday]),
  hour: HOURS.map((hour) => [hour]),
  'month-hour': MONTHS.flatMap((month) => HOURS.map((hour) => [month, hour])),
}
