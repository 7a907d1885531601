import { momentsOf, slotsPerDay } from './calendar.ts'
import type { CandidateReport } from './card.ts'
import type { Check, CheckContext } from './check.ts'
import { crossFit, foldsOf } from './cross-fit.ts'
import { addRow, clearMemory, memorySize, nextRun, runEngine, startEngine, type Engine } from './engine.ts'
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
  const untimed = timestampsS.findIndex((timestampS) => !Number.isFinite(timestampS))
  if (untimed >= 0) throw anomalyError('ANOMALY_HISTORY', { series: series.id, fault: `row ${untimed} has no time` })
  const columns = series.covariates.map((name) => columnOf(covariates[name], values.length))
  const moments = momentsOf(timestampsS, slots, columns)
  return { training: { series, slots, moments, readings: clippedReadings(values) }, values }
}

function columnOf(column: Float64Array | undefined, length: number): Float64Array {
  return Float64Array.from({ length }, (_, row) => column?.[row] ?? Number.NaN)
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
    const own = rows[index] ?? NO_NUMBERS
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
  const { shared, perMember } = excesses(view, rows, values.length)
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
    clamp((value - (known[row] ?? Number.NaN)) / (scales[moments.slot[row] ?? 0] ?? 1), -6, 6),
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
  residuals.forEach((residual, row) => {
    if (Number.isFinite(residual)) groups[moments.slot[row] ?? 0]?.push(residual)
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

/** Evidence of every part, a column each; a missing reading has none. */
function evidenceOf(view: View, { training, values }: Prepared, models: readonly FittedExpectation[]): Float64Array[] {
  const memory = new Float64Array(memorySize(view))
  clearMemory(view, memory)
  const engine = startEngine(view, memory, RUN_ROWS)
  const columns = engine.all.map(() => new Float64Array(values.length))
  eachRun(engine, training, values, (from, count) => {
    const expected = models.map((model) => model.expected.subarray(from, from + count))
    runEngine(engine, models.length === 0 ? undefined : expected)
    for (const [index, { evidence }] of engine.all.entries())
      for (let row = 0; row < count; row += 1)
        (columns[index] ?? NO_NUMBERS)[from + row] = Number.isNaN(engine.seen[row]) ? 0 : (evidence[row] ?? 0)
  })
  return columns
}

const RUN_ROWS = 512

/** Adds the rows of a history to an engine and calls back for every run of them: its first row and their number. */
function eachRun(
  engine: Engine,
  { moments }: Training,
  values: Float64Array,
  take: (from: number, count: number) => void,
): void {
  let next = 0
  while (next < values.length) {
    const from = next
    while (next < values.length) {
      const { count } = engine.filled
      for (const [k, column] of engine.moments.covariates.entries())
        if (count < column.length) column[count] = moments.covariates[k]?.[next] ?? Number.NaN
      const reading = values[next] ?? Number.NaN
      if (!addRow(engine, moments.timestampsS[next] ?? 0, Number.isFinite(reading) ? reading : Number.NaN)) break
      next += 1
    }
    take(from, next - from)
    nextRun(engine)
  }
}

function excesses(view: View, columns: readonly Float64Array[], length: number) {
  const sumOf = (checks: readonly FittedCheck[], from: number): Float64Array => {
    const sums = new Float64Array(length)
    checks.forEach(({ name, knots, start }, index) => {
      const weighing = checkNamed(name)?.weighing
      if (weighing === undefined || weighing.kind === 'bound') return
      const isCounted = weighing.kind === 'counted'
      const column = columns[from + index] ?? NO_NUMBERS
      for (let row = 0; row < length; row += 1)
        sums[row] = (sums[row] ?? 0) + weightOf(knots, start, column[row] ?? 0, isCounted) - 1
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
  const engine = startEngine(view, memory, RUN_ROWS)
  eachRun(engine, training, values, () => runEngine(engine))
  return memory
}
