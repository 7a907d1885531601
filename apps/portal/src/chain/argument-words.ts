import { formatDecimal } from '@tcctv/units'
import { addDays } from '../days.ts'
import { formatInstant } from '../format.ts'

const EVIDENCE = ['', 'meter-signed', 'gateway-signed', 'file', 'manual'] as const
const STAGES = ['', 'provisioned', 'trial', 'under-review', 'live', 'closed'] as const
const RECORD_STATUS = [
  '',
  'provisional',
  'provisional-with-report',
  'withheld',
  'released-by-proponent',
  'released-by-registry',
  'withdrawn-conservative',
] as const
const CODES: Readonly<Record<string, readonly string[]>> = { evidence: EVIDENCE, stage: STAGES, status: RECORD_STATUS }
/** Quantities of these names stand on the chain in 1e-18 of their unit. */
const SCALED = new Set([
  'inputs',
  'unrounded',
  'rounded',
  'baseline',
  'project',
  'leakage',
  'reduction',
  'eligible',
  'carried',
])
const PLACES = 18

/**
 * What an argument of an event means, for names whose meaning the number doesn't show; null for all others.
 *
 * @example argumentWords('day', '15630', 'UTC') // '2012-10-17'
 */
export function argumentWords(name: string, argument: unknown, zone: string): string | null {
  if (Array.isArray(argument)) {
    return SCALED.has(name) && argument.length > 0 ? argument.map((one) => scaled(String(one))).join(', ') : null
  }
  const text = String(argument)
  if (!/^-?\d+$/.test(text)) return null
  if (name === 'day' || name.endsWith('Day')) return addDays('1970-01-01', Number(text))
  if (name === 'startS') return `${formatInstant(Number(text), zone)} ${zone}`
  if (SCALED.has(name)) return `${scaled(text)} tCO2e`
  return CODES[name]?.[Number(text)] || null
}

function scaled(text: string): string {
  return /^-?\d+$/.test(text) ? formatDecimal(BigInt(text), PLACES) : text
}
