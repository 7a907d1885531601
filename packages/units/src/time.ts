import { unitsError } from './errors.ts'

/** Seconds since 1970-01-01T00:00:00Z, an integer. */
export type UnixS = number
/** Days since 1970-01-01 of a local calendar, an integer: 2011-04-15 is 15079. */
export type LocalDay = number
/** Half-open range of instants, [fromS, toS). */
export type Period = { readonly fromS: UnixS; readonly toS: UnixS }
/** From `fromS` on (until the next row) local time = UTC + offsetS. Rows ascend; the first covers the beginning. */
export type OffsetRow = { readonly fromS: UnixS; readonly offsetS: number }
/** Zone rules of a project's crediting period, as compiled into its PDD version and used by the contract. */
export type OffsetTable = readonly OffsetRow[]

export const DAY_S = 86_400

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(0+))?)?(?:([Zz])|([+-])(\d\d):(\d\d))$/
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/

/**
 * Days from 1970-01-01 to a proleptic Gregorian date.
 *
 * @throws {TcctvError} DATE_SYNTAX for text that is not YYYY-MM-DD or a day that does not exist
 * @example parseLocalDay('2011-04-15') // 15079
 */
export function parseLocalDay(text: string): LocalDay {
  const match = DATE.exec(text)
  const day = match === null ? undefined : dayNumber(Number(match[1]), Number(match[2]), Number(match[3]))
  if (day === undefined) throw unitsError('DATE_SYNTAX', { text })
  return day
}

/** The date as YYYY-MM-DD. @example formatLocalDay(15079) // '2011-04-15' */
export function formatLocalDay(day: LocalDay): string {
  return new Date(day * DAY_S * 1000).toISOString().slice(0, 10)
}

/**
 * An RFC 3339 time with its offset as whole unix seconds. Refuses 31 February, hour 24, leap seconds and
 * fractions other than zeros.
 *
 * @throws {TcctvError} TIME_SYNTAX
 * @example parseTime('2011-04-15T00:00:00-06:00') // 1302847200
 */
export function parseTime(text: string): UnixS {
  const match = RFC3339.exec(text)
  if (match === null) throw unitsError('TIME_SYNTAX', { text })
  const [, year, month, date, hour, minute, second = '0', , , sign, offsetHour = '0', offsetMinute = '0'] = match
  const day = dayNumber(Number(year), Number(month), Number(date))
  const inRange = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60
  if (day === undefined || !inRange || Number(offsetHour) > 23 || Number(offsetMinute) > 59)
    throw unitsError('TIME_SYNTAX', { text })
  const offsetS = (sign === '-' ? -1 : 1) * (Number(offsetHour) * 3600 + Number(offsetMinute) * 60)
  return day * DAY_S + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offsetS
}

/** The instant as ISO-8601 UTC without fraction. @example formatTime(1302847200) // '2011-04-15T06:00:00Z' */
export function formatTime(atS: UnixS): string {
  return new Date(atS * 1000).toISOString().replace('.000Z', 'Z')
}

/** Offset of local time from UTC in seconds at an instant, from the table. */
export function offsetAt(table: OffsetTable, atS: UnixS): number {
  let offsetS = table[0]?.offsetS ?? 0
  for (const row of table) {
    if (row.fromS > atS) break
    offsetS = row.offsetS
  }
  return offsetS
}

/** Local calendar day of an instant. @example localDayOf(denver, parseTime('2011-04-15T06:00:00Z')) // 15079 */
export function localDayOf(table: OffsetTable, atS: UnixS): LocalDay {
  return Math.floor((atS + offsetAt(table, atS)) / DAY_S)
}

/** Hour of the local day at an instant, 0 to 23. @example localHourOf(denver, parseTime('2011-04-15T06:00:00Z')) // 0 */
export function localHourOf(table: OffsetTable, atS: UnixS): number {
  return Math.floor(((atS + offsetAt(table, atS)) % DAY_S) / 3600)
}

/** The instants of a local day; 23, 24 or 25 hours long. A midnight that is repeated counts from its first pass. */
export function periodOfDay(table: OffsetTable, day: LocalDay): Period {
  return { fromS: instantOfWallClock(table, day * DAY_S), toS: instantOfWallClock(table, (day + 1) * DAY_S) }
}

/**
 * The instant at which a wall clock of the zone shows the given local seconds (counted as if it were UTC).
 * A repeated wall-clock time is read with its first offset; a time that never existed gives the instant the
 * clock jumped over it to (see {@link existsOnWallClock}).
 */
export function instantOfWallClock(table: OffsetTable, wallClockS: number): UnixS {
  for (const offsetS of offsetsNear(table, wallClockS)) {
    const atS = wallClockS - offsetS
    if (offsetAt(table, atS) === offsetS) return atS
  }
  const jump = table.find((row) => row.fromS + row.offsetS > wallClockS && row !== table[0])
  return jump?.fromS ?? wallClockS - offsetAt(table, wallClockS)
}

/** False for wall-clock times that the spring change jumped over. */
export function existsOnWallClock(table: OffsetTable, wallClockS: number): boolean {
  return offsetsNear(table, wallClockS).some((offsetS) => offsetAt(table, wallClockS - offsetS) === offsetS)
}

function offsetsNear(table: OffsetTable, wallClockS: number): number[] {
  const before = offsetAt(table, wallClockS - 2 * DAY_S)
  const after = offsetAt(table, wallClockS + 2 * DAY_S)
  return before === after ? [before] : [before, after]
}

/**
 * Compiles the rules of an IANA zone between two instants into a table. Reads the zone database of the runtime:
 * call it once, when a PDD version is made; contract and checker use the table only.
 *
 * @throws {TcctvError} ZONE_UNKNOWN
 */
export function compileOffsetTable(zone: string, period: Period): OffsetTable {
  const rows: OffsetRow[] = [{ fromS: 0, offsetS: zoneOffset(zone, period.fromS - 2 * DAY_S) }]
  for (let atS = period.fromS - 2 * DAY_S; atS < period.toS + 2 * DAY_S; atS += DAY_S) {
    const offsetS = zoneOffset(zone, atS + DAY_S)
    if (offsetS !== rows.at(-1)?.offsetS) rows.push({ fromS: changeBetween(zone, atS, atS + DAY_S), offsetS })
  }
  return rows
}

function changeBetween(zone: string, fromS: UnixS, toS: UnixS): UnixS {
  const before = zoneOffset(zone, fromS)
  let [low, high] = [fromS, toS]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (zoneOffset(zone, middle) === before) low = middle
    else high = middle
  }
  return high
}

function zoneOffset(zone: string, atS: UnixS): number {
  const shown = zoneFormat(zone)
    .format(new Date(atS * 1000))
    .replace(/\D+/g, ' ')
    .trim()
    .split(' ')
    .map(Number)
  const [month = 0, date = 0, year = 0, hour = 0, minute = 0, second = 0] = shown
  return Date.UTC(year, month - 1, date, hour, minute, second) / 1000 - atS
}

function zoneFormat(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
  } catch (cause) {
    throw unitsError('ZONE_UNKNOWN', { zone }, cause)
  }
}

function dayNumber(year: number, month: number, date: number): LocalDay | undefined {
  const atMs = Date.UTC(year, month - 1, date)
  const made = new Date(atMs)
  if (made.getUTCFullYear() !== year || made.getUTCMonth() !== month - 1 || made.getUTCDate() !== date) return undefined
  return atMs / (DAY_S * 1000)
}
