import { fromHex, type Hex } from '../bytes.ts'
import { refuse } from '../errors.ts'
import { recoverAddress } from '../signing/recover.ts'
import { decisionDigest } from '../signing/typed-data.ts'
import { ROLES, wordOf } from '../vocabulary.ts'
import type { CallContext, Model, Party } from './state.ts'

export const ROLE = { operator: 1, proponent: 2, meter: 3, registry: 4, verifier: 5, service: 6, report: 7 } as const

/** Key that signed a digest and its party, which must be in force in one of the roles. */
export function authorised(
  model: Model,
  at: CallContext,
  digest: Hex,
  signature: Hex,
  roles: readonly number[],
): { readonly signer: Hex; readonly party: Party } {
  const signer = recoverAddress(fromHex(digest), fromHex(signature), `${at.where}, signature`)
  const party = model.parties.get(signer)
  if (party === undefined || !roles.includes(party.role) || !isInForce(party, at))
    return refuse(
      `${at.where}, signature`,
      `a key in force as ${roles.map((role) => wordOf(ROLES, role)).join(' or ')}`,
      `${signer} (${party === undefined ? 'unknown' : wordOf(ROLES, party.role)})`,
      'signatures',
    )
  return { signer, party }
}

/** Signer of a decision; uses its nonce up. */
export function decided(
  model: Model,
  at: CallContext,
  message: { readonly action: string; readonly subject: Hex; readonly content: Hex; readonly nonce: bigint },
  signature: Hex,
  roles: readonly number[],
): Hex {
  const { signer, party } = authorised(model, at, decisionDigest(model.domain, message), signature, roles)
  if (party.nonce !== message.nonce)
    refuse(`${at.where}, nonce of ${signer}`, `${party.nonce}`, message.nonce, 'signatures')
  party.nonce += 1n
  return signer
}

/** Gives a key its role or takes it away. */
export function setParty(model: Model, key: Hex, role: number, isActive: boolean, timestampS: number): void {
  const known = model.parties.get(key.toLowerCase()) ?? { role, validFromS: 0, validToS: 0, nonce: 0n, sequence: 0n }
  if (isActive) Object.assign(known, { role, validFromS: timestampS, validToS: 0 })
  else known.validToS = timestampS
  model.parties.set(key.toLowerCase(), known)
}

function isInForce(party: Party, at: CallContext): boolean {
  return party.validToS === 0 && party.validFromS <= at.timestampS
}
