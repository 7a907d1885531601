import type { Moments } from './calendar.ts'
import type { Training } from './expectation.ts'
import { historyDays } from './history-length.ts'
import { finiteSorted, sortedQuantile } from './robust.ts'
import { isSubDaily } from './series.ts'
import { turnOfYear } from './sine.ts'

/** The features of one row that are not zero. */
export type SparseRow = { readonly indices: Int32Array; readonly values: Float64Array; size: number }

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
  const days = historyDays(moments)
  const isSeasonal = isMonthly === 0 && days > FULL_YEAR_DAYS ? 1 : 0
  const covariates = series.covariates.flatMap((_, column) => covariateFacts(training, column, hours) ?? [])
  const fine = isSubDaily(series) && slots > hours ? slots : 0
  return Float64Array.of(slots, hours, isMonthly, isSeasonal, covariates.length, fine, ...covariates.flat())
}

/** Null for a covariate that is constant or mostly missing. */
function covariateFacts({ moments, slots }: Training, column: number, hours: number): [number[]] | null {
  const readings = moments.covariates[column] ?? new Float64Array(0)
  const sorted = finiteSorted(readings)
  const [low, quarter, half, most, high] = [0.02, 0.25, 0.5, 0.75, 0.98].map((share) => sortedQuantile(sorted, share))
  const spread = ((high ?? 0) - (low ?? 0)) / 4
  if (sorted.length < LEAST_PRESENT * moments.timestampsS.length || !(spread > 0 || isFlag(sorted))) return null
  const unit = spread > 0 ? spread : 1
  const hinges = [quarter, half, most].map((hinge) => ((hinge ?? 0) - (half ?? 0)) / unit)
  return [[column, half ?? 0, unit, ...hinges, ...meansByHour(moments, readings, slots, hours, half ?? 0)]]
}

/** A covariate such as a holiday: rarely not zero, so that its quantiles say nothing. */
function isFlag(sorted: Float64Array): boolean {
  return sorted[0] !== sorted.at(-1)
}

function meansByHour({ slot }: Moments, readings: Float64Array, slots: number, hours: number, none: number): number[] {
  const sums = new Float64Array(hours)
  const counts = new Float64Array(hours)
  readings.forEach((reading, row) => {
    const hour = hourOf(slot[row] ?? 0, slots, hours)
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

/** Room for the features of one row of a layout. */
export function blankRow(layout: Float64Array): SparseRow {
  const most = 3 + HARMONICS + 2 + (layout[4] ?? 0) * (HINGES + 1)
  return { indices: new Int32Array(most), values: new Float64Array(most), size: 0 }
}

/** Fills in the features of a moment, in the same order always. */
export function fillFeatures(layout: Float64Array, moments: Moments, at: number, row: SparseRow): void {
  const hours = layout[1] ?? 1
  const slot = moments.slot[at] ?? 0
  const hour = hourOf(slot, layout[0] ?? 1, hours)
  row.size = 0
  let from = addCalendar(row, moments.weekday[at] ?? 0, moments.month[at] ?? 0, hour, hours, layout[2] === 1)
  if (layout[3] === 1) from = addSeason(row, from, moments.dayOfYear[at] ?? 0, hour, hours)
  const fine = layout[5] ?? 0
  if (fine > 0) add(row, from + slot, 1)
  from += fine
  const covariates = layout[4] ?? 0
  for (let k = 0; k < covariates; k += 1) {
    const facts = HEADER + k * (FACTS + hours)
    const given = moments.covariates[layout[facts] ?? 0]?.[at] ?? Number.NaN
    from = addCovariate(row, from, layout, facts, given, hour, hours)
  }
}

function add(row: SparseRow, index: number, value: number): void {
  row.indices[row.size] = index
  row.values[row.size] = value
  row.size += 1
}

function addCalendar(
  row: SparseRow,
  weekday: number,
  month: number,
  hour: number,
  hours: number,
  isMonthly: boolean,
): number {
  if (isMonthly) {
    add(row, month, 1)
    return YEAR
  }
  if (hours === 1) {
    add(row, weekday, 1)
    return WEEK
  }
  const dayType = weekday < 5 ? 0 : weekday - 4
  add(row, dayType * hours + hour, 1)
  add(row, hours * DAY_TYPES + weekday, 1)
  return hours * DAY_TYPES + WEEK
}

function addSeason(row: SparseRow, at: number, dayOfYear: number, hour: number, hours: number): number {
  const { sine, cosine } = turnOfYear(dayOfYear)
  add(row, at, sine)
  add(row, at + 1, cosine)
  add(row, at + 2, 2 * sine * cosine)
  add(row, at + 3, 1 - 2 * sine * sine)
  if (hours === 1) return at + HARMONICS
  add(row, at + HARMONICS + hour, sine)
  add(row, at + HARMONICS + hours + hour, cosine)
  return at + HARMONICS + 2 * hours
}

const MOST_SPREADS = 4

function addCovariate(
  row: SparseRow,
  at: number,
  layout: Float64Array,
  facts: number,
  given: number,
  hour: number,
  hours: number,
): number {
  const reading = Number.isFinite(given) ? given : (layout[facts + FACTS + hour] ?? 0)
  const scaled = (reading - (layout[facts + 1] ?? 0)) / (layout[facts + 2] ?? 1)
  const value = Math.max(-MOST_SPREADS, Math.min(MOST_SPREADS, scaled))
  add(row, at, value)
  for (let k = 1; k < HINGES; k += 1) add(row, at + k, Math.max(0, value - (layout[facts + 2 + k] ?? 0)))
  if (hours === 1) return at + HINGES
  add(row, at + HINGES + hour, value)
  return at + HINGES + hours
}
