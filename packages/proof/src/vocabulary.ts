/** Words for the numbers on the chain; see the chain form. Index = number on the chain. */
export const ROLES = ['none', 'operator', 'proponent', 'meter', 'registry', 'verifier', 'service', 'report'] as const
export const STAGES = ['none', 'provisioned', 'trial', 'under-review', 'live', 'closed'] as const
export const RECORD_STATUS = [
  'none',
  'provisional',
  'provisional with exceptional report',
  'withheld',
  'released by proponent - not verified',
  'released by registry',
  'withdrawn at the conservative value',
] as const
export const EXCEPTION_STATES = [
  'none',
  'noted',
  'held3',
  'justified3',
  'released3',
  'resubmitted',
  'withdrawn',
  'held4',
  'reported4',
  'released4',
  'awaiting corrected data',
] as const
export const EVIDENCE = ['none', 'meter-signed', 'gateway-signed', 'file', 'manual', 'substituted'] as const
export const PERIOD_STATES = [
  'open',
  'frozen',
  'reported',
  'under-verification',
  'verified',
  'issuance-requested',
  'issued',
  'returned',
  'compensated',
] as const

/** The word of a number, or `unknown (n)`. @example wordOf(ROLES, 4) // 'registry' */
export function wordOf(words: readonly string[], index: number): string {
  return words[index] ?? `unknown (${index})`
}
