import { formatLocalDay } from '@tcctv/units'
import { toHex } from '../bytes.ts'
import { refuse } from '../errors.ts'
import type { LedgerCall, LedgerEvent } from '../records.ts'
import { commitmentDigest } from '../signing/typed-data.ts'
import { ROLE, authorised, decided } from './authority.ts'
import { idBytes } from './exceptions.ts'
import type { CallContext, Model } from './state.ts'

type ArgumentsOf<Name extends LedgerCall['functionName']> = Extract<LedgerCall, { functionName: Name }>['args']

/** The intake takes batches: no closing exception, stage trial or live. */
export function checkOpen(model: Model, at: CallContext): void {
  if (model.closing !== 0) refuse(at.where, 'an open intake', `${model.closing} closing exceptions`, 'tolerances')
  if (model.stage !== 2 && model.stage !== 4) refuse(at.where, 'stage trial or live', model.stage)
}

/** Readings of a day announced while the intake was closed. */
export function commitWithheld(
  model: Model,
  at: CallContext,
  [batch, day, signature]: ArgumentsOf<'commitWithheld'>,
): LedgerEvent {
  if (model.closing === 0) refuse(at.where, 'a closed intake', 'open')
  const digest = commitmentDigest(model.domain, batch, day)
  const { signer } = authorised(model, at, digest, signature, [ROLE.proponent, ROLE.meter])
  if (model.batches.has(batch)) refuse(at.where, 'a batch not known yet', batch)
  if (day < model.nextDay) refuse(at.where, `a day from ${formatLocalDay(model.nextDay)} on`, formatLocalDay(day))
  model.batches.set(batch, { isCommitted: false, isAbandoned: false, announcedS: at.timestampS, day })
  model.withheldOn.set(day, (model.withheldOn.get(day) ?? 0) + 1)
  return { eventName: 'WithheldCommitted', args: { batch, day, signer } }
}

/** The registry gives up waiting for an announced batch. */
export function abandonWithheld(
  model: Model,
  at: CallContext,
  [batch, content, nonce, signature]: ArgumentsOf<'abandonWithheld'>,
): LedgerEvent {
  const message = { action: 'abandon-withheld', subject: batch, content, nonce }
  const signer = decided(model, at, message, signature, [ROLE.registry])
  const known = model.batches.get(batch)
  if (known === undefined || known.isCommitted || known.isAbandoned)
    return refuse(at.where, 'an announced batch', batch, 'readings')
  model.withheldOn.set(known.day, (model.withheldOn.get(known.day) ?? 0) - 1)
  model.batches.set(batch, { ...known, isAbandoned: true })
  return { eventName: 'WithheldAbandoned', args: { batch, day: known.day, signer, content } }
}

/** The proponent says that no more readings come up to a day. */
export function closeDay(
  model: Model,
  at: CallContext,
  [day, content, nonce, signature]: ArgumentsOf<'closeDay'>,
): LedgerEvent {
  const message = { action: 'close-day', subject: toHex(idBytes(BigInt(day))), content, nonce }
  const signer = decided(model, at, message, signature, [ROLE.proponent])
  checkOpen(model, at)
  if (day <= model.closedThrough || day > model.lastBatchDay)
    refuse(at.where, 'a day with readings that is not closed', formatLocalDay(day), 'records')
  model.closedThrough = day
  return { eventName: 'DayClosed', args: { day, signer, content } }
}
