import { createRoute } from '@hono/zod-openapi'
import { RECORD_STATUS } from '@tcctv/contracts'
import { createRouter } from '@tcctv/service'
import { formatLocalDay, formatTime, localDayOf } from '@tcctv/units'
import { hexToString } from 'viem'
import { z } from 'zod'
import { projectError } from '../errors.ts'
import type { RecordRow } from '../read-model/query-records.ts'
import { lanesOf, type ProjectedLane, type Version } from '../read-model/versions.ts'
import { fixedText } from './amounts.ts'
import type { ReadSide } from './read-side.ts'
import { guard, jsonAnswer } from './requests.ts'
import { countingRecords } from './vintages.ts'

/** Why a lane's amount bears something, by the number on the chain, from 1. */
export const CALIBRATION_REASONS = ['overdue', 'found-error', 'found-later', 'given-back'] as const

const calibrationSchema = z.object({
  day: z.string(),
  at: z.string(),
  /** Relative error found. */
  error: z.string(),
  certificate: z.string(),
  signer: z.string(),
  block: z.number(),
  tx: z.string(),
})
const borneSchema = z.object({
  reason: z.enum(CALIBRATION_REASONS),
  error: z.string(),
  days: z.number(),
  from: z.string(),
  to: z.string(),
  /** Against the claim: below zero for a baseline, above it for project and leakage. */
  amount: z.string(),
  unit: z.string(),
})
const meterSchema = z.object({
  meter: z.string(),
  parameter: z.string(),
  role: z.enum(['baseline', 'project', 'leakage']),
  permissible: z.string(),
  intervalDays: z.number(),
  /** First day on which the next calibration is overdue. */
  due: z.string(),
  /** Whether the data has reached the due day. */
  isOverdue: z.boolean(),
  calibrations: z.array(calibrationSchema),
  borne: z.array(borneSchema),
})
type MeterView = z.infer<typeof meterSchema>

const calibrations = createRoute({
  method: 'get',
  path: '/calibrations',
  responses: {
    200: jsonAnswer(
      z.object({ asOf: z.number(), items: z.array(meterSchema) }),
      'meters with their calibrations on the chain, and what their lanes bear for overdue ones in the records that count',
    ),
  },
})

/** The calibration ledger: what was declared, what was done, and what it takes from the claim. */
export function calibrationRoutes(project: ReadSide) {
  const { readModel } = project
  return createRouter().openapi(calibrations, (c) => {
    guard(project, c.var.principal, 'records.read')
    const version = readModel.versions.latest()
    if (version === undefined) throw projectError('NOT_SET_UP', { slug: project.facts.slug, what: 'project document' })
    const final = readModel.records(0, 2 ** 32).filter(({ status }) => status !== RECORD_STATUS.withheld)
    const records = new Map(countingRecords(final).map((record) => [record.day, record]))
    const items = lanesOf(version).flatMap((lane) => meterOf(project, version, lane, records))
    return c.json({ asOf: readModel.headBlock(), items }, 200)
  })
}

const ROLES = ['baseline', 'project', 'leakage'] as const

function meterOf(
  project: ReadSide,
  { chain }: Version,
  lane: ProjectedLane,
  records: ReadonlyMap<number, RecordRow>,
): MeterView[] {
  const rule = chain.meters[lane.lane]
  if (rule === undefined) return []
  const done = calibrationsOf(project, lane)
  const last = done.at(-1)
  const due = Math.max(rule.dueDay, last === undefined ? 0 : last.number + rule.intervalDays)
  const endS = project.readModel.lastEndOfMeter(lane)
  return [
    {
      meter: lane.meter,
      parameter: lane.parameter,
      role: ROLES[lane.role - 1] ?? 'baseline',
      permissible: fixedText(rule.permissible),
      intervalDays: rule.intervalDays,
      due: formatLocalDay(due),
      isOverdue: endS !== undefined && localDayOf(chain.offsets, endS - 1) >= due,
      calibrations: done.map(({ number: _number, ...shown }) => shown),
      borne: borneBy(project, lane, records),
    },
  ]
}

function calibrationsOf({ readModel }: ReadSide, { meter }: ProjectedLane) {
  return readModel.acts('Calibrated').flatMap(({ subject, fields, block, tx, atS }) => {
    if (hexToString(subject as `0x${string}`, { size: 32 }) !== meter) return [] // bytes32 of the event
    const number = Number(fields['day'])
    return [
      {
        number,
        day: formatLocalDay(number),
        at: formatTime(atS),
        error: fixedText(BigInt(String(fields['error']))),
        certificate: String(fields['certificate']),
        signer: String(fields['signer']),
        block,
        tx,
      },
    ]
  })
}

/** What the lane bears, by reason and error, in the order of the chain. A lane is known by parameter and meter: it may have another place in another version. */
function borneBy(
  { readModel, words }: ReadSide,
  lane: ProjectedLane,
  records: ReadonlyMap<number, RecordRow>,
): MeterView['borne'] {
  const found = new Map<string, { reason: number; error: bigint; days: number[]; amount: bigint }>()
  for (const { subject, fields } of readModel.acts('CalibrationApplied')) {
    const day = Number(subject)
    const version = readModel.versions.inForce(day)
    const of = version === undefined ? undefined : lanesOf(version)[Number(fields['lane'])]
    if (of?.meter !== lane.meter || of.parameter !== lane.parameter) continue
    if (records.get(day)?.revision !== fields['revision']) continue
    const key = `${fields['reason']}/${fields['error']}`
    const one = found.get(key) ?? {
      reason: Number(fields['reason']),
      error: BigInt(String(fields['error'])),
      days: [],
      amount: 0n,
    }
    found.set(key, one)
    one.days.push(day)
    one.amount += BigInt(String(fields['adjustment']))
  }
  const unit = words().variables[lane.variableIndex]?.unit ?? ''
  return [...found.values()].map(({ reason, error, days, amount }) => ({
    reason: CALIBRATION_REASONS[reason - 1] ?? ('overdue' as const),
    error: fixedText(error),
    days: days.length,
    from: formatLocalDay(Math.min(...days)),
    to: formatLocalDay(Math.max(...days)),
    amount: fixedText(amount),
    unit,
  }))
}
