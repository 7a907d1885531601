import { encodeAbiParameters, keccak256 } from 'viem'
import { refuse } from '../errors.ts'
import type { LedgerCall, LedgerEvent } from '../records.ts'
import { needsReadings } from './aggregates.ts'
import { ROLE, decided } from './authority.ts'
import { laneKey, type CallContext, type Lane, type Model, type Overdue, type PddVersion } from './state.ts'

const ONE = 10n ** 18n
const PERMISSIBLE = 1
const FOUND = 2
const REST = 3
const GIVEN_BACK = 4
const BASELINE = 1
const WITHDRAWN = 6

/**
 * What an overdue calibration takes from a lane's amount of a day. `rest` and `back` are for days computed before a
 * calibration was stated: those before it bore too little when it found a larger error, those after it too much.
 */
export type Bearing = {
  readonly lane: number
  readonly key: string
  readonly role: number
  readonly magnitude: bigint
  readonly error: bigint
  readonly reason: number
  readonly isOpen: boolean
  readonly rest: bigint
  readonly back: bigint
  readonly foundError: bigint
  /** Earlier days that wait for a later calibration still; nothing when no calibration was stated since. */
  readonly left: Overdue | undefined
}
type Calibration = { readonly day: number; readonly found: bigint }

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
 * found. `segmentFrom` is the first day of the vintage's segment in hand.
 */
export function bearingOf(
  model: Model,
  { meters }: PddVersion,
  lane: Lane,
  index: number,
  { day, segmentFrom }: { readonly day: number; readonly segmentFrom: number },
  amount: bigint,
): Bearing | undefined {
  const rule = meters[index]
  if (rule === undefined) return undefined
  const key = laneKey(lane)
  const known = model.calibrations.get(lane.meter) ?? []
  const done = known.filter((one) => one.day <= day).length
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
    ...settlement(model.overdue.get(key), known, rule.intervalDays, segmentFrom),
  }
}

/**
 * Days before the calibration owe the error that it found, if larger; days from it to the next due day owe nothing, and
 * get back what they bore unless the record of their segment stands; later ones wait for the next calibration.
 */
function settlement(
  before: Overdue | undefined,
  known: readonly Calibration[],
  intervalDays: number,
  segmentFrom: number,
): Pick<Bearing, 'rest' | 'back' | 'foundError' | 'left'> {
  const one = before === undefined || before.days.length === 0 ? undefined : known[before.calibrations]
  if (before === undefined || one === undefined) return { rest: 0n, back: 0n, foundError: 0n, left: undefined }
  const late = before.days.filter(({ day }) => day < one.day)
  const owed = share(
    late.reduce((sum, { measured }) => sum + measured, 0n),
    one.found,
  )
  const borne = borneOn(late)
  const covered = before.days.filter(({ day }) => day >= one.day && day < one.day + intervalDays)
  return {
    rest: owed > borne ? owed - borne : 0n,
    back: borneOn(covered.filter(({ day }) => day >= segmentFrom)),
    foundError: one.found,
    left: {
      calibrations: before.calibrations + 1,
      days: before.days.filter(({ day }) => day >= one.day + intervalDays),
    },
  }
}

function borneOn(days: Overdue['days']): bigint {
  return days.reduce((sum, { borne }) => sum + borne, 0n)
}

/** Adjustment of the day's own amount, against the claim. */
export function adjustmentOf({ role, magnitude, error, reason }: Bearing): bigint {
  return reason === 0 ? 0n : against(role, share(magnitude, error))
}

/** What one reading bears. */
export function borneOf({ role, error, reason }: Bearing, amount: bigint): bigint {
  return reason === 0 ? 0n : against(role, share(amount < 0n ? -amount : amount, error))
}

/** What earlier days bore too little, less what they bore too much. */
export function restOf({ role, rest, back }: Bearing): bigint {
  return against(role, rest) - against(role, back)
}

export function bearingEvents(
  bearings: readonly Bearing[],
  day: number,
  revision: number,
  status: number,
): LedgerEvent[] {
  return bearings.flatMap((bearing): LedgerEvent[] => {
    const { lane, role, reason, magnitude, error, rest, back, foundError } = bearing
    const event = (why: number, relative: bigint, adjustment: bigint): LedgerEvent => ({
      eventName: 'CalibrationApplied',
      args: { day, revision, lane, reason: why, relative, adjustment },
    })
    const bears = reason > 0 && magnitude > 0n && (role !== BASELINE || status !== WITHDRAWN)
    return [
      ...(bears ? [event(reason, error, adjustmentOf(bearing))] : []),
      ...(rest > 0n ? [event(REST, foundError, against(role, rest))] : []),
      ...(back > 0n ? [event(GIVEN_BACK, foundError, -against(role, back))] : []),
    ]
  })
}

/**
 * Remembers the days on which a lane's calibration was overdue and no later one is known; not of lanes whose readings
 * are evaluated one by one, and not what a withdrawn day leaves out.
 */
export function keepOverdue(
  model: Model,
  bearings: readonly Bearing[],
  version: PddVersion,
  day: number,
  isWithdrawn: boolean,
): void {
  const { lanes } = version
  for (const { lane, key, role, left, reason, isOpen, magnitude, error } of bearings) {
    if (needsReadings(version, lane)) continue
    if (left !== undefined) model.overdue.set(key, left)
    if (reason === 0 || !isOpen || magnitude === 0n || (isWithdrawn && role === BASELINE)) continue
    const kept = model.overdue.get(key) ?? { calibrations: 0, days: [] }
    const seen = model.calibrations.get(lanes[lane]?.meter ?? '')?.length ?? 0
    model.overdue.set(key, {
      calibrations: kept.days.length === 0 ? seen : kept.calibrations,
      days: [...kept.days, { day, measured: magnitude, borne: share(magnitude, error) }],
    })
  }
}

function share(magnitude: bigint, relative: bigint): bigint {
  return (magnitude * relative + ONE - 1n) / ONE
}

function against(role: number, magnitude: bigint): bigint {
  return role === 1 ? -magnitude : magnitude
}
