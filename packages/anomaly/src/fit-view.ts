import { momentAt, slotsPerDay, type Moment } from './calendar.ts'
import type { CandidateReport } from './card.ts'
import type { Check, CheckContext } from './check.ts'
import { crossFit, foldsOf } from './cross-fit.ts'
import { clearMemory, memorySize, startEngine, stepEngine } from './engine.ts'
import { anomalyError } from './errors.ts'
import type { Expectation, Training } from './expectation.ts'
import type { FittedCheck, Member, View } from './model.ts'
import { historyDays, SHORT_HISTORY_DAYS } from './history-length.ts'
import { rankOf, weightOf } from './rank.ts'
import { clamp, finiteSorted, scaleOf, sortedQuantile } from './robust.ts'
import type { History, SeriesDescription } from './series.ts'
import { CHECKS, EXPECTATIONS, checkNamed } from './zoo.ts'

/** A candidate for the normal reading, fitted to the whole history and cross-fitted by blocks. */
export type FittedExpectation = {
  readonly expectation: Expectation
  readonly parameters: Float64Array
  /** Out of fold. */
  readonly expected: Float64Array
  /** Mean absolute error out of fold, in units of the history's spread. */
  readonly error: number
}

/** A history prepared for fitting one view. */
export type Prepared = { readonly training: Training; readonly values: Float64Array }

/** Reads a history for a series. @throws {TcctvError} ANOMALY_HISTORY */
export function prepare(history: History, series: SeriesDescription): Prepared {
  const { timestampsS, values, covariates = {} } = history
  if (timestampsS.length !== values.length)
    throw anomalyError('ANOMALY_HISTORY', {
      series: series.id,
      fault: `${timestampsS.length} times but ${values.length} values`,
    })
  const slots = slotsPerDay(series)
  const columns = series.covariates.map((name) => covariates[name])
  const moments = Array.from(timestampsS, (timestampS, row): Moment => {
    if (!Number.isFinite(timestampS))
      throw anomalyError('ANOMALY_HISTORY', { series: series.id, fault: `row ${row} has no time` })
    return momentAt(
      timestampS,
      slots,
      columns.map((column) => column?.[row] ?? Number.NaN),
    )
  })
  return { training: { series, slots, moments, readings: clippedReadings(values) }, values }
}

function clippedReadings(values: Float64Array): Float64Array {
  const sorted = finiteSorted(values)
  const low = sortedQuantile(sorted, 0.01)
  const high = sortedQuantile(sorted, 0.99)
  const margin = 1.5 * (high - low)
  return values.map((value) => (Number.isFinite(value) ? clamp(value, low - margin, high + margin) : Number.NaN))
}

