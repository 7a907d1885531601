import { describeCall } from '@tcctv/contracts'
import type { AcceptRaw, ProjectLedger } from '@tcctv/ledger'
import { projectError } from './errors.ts'

/** Calls that carry no party's signature and change the record; this process alone decides when they are made. */
const UNSIGNED: ReadonlySet<string> = new Set(['quantifyDay', 'quantifyDayOver'])

/**
 * Which raw transactions the chain takes: signed calls sent straight to the ledger, and programs sent to the
 * quantifier. A call by way of another contract would have calldata that neither the projection nor a verifier can
 * read; a foreign contract's events are no records; and a day closed by a stranger before its last reading is in would
 * refuse that reading for ever.
 *
 * @throws {TcctvError} RAW_REFUSED; CALL_UNKNOWN
 */
export function acceptRaw({ domain, quantifier }: Pick<ProjectLedger, 'domain' | 'quantifier'>): AcceptRaw {
  return ({ to, data }) => {
    if (to === null) throw projectError('RAW_REFUSED', { reason: 'it creates a contract' })
    const { name } = describeCall(data)
    const isProgram = isSame(to, quantifier) && name === 'registerProgram'
    if (isProgram) return
    if (!isSame(to, domain.ledger)) throw projectError('RAW_REFUSED', { reason: `it calls ${to}` })
    if (UNSIGNED.has(name)) throw projectError('RAW_REFUSED', { reason: `${name} is made by the project itself` })
  }
}

function isSame(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase()
}
