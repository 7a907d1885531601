import { nameOfCode, ROLES } from '@tcctv/contracts'
import { formatLocalDay, type LocalDay } from '@tcctv/units'
import { numberToHex } from 'viem'
import type { Documents } from '../documents.ts'
import { projectError } from '../errors.ts'
import type { Project } from '../project.ts'
import type { ReadModel } from '../read-model/open-read-model.ts'
import type { Hex } from '../read-model/projected.ts'
import type { AlertedReading } from '../read-model/query-alerts.ts'

export const ALERT_STATES = ['open', 'confirmed', 'explained', 'false-alarm'] as const
type AlertState = (typeof ALERT_STATES)[number]

/** One entry of an alert's history: signed on the chain, never changed; another entry takes it back. */
type AlertEntry = {
  readonly state: AlertState
  readonly signer: Hex
  readonly role: string
  readonly content: Hex
  readonly block: number
  readonly tx: Hex
  readonly atS: number
}

/** All that the model flagged of one lane on one local day. */
export type Alert = {
  /** Day and lane: `2012-06-01.0`. */
  readonly id: string
  readonly day: LocalDay
  readonly lane: number
  readonly readings: readonly AlertedReading[]
  /** The reading with the highest score. */
  readonly worst: AlertedReading
  /** First reading of the run of alerts, with less than a day between them, that this one belongs to. */
  readonly sinceS: number
  /** Newest block with a flag of it. */
  readonly block: number
  readonly state: AlertState
  /** Whether registry or verifier has judged it since its newest flag. */
  readonly isJudged: boolean
  readonly entries: readonly AlertEntry[]
}

type Asked = Pick<ReadModel, 'alertedReadings' | 'acts'>

const STATE_OF: Readonly<Record<string, AlertState>> = {
  'confirm-alert': 'confirmed',
  'explain-alert': 'explained',
  'dismiss-alert': 'false-alarm',
  'reopen-alert': 'open',
}
const JUDGES = new Set(['registry', 'verifier'])
const DAY_S = 86_400

/** Every alert, oldest first. A flag that comes after the last entry opens its alert again. */
export function alertsOf(readModel: Asked): Alert[] {
  const groups = new Map<string, AlertedReading[]>()
  for (const reading of readModel.alertedReadings()) {
    const id = alertId(reading)
    const group = groups.get(id)
    if (group === undefined) groups.set(id, [reading])
    else group.push(reading)
  }
  const entries = entriesBySubject(readModel)
  const alerts: Alert[] = []
  for (const [id, readings] of groups) {
    const [worst] = readings.toSorted((left, right) => (right.score ?? 0) - (left.score ?? 0))
    if (worst === undefined) continue
    const before = alerts.findLast(({ lane }) => lane === worst.lane)
    const own = entries.get(alertSubject(worst)) ?? []
    alerts.push({
      id,
      day: worst.day,
      lane: worst.lane,
      readings,
      worst,
      ...spanOf(readings, before),
      ...judged(readings, own),
    })
  }
  return alerts.toSorted((left, right) => left.day - right.day || left.lane - right.lane)
}

/** @throws {TcctvError} NOT_FOUND */
export function alertOf(readModel: Asked, id: string): Alert {
  const found = alertsOf(readModel).find((alert) => alert.id === id)
  if (found === undefined) throw projectError('NOT_FOUND', { what: 'alert', id })
  return found
}

/** What a decision on the alert is about, as the chain has it. */
export function alertSubject({ day, lane }: Pick<Alert, 'day' | 'lane'>): Hex {
  return numberToHex(BigInt(day) * 65_536n + BigInt(lane), { size: 32 })
}

/** Alerts that a local day's reduction waits for: none unless the version in force on the day holds it. */
export function waitingAlerts({ readModel, inForce }: Pick<Project, 'readModel' | 'inForce'>, day: LocalDay): Alert[] {
  if (alertPolicyOf(inForce.at(day)).policy === 'flag') return []
  return alertsOf(readModel).filter((alert) => alert.day === day && !alert.isJudged)
}

/** What a version says of alerts; by default they flag, and proponent and registry are told. */
export function alertPolicyOf({ pdd }: Pick<Documents, 'pdd'>): {
  readonly policy: 'flag' | 'hold'
  readonly recipients: readonly string[]
} {
  return {
    policy: pdd.anomaly?.policy ?? 'flag',
    recipients: pdd.notifications?.['anomaly'] ?? ['proponent', 'registry'],
  }
}

function alertId({ day, lane }: Pick<Alert, 'day' | 'lane'>): string {
  return `${formatLocalDay(day)}.${lane}`
}

function spanOf(readings: readonly AlertedReading[], before: Alert | undefined): Pick<Alert, 'sinceS' | 'block'> {
  const firstS = Math.min(...readings.map(({ startS }) => startS))
  const lastS = Math.max(...(before?.readings ?? []).map(({ startS }) => startS), -Infinity)
  const block = Math.max(...readings.map((reading) => reading.block))
  return { sinceS: before !== undefined && firstS - lastS < DAY_S ? before.sinceS : firstS, block }
}

function judged(
  readings: readonly AlertedReading[],
  entries: readonly AlertEntry[],
): Pick<Alert, 'state' | 'isJudged' | 'entries'> {
  const block = Math.max(...readings.map((reading) => reading.block))
  const last = entries.at(-1)
  const state = last === undefined || last.block < block ? 'open' : last.state
  return { state, isJudged: state !== 'open' && JUDGES.has(last?.role ?? ''), entries }
}

function entriesBySubject({ acts }: Pick<ReadModel, 'acts'>): ReadonlyMap<string, readonly AlertEntry[]> {
  const roles = new Map(acts('KeySet').map(({ subject, fields }) => [subject.toLowerCase(), Number(fields['role'])]))
  const bySubject = new Map<string, AlertEntry[]>()
  for (const { subject, fields, block, tx, atS } of acts('Noted')) {
    const state = STATE_OF[String(fields['kind'])]
    if (state === undefined) continue
    const signer = String(fields['signer']) as Hex // an address of the event
    const role = nameOfCode(ROLES, roles.get(signer.toLowerCase()) ?? 0) ?? ''
    const content = String(fields['content']) as Hex // 32 bytes of the event
    const entry = { state, signer, role, content, block, tx, atS }
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), entry])
  }
  return bySubject
}
