import { formatLocalDay, parseLocalDay } from '@tcctv/units'

export type DateFormat = 'YYYY-MM-DD' | 'MM/DD/YYYY' | 'DD/MM/YYYY' | 'DD MMM YYYY'

const PATTERNS: Readonly<Record<DateFormat, RegExp>> = {
  'YYYY-MM-DD': /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:[T ].*)?$/,
  'MM/DD/YYYY': /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})(?: .*)?$/,
  'DD/MM/YYYY': /^(?<day>\d{1,2})\/(?<month>\d{1,2})\/(?<year>\d{4})(?: .*)?$/,
  'DD MMM YYYY': /^(?<day>\d{1,2}) (?<month>[A-Za-z]{3}|Sept) (?<year>\d{4})$/,
}
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * A cell as ISO date, by the one format the source uses; undefined when it does not fit or the day does not exist.
 * A time behind the date is dropped.
 *
 * @example parseDate('02/29/2024', 'MM/DD/YYYY') // '2024-02-29'
 */
export function parseDate(cell: string, format: DateFormat): string | undefined {
  const found = PATTERNS[format].exec(cell.trim())?.groups
  if (found === undefined) return undefined
  const { year = '', month = '', day = '' } = found
  const monthNumber = /^\d+$/.test(month) ? month : `${MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1}`
  const text = `${year}-${monthNumber.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isCalendarDay(text) ? text : undefined
}

function isCalendarDay(text: string): boolean {
  try {
    return formatLocalDay(parseLocalDay(text)) === text
  } catch {
    // parseLocalDay throws DATE_SYNTAX only: the day does not exist.
    return false
  }
}

/**
 * A count with commas between thousands as a whole number, rounded half up; undefined when the cell is something else.
 *
 * @example parseCount('56,373') // 56373
 */
export function parseCount(cell: string): number | undefined {
  const trimmed = cell.trim()
  if (!/^(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/.test(trimmed)) return undefined
  const count = Math.round(Number(trimmed.replaceAll(',', '')))
  return Number.isSafeInteger(count) ? count : undefined
}
