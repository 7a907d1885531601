import { encodeAbiParameters, keccak256 } from 'viem'
import { toHex } from '../bytes.ts'
import { refuse } from '../errors.ts'
import type { LedgerCall, LedgerEvent } from '../records.ts'
import { ROLE, decided } from './authority.ts'
import { idBytes } from './exceptions.ts'
import type { CallContext, Model } from './state.ts'

type ArgumentsOf<Name extends LedgerCall['functionName']> = Extract<LedgerCall, { functionName: Name }>['args']

const FORWARD = 3
const [RAISED, ANSWERED, CLOSED] = [1, 2, 3]
const CONTENT = [{ type: 'uint8' }, { type: 'uint16' }, { type: 'bytes32' }]

/** A request of verifier or registry, numbered from 1: for correction (1), clarification (2) or the future (3). */
export function raiseFinding(
  model: Model,
  at: CallContext,
  [kind, vintage, subject, content, nonce, signature]: ArgumentsOf<'raiseFinding'>,
): LedgerEvent {
  const hash = keccak256(encodeAbiParameters(CONTENT, [kind, vintage, content]))
  const message = { action: 'raise-finding', subject, content: hash, nonce }
  const signer = decided(model, at, message, signature, [ROLE.registry, ROLE.verifier])
  if (kind < 1 || kind > FORWARD) refuse(at.where, 'a kind of finding from 1 to 3', kind)
  const raisedBy = model.parties.get(signer)?.role ?? 0
  model.findings.push({ kind, vintage, raisedBy, state: RAISED })
  const number = BigInt(model.findings.length)
  return { eventName: 'FindingRaised', args: { number, vintage, kind, subject, content, signer } }
}

/** An answer by the proponent, or the end of a finding by the role that raised it. */
export function moveFinding(
  model: Model,
  at: CallContext,
  [number, to, content, nonce, signature]: ArgumentsOf<'moveFinding'>,
): LedgerEvent {
  const finding = model.findings[Number(number) - 1]
  if (finding === undefined || finding.state === CLOSED) return refuse(at.where, 'an open finding', number)
  if (to !== ANSWERED && to !== CLOSED) refuse(at.where, 'an answer (2) or the end (3) of a finding', to)
  const isAnswer = to === ANSWERED
  const message = {
    action: isAnswer ? 'answer-finding' : 'close-finding',
    subject: toHex(idBytes(number)),
    content,
    nonce,
  }
  const signer = decided(model, at, message, signature, [isAnswer ? ROLE.proponent : finding.raisedBy])
  finding.state = to
  return { eventName: 'FindingMoved', args: { number, to, content, signer } }
}

/** No statement, and with 0 no stage live, while a request for correction or clarification is open. */
export function checkFindings(model: Model, at: CallContext, vintage: number): void {
  const open = model.findings.filter(
    (one) => one.kind !== FORWARD && one.state !== CLOSED && (one.vintage === 0 || one.vintage === vintage),
  )
  if (open.length > 0) refuse(at.where, 'no open finding', `${open.length} open`, 'records')
}
