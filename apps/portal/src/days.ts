const DAY_MS = 86_400_000
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Whether a text is a calendar day that exists. */
export function isDay(text: string): boolean {
  const ms = DAY.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}

/** The day some days later (or earlier). @example addDays('2024-02-28', 2) // '2024-03-01' */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10)
}

/** Days from one day to another, both counted. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS) + 1
}

/** The range of that many days that ends on a day, not before a first day. */
export function rangeEnding(to: string, days: number, first: string): { readonly from: string; readonly to: string } {
  const from = addDays(to, 1 - days)
  return { from: from < first ? first : from, to }
}
