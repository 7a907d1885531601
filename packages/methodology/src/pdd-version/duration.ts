import { DAY_S } from '@tcctv/units'

const FIXED_LENGTH = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/

/**
 * Seconds of an ISO 8601 duration of days, hours, minutes and seconds; undefined for years and months, which have no
 * fixed length. The text must have been checked by the document schema.
 *
 * @example secondsOf('PT15M') // 900
 */
export function secondsOf(duration: string): number | undefined {
  const match = FIXED_LENGTH.exec(duration)
  if (match === null) return undefined
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? '0'))
  return days * DAY_S + hours * 3600 + minutes * 60 + seconds
}
