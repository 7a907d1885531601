import {
  describeCall,
  FINDING_STATES,
  nameOfCode,
  PDD_CHANGES,
  PERIOD_STATES,
  ROLES,
  STAGES,
  EXCEPTION_STATES,
  type LedgerEvent,
} from '@tcctv/contracts'
import { formatLocalDay, TcctvError } from '@tcctv/units'
import { hexToString } from 'viem'
import type { ProjectedTransaction } from './projected.ts'

/** Why an amount was adjusted against the claim, by the number of the reason. */
const CALIBRATION_REASONS: Readonly<Record<number, string>> = {
  1: 'overdue calibration',
  2: 'error of a late calibration',
  3: 'rest of an error found later',
  4: 'given back after a calibration stated late',
}

const FINDING_WORDS: Readonly<Record<number, string>> = {
  1: 'corrective action request',
  2: 'clarification request',
  3: 'forward action request',
}

/** One line on what a transaction did, for lists of blocks. */
export function whatOf({ to, data, events }: ProjectedTransaction): string {
  const lines = events.flatMap((event) => wordsOf(event) ?? [])
  if (to === null) return 'contract created'
  return lines.length > 0 ? [...new Set(lines)].join('; ') : nameOfCall(data)
}

function nameOfCall(data: ProjectedTransaction['data']): string {
  try {
    return describeCall(data).name
  } catch (cause) {
    if (!(cause instanceof TcctvError)) throw cause
    return `call ${data.slice(0, 10)}` // anyone may send anything; a foreign call is still a transaction of the chain
  }
}

function approvalWords({ index, fromDay, change }: ApprovalArgs): string {
  const kind =
    change === PDD_CHANGES.first ? '' : ` as ${(nameOfCode(PDD_CHANGES, change) ?? '?').replaceAll('-', ' ')}`
  return `PDD version ${index} approved from ${formatLocalDay(fromDay)}${kind}`
}

type ApprovalArgs = Extract<LedgerEvent, { eventName: 'PddApproved' }>['args']

function wordsOf(event: LedgerEvent): string | undefined {
  switch (event.eventName) {
    case 'BatchCommitted':
      return `${event.args.readings} ${event.args.readings === 1 ? 'reading' : 'readings'} of ${formatLocalDay(event.args.day)}`
    case 'DayEvaluated':
      return `day ${formatLocalDay(event.args.day)} evaluated, revision ${event.args.revision}`
    case 'VintageRecorded':
      return `vintage ${event.args.vintage} recorded`
    case 'ExceptionOpened':
      return `exception ${event.args.id} of case ${event.args.level} on ${formatLocalDay(event.args.day)}`
    case 'ExceptionMoved':
      return `exception ${event.args.id} ${nameOfCode(EXCEPTION_STATES, event.args.to) ?? event.args.to}`
    case 'PddProposed':
      return `PDD version ${event.args.index} proposed`
    case 'PddApproved':
      return approvalWords(event.args)
    case 'PddOpined':
      return `verifier's opinion on PDD version ${event.args.index}`
    case 'StageSet':
      return `stage ${nameOfCode(STAGES, event.args.stage) ?? event.args.stage}`
    case 'KeySet':
      return `key of ${nameOfCode(ROLES, event.args.role) ?? event.args.role} ${event.args.active ? 'set' : 'revoked'}`
    case 'ModelRecorded':
      return 'anomaly model recorded'
    case 'ReportRecorded':
      return 'report recorded'
    case 'Checkpointed':
      return `checkpoint of block ${event.args.number}`
    case 'PeriodMoved':
      return `vintage ${event.args.vintage} ${nameOfCode(PERIOD_STATES, event.args.to) ?? event.args.to}`
    case 'WithheldCommitted':
      return `batch of ${formatLocalDay(event.args.day)} announced while suspended`
    case 'WithheldAbandoned':
      return `announced batch of ${formatLocalDay(event.args.day)} given up`
    case 'DayClosed':
      return `days up to ${formatLocalDay(event.args.day)} closed`
    case 'CorrectionExpected':
      return `corrected data expected for exception ${event.args.exception}`
    case 'Superseded':
      return `data of ${formatLocalDay(event.args.day)} corrected`
    case 'SpineBegun':
      return 'vintages begin anew'
    case 'Noted':
      return event.args.kind
    case 'FindingRaised':
      return `finding ${event.args.number} raised: ${FINDING_WORDS[event.args.kind] ?? event.args.kind}`
    case 'FindingMoved':
      return `finding ${event.args.number} ${nameOfCode(FINDING_STATES, event.args.to) ?? event.args.to}`
    case 'Calibrated':
      return `calibration of ${hexToString(event.args.meter, { size: 32 })} on ${formatLocalDay(event.args.day)}`
    case 'CalibrationApplied':
      return `${CALIBRATION_REASONS[event.args.reason] ?? 'calibration'} applied to ${formatLocalDay(event.args.day)}`
    case 'IntervalsEvaluated':
      return `${event.args.intervals} intervals of ${formatLocalDay(event.args.day)} evaluated`
    case 'IssuanceLimited':
      return `cap and buffer of vintage ${event.args.vintage}`
    case 'ColumnCommitted':
    case 'Footprint':
    case 'Reduction':
    case 'Revealed':
      return undefined
  }
}
