import { createRoute } from '@hono/zod-openapi'
import { explain } from '@tcctv/anomaly'
import { anomalyReasonOf } from '@tcctv/contracts'
import { createRouter } from '@tcctv/service'
import { formatDecimal, formatLocalDay, formatTime, offsetAt } from '@tcctv/units'
import { z } from 'zod'
import { ALERT_STATES, alertOf, alertsOf, type Alert } from '../alerts/alerts.ts'
import type { JudgedReading } from '../read-model/query-alerts.ts'
import type { ReadSide } from './read-side.ts'
import { guard, jsonAnswer, offsetsOf } from './requests.ts'

const entrySchema = z.object({
  state: z.enum(ALERT_STATES),
  by: z.string(),
  role: z.string(),
  at: z.string(),
  block: z.number(),
  tx: z.string(),
  text: z.string().nullable(),
})
const alertSchema = z.object({
  id: z.string(),
  day: z.string(),
  parameter: z.string(),
  meter: z.string(),
  unit: z.string(),
  reason: z.string(),
  sentence: z.string(),
  sentenceZhHant: z.string(),
  score: z.number().nullable(),
  since: z.string(),
  readings: z.number(),
  block: z.number(),
  state: z.enum(ALERT_STATES),
  /** Whether the day's reduction waits for it. */
  isHeld: z.boolean(),
  /** Roles that the project document names for alerts. */
  recipients: z.array(z.string()),
  /** Ids of the alerts of the same meter and reason. */
  similar: z.array(z.string()),
  entries: z.array(entrySchema),
})
/** Numbers of the plot: the exact readings are under /readings. */
const pointSchema = z.object({
  start: z.string(),
  value: z.number(),
  expected: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  isAlerted: z.boolean(),
})
const countsSchema = z.record(z.string(), z.number())

const list = createRoute({
  method: 'get',
  path: '/alerts',
  request: { query: z.strictObject({ state: z.enum(ALERT_STATES).optional() }) },
  responses: {
    200: jsonAnswer(
      z.object({ asOf: z.number(), counts: countsSchema, items: z.array(alertSchema) }),
      'alerts of the anomaly model, newest first, and how many there are in each state',
    ),
  },
})
const show = createRoute({
  method: 'get',
  path: '/alerts/{id}',
  request: { params: z.object({ id: z.string().max(40) }) },
  responses: {
    200: jsonAnswer(
      alertSchema.extend({ asOf: z.number(), points: z.array(pointSchema) }),
      'one alert with the readings of its day, the day before and the day after',
    ),
  },
})

const DAY_S = 86_400

/** Alerts are about single readings: who may not read those may not read these. */
export function alertRoutes(project: ReadSide) {
  const { readModel } = project
  return createRouter()
    .openapi(list, (c) => {
      guard(project, c.var.principal, 'readings.read')
      const { state } = c.req.valid('query')
      const all = alertsOf(readModel).toReversed()
      const counts = Object.fromEntries(
        ALERT_STATES.map((name) => [name, all.filter((one) => one.state === name).length]),
      )
      const shown = all.filter((alert) => state === undefined || alert.state === state)
      const items = shown.map((alert) => alertView(project, alert, all))
      return c.json({ asOf: readModel.headBlock(), counts, items }, 200)
    })
    .openapi(show, (c) => {
      guard(project, c.var.principal, 'readings.read')
      const alert = alertOf(readModel, c.req.valid('param').id)
      const view = alertView(project, alert, alertsOf(readModel).toReversed())
      return c.json({ asOf: readModel.headBlock(), ...view, points: pointsOf(project, alert) }, 200)
    })
}

function alertView(project: ReadSide, alert: Alert, all: readonly Alert[]): z.infer<typeof alertSchema> {
  const { id, day, worst, sinceS, readings, block, state, isJudged, entries, lane } = alert
  const { policy, recipients } = project.alertPolicy(day)
  const unit = project.words(day).unitOf[worst.parameter] ?? ''
  const { sentence, sentenceZhHant } = sentencesOf(project, alert, unit)
  return {
    id,
    day: formatLocalDay(day),
    parameter: worst.parameter,
    meter: worst.meter,
    unit,
    reason: anomalyReasonOf(worst.detail) ?? String(worst.detail),
    sentence,
    sentenceZhHant,
    score: worst.score,
    since: formatTime(sinceS),
    readings: new Set(readings.map(({ startS }) => startS)).size,
    block,
    state,
    isHeld: policy === 'hold' && !isJudged,
    recipients: [...recipients],
    similar: all
      .filter((other) => other.id !== id && other.lane === lane && other.worst.detail === worst.detail)
      .map((other) => other.id)
      .slice(0, 5),
    entries: entries.map(({ state: to, signer, role, content, block: at, tx, atS }) => ({
      state: to,
      by: signer,
      role,
      at: formatTime(atS),
      block: at,
      tx,
      text: project.decisionText?.(content) ?? null,
    })),
  }
}

/** The model's sentence on the strongest reading, in local wall-clock time as a model sees it. */
function sentencesOf(project: ReadSide, { worst, sinceS, day }: Alert, unit: string) {
  const offsets = offsetsOf(project)
  const reason = anomalyReasonOf(worst.detail)
  const { score, expected, low, high, startS, stepS } = worst
  // Reasons that no check of this version gives have no sentence of their own.
  const known = reason === 'clear-sky' || reason === 'sibling' || reason === 'balance' || reason === 'financial'
  return explain(
    {
      sequence: 0,
      score: score ?? 1,
      alert: true,
      reason: known || reason === undefined ? 'spike' : reason,
      expected,
      band: low === null || high === null ? null : [low, high],
      granularity: '15min',
      since: sinceS + offsetAt(offsets, sinceS),
    },
    {
      id: worst.parameter,
      granularity: '15min',
      stepSeconds: stepS,
      period: DAY_S / stepS,
      week: (7 * DAY_S) / stepS,
      kind: 'process',
      unit,
      nameplate: project.nameplateOf(day, worst.lane),
      covariates: [],
    },
    { sequence: 0, timestampS: startS + offsetAt(offsets, startS), reading: amountOf(worst, worst.places) },
  )
}

function pointsOf({ readModel }: ReadSide, { readings, lane, worst }: Alert): z.infer<typeof pointSchema>[] {
  const alerted = new Set(readings.map(({ startS }) => startS))
  const starts = [...alerted]
  const [fromS, toS] = [Math.min(...starts) - DAY_S, Math.max(...starts) + DAY_S]
  return readModel.judgedReadings(lane, fromS, toS).map((reading) => ({
    start: formatTime(reading.startS),
    value: amountOf(reading, worst.places),
    expected: reading.expected,
    low: reading.low,
    high: reading.high,
    isAlerted: alerted.has(reading.startS),
  }))
}

/** For a sentence or a plot, never for a tonne. */
function amountOf({ count }: JudgedReading, places: number): number {
  return Number(formatDecimal(count, places))
}
