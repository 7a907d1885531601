import { encodeAbiParameters, keccak256 } from 'viem'
import { refuse } from '../errors.ts'
import type { LedgerCall, LedgerEvent } from '../records.ts'
import { needsReadings } from './aggregates.ts'
import { ROLE, decided } from './authority.ts'
import { laneKey, type CallContext, type Lane, type Model, type PddVersion } from './state.ts'

const ONE = 10n ** 18n
const PERMISSIBLE = 1
const FOUND = 2
const REST = 3

/** What an overdue calibration takes from a lane's amount of a day. `rest` is for days computed before. */
export type Bearing = {
  readonly lane: number
  readonly key: string
  readonly role: number
  readonly magnitude: bigint
  readonly error: bigint
  readonly reason: number
  readonly isOpen: boolean
  readonly rest: bigint
  readonly restError: bigint
  readonly isSettled: boolean
}

/** A calibration that the proponent states. */
export function calibrate(
  model: Model,
  at: CallContext,
  [meter, day, relative, certificate, nonce, signature]: Extract<LedgerCall, { functionName: 'calibrate' }>['args'],
): LedgerEvent {
  const content = keccak256(
    encodeAbiParameters([{ type: 'uint32' }, { type: 'uint64' }, { type: 'bytes32' }], [day, relative, certificate]),
  )
  const signer = decided(model, at, { action: 'calibrate', subject: meter, content, nonce }, signature, [
    ROLE.proponent,
  ])
  const known = model.calibrations.get(meter) ?? []
  if (day <= (known.at(-1)?.day ?? -1)) refuse(at.where, `a day after ${known.at(-1)?.day}`, day)
  if (relative > ONE || day > Math.floor(at.timestampS / 86_400) + 1)
    refuse(at.where, 'an error and a day that can be', day)
  model.calibrations.set(meter, [...known, { day, found: relative }])
  return { eventName: 'Calibrated', args: { meter, day, relative, certificate, signer } }
}

/**
 * From the due day to the next calibration a lane bears the permissible error, or a larger one that this calibration
 * found; what was borne too little on days computed before is the rest.
 */
export function bearingOf(
  model: Model,
  { meters }: PddVersion,
  lane: Lane,
  index: number,
  day: number,
  amount: bigint,
): Bearing | undefined {
  const rule = meters[index]
  if (rule === undefined) return undefined
  const key = laneKey(lane)
  const known = model.calibrations.get(lane.meter) ?? []
  const done = known.filter((one) => one.day <= day).length
  const before = model.overdue.get(key)
  const closing = before === undefined ? undefined : known[before.calibrations]
  const owed = before === undefined || closing === undefined ? 0n : share(before.measured, closing.found)
  const rest = before !== undefined && owed > before.borne ? owed - before.borne : 0n
  const last = known[done - 1]
  const dueDay = Math.max(rule.dueDay, last === undefined ? 0 : last.day + rule.intervalDays)
  const isOverdue = day >= dueDay
  const found = known[done]?.found ?? 0n
  const isLarger = found > rule.permissible
  return {
    lane: index,
    key,
    role: lane.role,
    magnitude: isOverdue ? (amount < 0n ? -amount : amount) : 0n,
    error: isLarger ? found : rule.permissible,
    reason: isOverdue ? (isLarger ? FOUND : PERMISSIBLE) : 0,
    isOpen: done === known.length,
    rest,
    restError: closing?.found ?? 0n,
    isSettled: closing !== undefined,
  }
}

/** Adjustment of the day's own amount, against the claim. */
export function adjustmentOf({ role, magnitude, error, reason }: Bearing): bigint {
  return reason === 0 ? 0n : against(role, share(magnitude, error))
}

/** What one reading bears. */
export function borneOf({ role, error, reason }: Bearing, amount: bigint): bigint {
  return reason === 0 ? 0n : against(role, share(amount < 0n ? -amount : amount, error))
}

export function restOf({ role, rest }: Bearing): bigint {
  return against(role, rest)
}

export function bearingEvents(bearings: readonly Bearing[], day: number, revision: number): LedgerEvent[] {
  return bearings.flatMap((bearing): LedgerEvent[] => {
    const { lane, reason, magnitude, error, rest, restError } = bearing
    const own = { day, revision, lane, reason, relative: error, adjustment: adjustmentOf(bearing) }
    const later = { day, revision, lane, reason: REST, relative: restError, adjustment: restOf(bearing) }
    return [
      ...(reason > 0 && magnitude > 0n ? [{ eventName: 'CalibrationApplied', args: own } as const] : []),
      ...(rest > 0n ? [{ eventName: 'CalibrationApplied', args: later } as const] : []),
    ]
  })
}

/**
 * Remembers what an open calibration may still cost when it finds a larger error; not of lanes whose readings are
 * evaluated one by one.
 */
export function keepOverdue(model: Model, bearings: readonly Bearing[], version: PddVersion): void {
  const { lanes } = version
  for (const { lane, key, isSettled, reason, isOpen, magnitude, error } of bearings) {
    if (needsReadings(version, lane)) continue
    if (isSettled) model.overdue.delete(key)
    if (reason === 0 || !isOpen || magnitude === 0n) continue
    const calibrations = model.calibrations.get(lanes[lane]?.meter ?? '')?.length ?? 0
    const kept = model.overdue.get(key) ?? { measured: 0n, borne: 0n, calibrations }
    model.overdue.set(key, {
      ...kept,
      measured: kept.measured + magnitude,
      borne: kept.borne + share(magnitude, error),
    })
  }
}

function share(magnitude: bigint, relative: bigint): bigint {
  return (magnitude * relative + ONE - 1n) / ONE
}

function against(role: number, magnitude: bigint): bigint {
  return role === 1 ? -magnitude : magnitude
}
