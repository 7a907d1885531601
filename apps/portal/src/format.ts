import { formatDecimal, parseDecimal } from '@tcctv/units'

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/

/**
 * Decimal text with a fixed number of places and grouped thousands, without passing through a float. Ties go away
 * from zero; a text that is no decimal is returned as it is.
 *
 * @example formatDecimalText('-1234.5675', 3) // '−1,234.568'
 */
export function formatDecimalText(text: string, places: number): string {
  const match = DECIMAL.exec(text)
  if (match === null) return text
  const [, sign = '', whole = '0', fraction = ''] = match
  const digits = roundedDigits(whole + fraction.padEnd(places + 1, '0'), Math.max(fraction.length, places + 1) - places)
  const padded = digits.padStart(places + 1, '0')
  const integer = padded.slice(0, padded.length - places)
  const shown = `${groupThousands(integer)}${places === 0 ? '' : `.${padded.slice(-places)}`}`
  return sign === '-' && /[1-9]/.test(shown) ? `−${shown}` : shown
}

function roundedDigits(digits: string, drop: number): string {
  const scale = 10n ** BigInt(drop)
  return ((BigInt(digits) + scale / 2n) / scale).toString()
}

function groupThousands(integer: string): string {
  return integer.replace(/\B(?=(\d{3})+$)/g, ',')
}

/** tCO2e at the precision of the pages; the exact text belongs in a title beside it. */
export function formatTonnes(text: string): string {
  return formatDecimalText(text, 3)
}

/** A count with grouped thousands. @example formatCount(35040) // '35,040' */
export function formatCount(count: number): string {
  return groupThousands(String(Math.trunc(count)))
}

/** Number for an axis or a hover text: at most four significant digits. For pixels only. */
export function formatPixelNumber(number: number): string {
  if (number === 0) return '0'
  const places = Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(Math.abs(number)))))
  const text = number.toFixed(places)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** Share as a percentage, rounded down so that 99.99 % never reads as complete. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return '–'
  return `${(Math.floor((part / whole) * 1000) / 10).toFixed(1)} %`
}

/** ISO date and time of an instant in a zone. @example formatInstant('2012-03-11T09:00:00Z', 'UTC') // '2012-03-11 09:00' */
export function formatInstant(instant: string | number, zone: string): string {
  const parts = zoneParts(typeof instant === 'number' ? instant * 1000 : Date.parse(instant), zone)
  return parts === null ? String(instant) : `${parts.day} ${parts.time}`
}

/** Local day of an instant in a zone. */
export function dayInZone(instant: string | number, zone: string): string {
  const parts = zoneParts(typeof instant === 'number' ? instant * 1000 : Date.parse(instant), zone)
  return parts === null ? String(instant) : parts.day
}

function zoneParts(ms: number, zone: string): { readonly day: string; readonly time: string } | null {
  if (!Number.isFinite(ms)) return null
  // sv-SE writes ISO 8601 dates and 24-hour times.
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(ms)
  return { day: text.slice(0, 10), time: text.slice(11) }
}

/** Begin and end of a hash; the whole text belongs in a title beside it. */
export function shortHash(hash: string): string {
  return hash.length <= 16 ? hash : `${hash.slice(0, 8)}…${hash.slice(-6)}`
}

/** Bytes as kB or MB. @example formatBytes(1_500_000) // '1.5 MB' */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** Length of a step in the largest unit that gives a whole number. @example formatStep(21600) // '6 h' */
export function formatStep(seconds: number): string {
  const units = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
  ] as const
  const [size, unit] = units.find(([size]) => seconds % size === 0) ?? [1, 's']
  return `${seconds / size} ${unit}`
}

/** A share of one, as decimal text, in percent with two places; a dash for none. @example formatPortion('0.9791') // '97.91 %' */
export function formatPortion(share: string | null): string {
  return share === null ? '–' : `${formatDecimal(parseDecimal(share, 4), 2)} %`
}
