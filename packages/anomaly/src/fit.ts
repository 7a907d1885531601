import { momentAt, slotsPerDay } from './calendar.ts'
import type { CandidateReport, ModelCard } from './card.ts'
import { cardOf } from './describe-fit.ts'
import type { CheckContext } from './check.ts'
import { crossFit, foldsOf } from './cross-fit.ts'
import { ringLength } from './check-repeat.ts'
import { leading, startEngine, stepEngine, type Evidence } from './engine.ts'
import { anomalyError } from './errors.ts'
import type { Expectation, Training } from './expectation.ts'
import type { FittedCheck, Model, ScorerState } from './model.ts'
import { clamp, finiteSorted, scaleOf, sortedQuantile } from './robust.ts'
import type { History, SeriesDescription } from './series.ts'
import { thresholdFrom } from './threshold.ts'
import { CHECKS, EXPECTATIONS, checkNamed } from './zoo.ts'

/**
 * Fits one detector to an unlabelled history: every candidate is cross-fitted by blocks, the one with the smallest
 * out-of-fold error is deployed under the checks, and scales, tails and the alert threshold come from out-of-fold
 * evidence only. With next to no history only the physical checks remain. The same input gives the same bytes on
 * every engine. Does not check that the history is free of anomalies; it only resists them.
 *
 * @throws {TcctvError} ANOMALY_HISTORY
 * @example fit(history, series).card.deployed // ['profile hour-of-week', 'spike', …]
 */
export function fit(
  history: History,
  series: SeriesDescription,
  options: { readonly seed?: bigint } = {},
): { readonly model: Model; readonly card: ModelCard } {
  const context = contextOf(history, series)
  const training: Training = { ...context, readings: clippedReadings(context.values) }
  const { best, candidates } = choose(training)
  const scales = scalesOf(training, best?.expected ?? null)
  const idleBelow = series.kind === 'solar' ? 0.01 * sortedQuantile(finiteSorted(context.values), 0.99) : -1
  const seed = `${options.seed ?? 0n}`
  const plan = {
    model: 1,
    series,
    slots: context.slots,
    expectation: best === null ? null : { name: best.expectation.name, parameters: best.parameters },
    scales,
    idleBelow: Number.isFinite(idleBelow) ? idleBelow : -1,
    checks: fittedChecks(context),
  } as const
  const { checks, threshold, evidence } = calibrate(plan, context, best?.expected ?? null)
  const calibrated = { ...plan, checks }
  const model: Model = { ...calibrated, threshold, seed, state: stateAfter(calibrated, context) }
  return { model, card: cardOf({ model, context, candidates, training, expected: best?.expected ?? null, evidence }) }
}

type Plan = Omit<Model, 'state' | 'threshold' | 'seed'>
type Best = {
  readonly expectation: Expectation
  readonly parameters: readonly number[]
  readonly expected: Float64Array
  readonly weighted: number
}

function contextOf(history: History, series: SeriesDescription): CheckContext {
  const { timestampsS, values, covariates = {} } = history
  if (timestampsS.length !== values.length)
    throw anomalyError('ANOMALY_HISTORY', {
      series: series.id,
      fault: `${timestampsS.length} times but ${values.length} values`,
    })
  const slots = slotsPerDay(series)
  const columns = series.covariates.map((name) => covariates[name])
  const moments = Array.from(timestampsS, (timestampS, row) => {
    if (!Number.isFinite(timestampS))
      throw anomalyError('ANOMALY_HISTORY', { series: series.id, fault: `row ${row} has no time` })
    return momentAt(
      timestampS,
      slots,
      columns.map((column) => column?.[row] ?? Number.NaN),
    )
  })
  return { series, slots, moments, values }
}

function clippedReadings(values: Float64Array): Float64Array {
  const sorted = finiteSorted(values)
  const low = sortedQuantile(sorted, 0.01)
  const high = sortedQuantile(sorted, 0.99)
  const margin = 1.5 * (high - low)
  return values.map((value) => (Number.isFinite(value) ? clamp(value, low - margin, high + margin) : Number.NaN))
}

function choose(training: Training): { readonly best: Best | null; readonly candidates: readonly CandidateReport[] } {
  const folds = foldsOf(training)
  const unit = spreadOf(training.readings)
  let best: Best | null = null
  const reports: CandidateReport[] = []
  for (const expectation of EXPECTATIONS) {
    const parameters = expectation.fit(training)
    const expected = 'notEvaluated' in parameters ? null : crossFit(expectation, training, folds)
    if ('notEvaluated' in parameters || expected === null) {
      const notEvaluated = 'notEvaluated' in parameters ? parameters.notEvaluated : 'a fold has too little history'
      reports.push({ name: expectation.name, granularity: 'native', rank: null, forecastError: null, notEvaluated })
      continue
    }
    const error = meanError(training.readings, expected) / unit
    reports.push({
      name: expectation.name,
      granularity: 'native',
      rank: null,
      forecastError: error,
      notEvaluated: null,
    })
    const weighted = error * expectation.handicap
    if (best === null || weighted < best.weighted) best = { expectation, parameters, expected, weighted }
  }
  return { best, candidates: reports }
}

