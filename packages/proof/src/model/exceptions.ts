import { refuse } from '../errors.ts'
import type { LedgerEvent, LedgerCall } from '../records.ts'
import { concat, encodeAbiParameters, keccak256 } from 'viem'
import { toHex, type Hex } from '../bytes.ts'
import { EXCEPTION_STATES, wordOf } from '../vocabulary.ts'
import { ROLE, decided } from './authority.ts'
import { dayStateOf, type CallContext, type ExceptionRecord, type Model } from './state.ts'
import type { Bound } from './tolerance.ts'

const NO_REPORT = `0x${'00'.repeat(32)}` as const
const FIRST_STATE: Record<number, number> = { 2: 1, 3: 2, 4: 7 }
const CLOSING = new Set([2, 3, 7, 8])
/** Outcome bit by resolving state: withdrawn, released by proponent, released by registry. */
const OUTCOME: Record<number, number> = { 6: 1, 5: 2, 9: 4 }

/**
 * Event of an exception, unless the limit has one of this level or higher on this day, which covers what was judged: of a
 * day's amount (`isExact`) only that one, of readings those that are no farther out on the same side.
 */
export function openException(
  model: Model,
  day: number,
  limit: number,
  level: number,
  amount: bigint,
  bound: Bound,
  isExact: boolean,
): LedgerEvent | undefined {
  const latest = model.exceptions[(model.latestException.get(`${day}/${limit}`) ?? 0) - 1]
  const isVoid = (model.latestException.get(`${day}/${limit}`) ?? 0) <= dayStateOf(model, day).voidTo
  if (latest !== undefined && !isVoid && latest.level >= level && covers(latest.amount, amount, bound, isExact))
    return undefined
  model.exceptions.push({ day, limit, level, amount, state: FIRST_STATE[level] ?? 7, report: NO_REPORT })
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

function covers(judged: bigint, amount: bigint, { high }: Bound, isExact: boolean): boolean {
  if (isExact) return judged === amount
  return amount > high ? judged >= amount : judged <= amount
}

type Step = { readonly from: number; readonly to: number; readonly role: number }
const AWAITING = 10
const TRANSITIONS: Record<string, Step> = {
  justify: { from: 2, to: 3, role: ROLE.proponent },
  release: { from: 3, to: 4, role: ROLE.proponent },
  resubmit: { from: 4, to: 5, role: ROLE.proponent },
  'resubmit-corrected': { from: 4, to: AWAITING, role: ROLE.proponent },
  withdraw: { from: 4, to: 6, role: ROLE.proponent },
  'file-report': { from: 7, to: 8, role: ROLE.proponent },
  'send-back': { from: 8, to: 7, role: ROLE.registry },
  'release-as-is': { from: 8, to: 9, role: ROLE.registry },
  'release-corrected': { from: 8, to: AWAITING, role: ROLE.registry },
  'release-zero': { from: 8, to: 6, role: ROLE.registry },
}

/** A decision on an exception; its signature covers what it accepts. */
export function decideException(
  model: Model,
  at: CallContext,
  [id, action, content, nonce, signature]: Extract<LedgerCall, { functionName: 'decide' }>['args'],
): LedgerEvent {
  const { exception, step } = stepOf(model, at, id, action)
  const signed = citing(action, content, exception, content)
  const message = { action, subject: toHex(idBytes(id)), content: signed, nonce }
  if (step.to === AWAITING) refuse(at.where, 'an action without corrected data', action, 'tolerances')
  const signer = decided(model, at, message, signature, [step.role])
  if (action === 'file-report') exception.report = content
  return moveException(model, id, step.to, signer, content)
}

/** A decision that accepts a batch in place of the day's data. */
export function decideCorrected(
  model: Model,
  at: CallContext,
  [id, action, digest, content, nonce, signature]: Extract<LedgerCall, { functionName: 'decideCorrected' }>['args'],
): LedgerEvent[] {
  const { exception, step } = stepOf(model, at, id, action)
  if (step.to !== AWAITING) refuse(at.where, 'an action with corrected data', action, 'tolerances')
  if (model.batches.get(digest)?.isCommitted === true || model.corrections.has(digest))
    refuse(at.where, 'a batch that is not there yet', digest, 'tolerances')
  const message = { action, subject: toHex(idBytes(id)), content: citing(action, content, exception, digest), nonce }
  const signer = decided(model, at, message, signature, [step.role])
  const moved = moveException(model, id, step.to, signer, content)
  model.corrections.set(digest, Number(id))
  return [{ eventName: 'CorrectionExpected', args: { exception: id, digest } }, moved]
}

/** Moves an exception; settles the gate and what its day waits for. */
export function moveException(model: Model, id: bigint, to: number, signer: Hex, content: Hex): LedgerEvent {
  const exception = model.exceptions[Number(id) - 1]
  const from = exception?.state ?? 0
  if (exception !== undefined) exception.state = to
  for (const [digest, of] of model.corrections) if (of === Number(id)) model.corrections.delete(digest)
  model.closing += Number(CLOSING.has(to)) - Number(CLOSING.has(from))
  const outcome = OUTCOME[to]
  if (outcome !== undefined && exception !== undefined) {
    const day = dayStateOf(model, exception.day)
    day.unresolved -= 1
    day.outcomes |= outcome
  }
  return { eventName: 'ExceptionMoved', args: { id, from, to, signer, content } }
}

function stepOf(model: Model, at: CallContext, id: bigint, action: string) {
  const exception =
    model.exceptions[Number(id) - 1] ?? refuse(at.where, `one of ${model.exceptions.length} exceptions`, id)
  const step = TRANSITIONS[action]
  // who asked for corrected data may still decide otherwise
  const state = exception.state === AWAITING ? (exception.level === 4 ? 8 : 4) : exception.state
  if (step === undefined || step.from !== state)
    return refuse(
      at.where,
      'an action its state allows',
      `${action} in ${wordOf(EXCEPTION_STATES, exception.state)}`,
      'tolerances',
    )
  return { exception, step }
}

/** What the signature covers: the content, and what is accepted by it. */
function citing(action: string, content: Hex, { report, amount }: ExceptionRecord, digest: Hex): Hex {
  const judged = encodeAbiParameters([{ type: 'int256' }], [amount])
  switch (action) {
    case 'resubmit':
      return hashPair(content, judged)
    case 'resubmit-corrected':
      return hashPair(content, digest)
    case 'send-back':
    case 'release-zero':
      return hashPair(content, report)
    case 'release-as-is':
      return hashPair(content, hashPair(report, judged))
    case 'release-corrected':
      return hashPair(content, hashPair(report, digest))
    default:
      return content
  }
}

function hashPair(one: Hex, other: Hex): Hex {
  return keccak256(concat([one, other]))
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
