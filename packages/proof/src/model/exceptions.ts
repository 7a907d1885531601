import { refuse } from '../errors.ts'
import type { LedgerEvent, LedgerCall } from '../records.ts'
import { toHex } from '../bytes.ts'
import { EXCEPTION_STATES, wordOf } from '../vocabulary.ts'
import { ROLE, decided } from './authority.ts'
import { dayStateOf, type CallContext, type Limit, type Model } from './state.ts'

const FIRST_STATE: Record<number, number> = { 2: 1, 3: 2, 4: 7 }
const CLOSING = new Set([2, 3, 7, 8])
/** Outcome bit by resolving state: withdrawn, released by proponent, released by registry. */
const OUTCOME: Record<number, number> = { 6: 1, 5: 2, 9: 4 }

/**
 * Event of an exception, unless the limit has one of this level or higher on this day. A decision on a day's amount
 * (`bindsAmount`) covers that amount only: other data is judged again.
 */
export function openException(
  model: Model,
  day: number,
  limit: number,
  level: number,
  amount: bigint,
  bound: Limit['bounds'][number],
  bindsAmount: boolean,
): LedgerEvent | undefined {
  const latest = model.exceptions[(model.latestException.get(`${day}/${limit}`) ?? 0) - 1]
  if (latest !== undefined && latest.level >= level && (!bindsAmount || latest.amount === amount)) return undefined
  model.exceptions.push({ day, limit, level, amount, state: FIRST_STATE[level] ?? 7 })
  const id = model.exceptions.length
  model.latestException.set(`${day}/${limit}`, id)
  if (level > 2) {
    model.closing += 1
    dayStateOf(model, day).unresolved += 1
  }
  return {
    eventName: 'ExceptionOpened',
    args: { id: BigInt(id), day, limit, level, amount, low: bound.low, high: bound.high },
  }
}

const TRANSITIONS: Record<string, { readonly from: number; readonly to: number; readonly role: number }> = {
  justify: { from: 2, to: 3, role: ROLE.proponent },
  release: { from: 3, to: 4, role: ROLE.proponent },
  resubmit: { from: 4, to: 5, role: ROLE.proponent },
  withdraw: { from: 4, to: 6, role: ROLE.proponent },
  'file-report': { from: 7, to: 8, role: ROLE.proponent },
  'send-back': { from: 8, to: 7, role: ROLE.registry },
  'release-as-is': { from: 8, to: 9, role: ROLE.registry },
  'release-zero': { from: 8, to: 6, role: ROLE.registry },
}

/** A decision on an exception. */
export function decideException(
  model: Model,
  at: CallContext,
  [id, action, content, nonce, signature]: Extract<LedgerCall, { functionName: 'decide' }>['args'],
): LedgerEvent {
  const exception =
    model.exceptions[Number(id) - 1] ?? refuse(at.where, `one of ${model.exceptions.length} exceptions`, id)
  const from = exception.state
  const step = TRANSITIONS[action]
  if (step === undefined || step.from !== from)
    return refuse(
      at.where,
      'an action its state allows',
      `${action} in ${wordOf(EXCEPTION_STATES, from)}`,
      'tolerances',
    )
  const message = { action, subject: toHex(idBytes(id)), content, nonce }
  const signer = decided(model, at, message, signature, [step.role])
  exception.state = step.to
  if (CLOSING.has(from) && !CLOSING.has(step.to)) model.closing -= 1
  const outcome = OUTCOME[step.to]
  if (outcome !== undefined) {
    const day = dayStateOf(model, exception.day)
    day.unresolved -= 1
    day.outcomes |= outcome
  }
  return { eventName: 'ExceptionMoved', args: { id, from, to: step.to, signer, content } }
}

/** A number as the 32 bytes of a decision's subject. */
export function idBytes(id: bigint): Uint8Array {
  const bytes = new Uint8Array(32)
  let rest = id
  for (let at = 31; at >= 0 && rest > 0n; at -= 1) {
    bytes[at] = Number(rest & 0xffn)
    rest >>= 8n
  }
  return bytes
}