function spreadOf(readings: Float64Array): number {
  const sorted = finiteSorted(readings)
  const width = sortedQuantile(sorted, 0.9) - sortedQuantile(sorted, 0.1)
  return width > 0 ? width : Math.abs(sortedQuantile(sorted, 0.5)) || 1
}

function meanError(readings: Float64Array, expected: Float64Array): number {
  let sum = 0
  let count = 0
  for (let row = 0; row < readings.length; row += 1) {
    const error = Math.abs((readings[row] ?? Number.NaN) - (expected[row] ?? Number.NaN))
    if (!Number.isFinite(error)) continue
    sum += error
    count += 1
  }
  return count === 0 ? Number.POSITIVE_INFINITY : sum / count
}

const SHRINK_ROWS = 20
const SCALE_FLOOR = 0.15

// Scale per slot of the day, shrunk to the global one and never far below it: a slot that was always zero would
// otherwise make any reading infinitely surprising.
function scalesOf({ slots, moments, readings }: Training, expected: Float64Array | null): number[] {
  if (expected === null) return Array.from({ length: slots }, () => 1)
  const groups: number[][] = Array.from({ length: slots }, () => [])
  const residuals = readings.map((reading, row) => reading - (expected[row] ?? Number.NaN))
  moments.forEach(({ slot }, row) => {
    const residual = residuals[row] ?? Number.NaN
    if (Number.isFinite(residual)) groups[slot]?.push(residual)
  })
  const whole = scaleOf(residuals) || scaleOf(residuals.filter((residual) => residual !== 0)) || spreadOf(readings) / 20
  const overall = Number.isFinite(whole) && whole > 0 ? whole : 1
  return groups.map((group) => {
    const own = group.length === 0 ? overall : scaleOf(group)
    const shrunk = (own * group.length + overall * SHRINK_ROWS) / (group.length + SHRINK_ROWS)
    return Math.max(shrunk, SCALE_FLOOR * overall)
  })
}

function fittedChecks(context: CheckContext): FittedCheck[] {
  return CHECKS.flatMap((check) => {
    const parameters = check.fit(context)
    return parameters === null ? [] : [{ name: check.name, parameters, tail: 1 }]
  })
}

type Calibration = {
  readonly checks: readonly FittedCheck[]
  readonly threshold: number
  readonly evidence: Float64Array
}

function calibrate(plan: Plan, context: CheckContext, expected: Float64Array | null): Calibration {
  const perRow = evidenceOf(plan, context, expected)
  const checks = plan.checks.map((fitted, index) => ({ ...fitted, tail: tailOf(fitted.name, perRow, index) }))
  const engine = startEngine({ ...plan, checks }, emptyState({ ...plan, checks }))
  const evidence = Float64Array.from(perRow, (row, index) => {
    if (Number.isNaN(context.values[index])) return 0
    const { ratio } = leading(engine, statistical(engine.checks, row), 1)
    return ratio
  })
  return { checks, threshold: thresholdFrom(evidence, context.series), evidence }
}

// Physical bounds stay out of the threshold: they alert by themselves.
function statistical(checks: ReturnType<typeof startEngine>['checks'], row: Evidence): Evidence {
  return { ...row, perCheck: row.perCheck.map((own, k) => (checks[k]?.check.tail.kind === 'bound' ? 0 : own)) }
}

function evidenceOf(plan: Plan, { moments, values }: CheckContext, expected: Float64Array | null): Evidence[] {
  const engine = startEngine(plan, emptyState(plan))
  return moments.map((moment, row) => stepEngine(engine, moment, values[row] ?? Number.NaN, expected?.[row]))
}

function tailOf(name: string, perRow: readonly Evidence[], index: number): number {
  const tail = checkNamed(name)?.tail
  if (tail?.kind !== 'quantile') return 1
  const sorted = finiteSorted(perRow.map(({ perCheck }) => perCheck[index] ?? Number.NaN))
  const found = sortedQuantile(sorted, tail.share)
  return Number.isFinite(found) ? Math.max(found, tail.floor) : tail.floor
}

function emptyState(plan: Plan): ScorerState {
  const fitted = plan.expectation
  const expectation = EXPECTATIONS.find(({ name }) => name === fitted?.name)
  return {
    sequence: -1,
    timestampS: null,
    ring: Array.from({ length: ringLength(plan.series) }, () => null),
    head: 0,
    previous: null,
    expectation: expectation?.start(fitted?.parameters ?? []) ?? [],
    checks: plan.checks.map(({ name, parameters }) => checkNamed(name)?.start(parameters) ?? []),
    since: plan.checks.map(() => null),
  }
}

function stateAfter(plan: Plan, { moments, values }: CheckContext): ScorerState {
  const engine = startEngine(plan, emptyState(plan))
  moments.forEach((moment, row) => stepEngine(engine, moment, values[row] ?? Number.NaN))
  return engine.state
}
