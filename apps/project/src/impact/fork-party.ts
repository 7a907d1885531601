import { nameOfCode, ROLES, type LedgerEvent, type RoleName } from '@tcctv/contracts'
import { takenSignature, type ProjectLedger, type Signed } from '@tcctv/ledger'
import { projectError } from '../errors.ts'
import type { Hex } from '../read-model/projected.ts'

/** The parties of a fork: which key is in force in which role, and decisions in their names. */
export type ForkParties = {
  readonly note: (events: readonly LedgerEvent[]) => void
  /** @throws {TcctvError} NOT_FOUND without a key in force */
  readonly keyOf: (role: RoleName) => Hex
  readonly sign: (signer: Hex) => Promise<Signed>
}

/** A fork takes every signature as given, so the nonce is all that a decision needs. */
export function forkParties(ledger: Pick<ProjectLedger, 'nonceOf'>): ForkParties {
  const keys = new Map<RoleName, Set<Hex>>()
  return {
    note: (events) => {
      for (const event of events) {
        if (event.eventName !== 'KeySet') continue
        const role = nameOfCode(ROLES, event.args.role)
        if (role === undefined) continue
        const ofRole = keys.get(role) ?? new Set<Hex>()
        keys.set(role, ofRole)
        if (event.args.active) ofRole.add(event.args.key)
        else ofRole.delete(event.args.key)
      }
    },
    keyOf: (role) => {
      const [key] = keys.get(role) ?? []
      if (key === undefined) throw projectError('NOT_FOUND', { what: 'key in force of the', id: role })
      return key
    },
    sign: async (signer) => ({ nonce: await ledger.nonceOf(signer), signature: takenSignature(signer) }),
  }
}