/** Fits and cross-fits every model of the normal reading; those refused are reported with the reason. */
export function fitExpectations(
  training: Training,
  names?: readonly string[],
): { readonly fitted: readonly FittedExpectation[]; readonly refused: readonly CandidateReport[] } {
  const folds = foldsOf(training)
  const unit = spreadOf(training.readings)
  const fitted: FittedExpectation[] = []
  const refused: CandidateReport[] = []
  for (const expectation of EXPECTATIONS) {
    if (names !== undefined && !names.includes(expectation.name)) continue
    const parameters = expectation.fit(training)
    const expected = 'notEvaluated' in parameters ? null : crossFit(expectation, training, folds)
    if ('notEvaluated' in parameters || expected === null) {
      const notEvaluated = 'notEvaluated' in parameters ? parameters.notEvaluated : 'a fold has too little history'
      refused.push({ name: expectation.name, granularity: 'native', rank: null, forecastError: null, notEvaluated })
    } else fitted.push({ expectation, parameters, expected, error: meanError(training.readings, expected) / unit })
  }
  return { fitted, refused }
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

/** A view as fitted, and its out-of-fold evidence. */
export type FittedView = {
  readonly view: View
  readonly prepared: Prepared
  /** Weights above 1 summed, row by row: of the checks on readings, then of every member. */
  readonly shared: Float64Array
  readonly perMember: readonly Float64Array[]
}

/** Puts checks on the given models of the normal reading; evidence is ranked out of fold. */
export function fitView(prepared: Prepared, models: readonly FittedExpectation[]): FittedView {
  const { training, values } = prepared
  const { series, slots } = training
  const bare = bareView(prepared, models)
  const rows = evidenceOf(bare, prepared, models)
  const parts = [...bare.checks, ...bare.members.flatMap(({ checks }) => checks)]
  const isShort = historyDays(training.moments) < SHORT_HISTORY_DAYS
  const ranked = parts.map((fitted, index): FittedCheck => {
    const own = Float64Array.from(values, (_, row) => rows[row * parts.length + index] ?? 0)
    const weighing = checkNamed(fitted.name)?.weighing
    return weighing === undefined || weighing.kind === 'bound'
      ? fitted
      : { ...fitted, ...rankOf(own, weighing.floor, leastOf(weighing, isShort)) }
  })
  let at = bare.checks.length
  const view: View = {
    series,
    slots,
    idleBelow: bare.idleBelow,
    checks: ranked.slice(0, at),
    members: bare.members.map((member) => ({ ...member, checks: ranked.slice(at, (at += member.checks.length)) })),
  }
  const { shared, perMember } = excesses(view, rows, parts.length)
  return { view, prepared, shared, perMember }
}

const SHORT_RUNS = 4

// A short history has hardly had the time to show the runs it is capable of.
function leastOf({ kind, floor }: { readonly kind: string; readonly floor: number }, isShort: boolean): number {
  return kind === 'counted' && isShort ? SHORT_RUNS * floor : Number.MIN_VALUE
}

function bareView({ training, values }: Prepared, models: readonly FittedExpectation[]): View {
  const { series, slots } = training
  const idle = series.kind === 'solar' ? 0.01 * sortedQuantile(finiteSorted(values), 0.99) : -1
  const contexts =
    models.length === 0
      ? [contextOf(training, values, null)]
      : models.map((model) => contextOf(training, values, model.expected))
  const members = contexts.map(({ context, scales }, index): Member => {
    const model = models[index]
    const expectation = model === undefined ? null : { name: model.expectation.name, parameters: model.parameters }
    return {
      expectation,
      scales,
      checks: fittedChecks(context, index === 0 ? ['residual', 'first residual'] : ['residual']),
    }
  })
  const first = contexts[0]?.context
  return {
    series,
    slots,
    idleBelow: Number.isFinite(idle) ? idle : -1,
    checks: first === undefined ? [] : fittedChecks(first, ['reading']),
    members,
  }
}

function contextOf(training: Training, values: Float64Array, expected: Float64Array | null) {
  const { series, slots, moments } = training
  const scales = scalesOf(training, expected)
  const known = expected ?? new Float64Array(values.length).fill(Number.NaN)
  const residuals = values.map((value, row) =>
    clamp((value - (known[row] ?? Number.NaN)) / (scales[moments[row]?.slot ?? 0] ?? 1), -6, 6),
  )
  const context: CheckContext = { series, slots, moments, values, expected: known, residuals }
  return { context, scales }
}

const SHRINK_ROWS = 20
const SCALE_FLOOR = 0.15

// Scale per slot of the day, shrunk to the global one and never far below it: a slot that was always zero would
// otherwise make any reading infinitely surprising.
function scalesOf({ slots, moments, readings }: Training, expected: Float64Array | null): Float64Array {
  if (expected === null) return new Float64Array(slots).fill(1)
  const groups: number[][] = Array.from({ length: slots }, () => [])
  const residuals = readings.map((reading, row) => reading - (expected[row] ?? Number.NaN))
  moments.forEach(({ slot }, row) => {
    const residual = residuals[row] ?? Number.NaN
    if (Number.isFinite(residual)) groups[slot]?.push(residual)
  })
  const whole = scaleOf(residuals) || scaleOf(residuals.filter((residual) => residual !== 0)) || spreadOf(readings) / 20
  const overall = Number.isFinite(whole) && whole > 0 ? whole : 1
  return Float64Array.from(groups, (group) => {
    const own = group.length === 0 ? overall : scaleOf(group)
    const shrunk = (own * group.length + overall * SHRINK_ROWS) / (group.length + SHRINK_ROWS)
    return Math.max(shrunk, SCALE_FLOOR * overall)
  })
}

const NO_NUMBERS = new Float64Array(0)

function fittedChecks(context: CheckContext, sources: readonly Check['source'][]): FittedCheck[] {
  return CHECKS.filter((check) => sources.includes(check.source)).flatMap((check) => {
    const parameters = check.fit(context)
    return parameters === null ? [] : [{ name: check.name, parameters, knots: NO_NUMBERS, start: NO_NUMBERS }]
  })
}

/** Evidence of every part row by row; a missing reading has none. */
function evidenceOf(view: View, { training, values }: Prepared, models: readonly FittedExpectation[]): Float64Array {
  const memory = new Float64Array(memorySize(view))
  clearMemory(view, memory)
  const engine = startEngine(view, memory)
  const { all: parts } = engine
  const evidence = new Float64Array(parts.length * values.length)
  training.moments.forEach((moment, row) => {
    const reading = values[row] ?? Number.NaN
    const expected = models.map((model) => model.expected[row] ?? Number.NaN)
    stepEngine(engine, moment, reading, expected)
    if (Number.isFinite(reading)) parts.forEach((part, index) => (evidence[row * parts.length + index] = part.evidence))
  })
  return evidence
}

function excesses(view: View, rows: Float64Array, width: number) {
  const length = rows.length / Math.max(1, width)
  const sumOf = (checks: readonly FittedCheck[], from: number): Float64Array => {
    const sums = new Float64Array(length)
    checks.forEach(({ name, knots, start }, index) => {
      const weighing = checkNamed(name)?.weighing
      if (weighing === undefined || weighing.kind === 'bound') return
      const isCounted = weighing.kind === 'counted'
      for (let row = 0; row < length; row += 1)
        sums[row] = (sums[row] ?? 0) + weightOf(knots, start, rows[row * width + from + index] ?? 0, isCounted) - 1
    })
    return sums
  }
  let at = view.checks.length
  const perMember = view.members.map(({ checks }) => sumOf(checks, (at += checks.length) - checks.length))
  return { shared: sumOf(view.checks, 0), perMember }
}

/** Memory of a view after its history, under its own expectations; counts are those of the history once. */
export function memoryAfter(view: View, { training, values }: Prepared): Float64Array {
  const memory = new Float64Array(memorySize(view))
  clearMemory(view, memory)
  const engine = startEngine(view, memory)
  training.moments.forEach((moment, row) => stepEngine(engine, moment, values[row] ?? Number.NaN))
  return memory
}
