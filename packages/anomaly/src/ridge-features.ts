import type { Moment } from './calendar.ts'
import type { Training } from './expectation.ts'
import { finiteSorted, sortedQuantile } from './robust.ts'
import { isSubDaily } from './series.ts'
import { turnOfYear } from './sine.ts'

/** Takes a feature that is not zero. */
export type Sink = (index: number, value: number) => void

const DAY_TYPES = 3
const WEEK = 7
const YEAR = 12
const HARMONICS = 4
const HINGES = 4
/** Numbers kept per covariate besides its means by hour: column, centre, spread, three hinges. */
const FACTS = 6
const HEADER = 6
const FULL_YEAR_DAYS = 300
const LEAST_PRESENT = 0.5

/**
 * Layout of the features, the first part of a ridge's parameters: slots, hours, 1 when monthly, 1 when the season is
 * known, covariates in use, slots with an effect of their own; then for every covariate its facts and its means by hour,
 * which stand in for missing values.
 */
export function layoutOf(training: Training): Float64Array {
  const { slots, moments, series } = training
  const hours = Math.min(24, slots)
  const isMonthly = series.granularity === 'monthly' ? 1 : 0
  const days = ((moments.at(-1)?.timestampS ?? 0) - (moments[0]?.timestampS ?? 0)) / 86_400
  const isSeasonal = isMonthly === 0 && days > FULL_YEAR_DAYS ? 1 : 0
  const covariates = series.covariates.flatMap((_, column) => covariateFacts(training, column, hours) ?? [])
  const fine = isSubDaily(series) && slots > hours ? slots : 0
  return Float64Array.of(slots, hours, isMonthly, isSeasonal, covariates.length, fine, ...covariates.flat())
}

/** Null for a covariate that is constant or mostly missing. */
function covariateFacts({ moments, slots }: Training, column: number, hours: number): [number[]] | null {
  const readings = moments.map(({ covariates }) => covariates[column] ?? Number.NaN)
  const sorted = finiteSorted(readings)
  const [low, quarter, half, most, high] = [0.02, 0.25, 0.5, 0.75, 0.98].map((share) => sortedQuantile(sorted, share))
  const spread = ((high ?? 0) - (low ?? 0)) / 4
  if (sorted.length < LEAST_PRESENT * moments.length || !(spread > 0 || isFlag(sorted))) return null
  const unit = spread > 0 ? spread : 1
  const hinges = [quarter, half, most].map((hinge) => ((hinge ?? 0) - (half ?? 0)) / unit)
  return [[column, half ?? 0, unit, ...hinges, ...meansByHour(moments, readings, slots, hours, half ?? 0)]]
}

/** A covariate such as a holiday: rarely not zero, so that its quantiles say nothing. */
function isFlag(sorted: Float64Array): boolean {
  return sorted[0] !== sorted.at(-1)
}

function meansByHour(
  moments: readonly Moment[],
  readings: number[],
  slots: number,
  hours: number,
  none: number,
): number[] {
  const sums = new Float64Array(hours)
  const counts = new Float64Array(hours)
  moments.forEach(({ slot }, row) => {
    const reading = readings[row] ?? Number.NaN
    const hour = hourOf(slot, slots, hours)
    if (!Number.isFinite(reading)) return
    sums[hour] = (sums[hour] ?? 0) + reading
    counts[hour] = (counts[hour] ?? 0) + 1
  })
  return Array.from(sums, (sum, hour) => ((counts[hour] ?? 0) > 0 ? sum / (counts[hour] ?? 1) : none))
}

function hourOf(slot: number, slots: number, hours: number): number {
  return hours === slots ? slot : Math.floor((slot * hours) / slots)
}

/** Number of features of a layout. */
export function featureCount(layout: Float64Array): number {
  const [, hours = 1, isMonthly = 0, isSeasonal = 0, covariates = 0, fine = 0] = layout
  const calendar = isMonthly === 1 ? YEAR : hours > 1 ? hours * DAY_TYPES + WEEK : WEEK
  const season = isSeasonal === 1 ? HARMONICS + (hours > 1 ? 2 * hours : 0) : 0
  return calendar + season + fine + covariates * (HINGES + (hours > 1 ? hours : 0))
}

/** Numbers a layout takes up in the parameters. */
export function layoutSize(parameters: Float64Array): number {
  return HEADER + (parameters[4] ?? 0) * (FACTS + (parameters[1] ?? 1))
}

/** Hands the features of a moment that are not zero to `add`, in the same order always. */
export function eachFeature(parameters: Float64Array, moment: Moment, add: Sink): void {
  const hours = parameters[1] ?? 1
  const hour = hourOf(moment.slot, parameters[0] ?? 1, hours)
  let at = addCalendar(add, moment, hour, hours, parameters[2] === 1)
  if (parameters[3] === 1) at = addSeason(add, at, moment, hour, hours)
  const fine = parameters[5] ?? 0
  if (fine > 0) add(at + moment.slot, 1)
  at += fine
  const covariates = parameters[4] ?? 0
  for (let k = 0; k < covariates; k += 1) at = addCovariate(add, at, parameters, k, moment, hour, hours)
}

function addCalendar(add: Sink, { weekday, month }: Moment, hour: number, hours: number, isMonthly: boolean): number {
  if (isMonthly) {
    add(month, 1)
    return YEAR
  }
  if (hours === 1) {
    add(weekday, 1)
    return WEEK
  }
  const dayType = weekday < 5 ? 0 : weekday - 4
  add(dayType * hours + hour, 1)
  add(hours * DAY_TYPES + weekday, 1)
  return hours * DAY_TYPES + WEEK
}

function addSeason(add: Sink, at: number, { dayOfYear }: Moment, hour: number, hours: number): number {
  const first = turnOfYear(dayOfYear)
  add(at, first.sine)
  add(at + 1, first.cosine)
  add(at + 2, 2 * first.sine * first.cosine)
  add(at + 3, 1 - 2 * first.sine * first.sine)
  if (hours === 1) return at + HARMONICS
  add(at + HARMONICS + hour, first.sine)
  add(at + HARMONICS + hours + hour, first.cosine)
  return at + HARMONICS + 2 * hours
}

const MOST_SPREADS = 4

function addCovariate(
  add: Sink,
  at: number,
  parameters: Float64Array,
  which: number,
  { covariates }: Moment,
  hour: number,
  hours: number,
): number {
  const facts = HEADER + which * (FACTS + hours)
  const given = covariates[parameters[facts] ?? 0] ?? Number.NaN
  const reading = Number.isFinite(given) ? given : (parameters[facts + FACTS + hour] ?? 0)
  const scaled = (reading - (parameters[facts + 1] ?? 0)) / (parameters[facts + 2] ?? 1)
  const value = Math.max(-MOST_SPREADS, Math.min(MOST_SPREADS, scaled))
  add(at, value)
  for (let k = 1; k < HINGES; k += 1) add(at + k, Math.max(0, value - (parameters[facts + 2 + k] ?? 0)))
  if (hours === 1) return at + HINGES
  add(at + HINGES + hour, value)
  return at + HINGES + hours
}
