import { isSubDaily, type History, type SeriesDescription } from './series.ts'
import { dateOf } from './calendar.ts'

/** Granularity of a view made of closed buckets of the readings. */
export type Coarse = 'hourly' | 'daily' | 'monthly'

const HOUR_S = 3600
const DAY_S = 86_400
const MONTH_S = 2_629_800
const STEPS: Readonly<Record<Coarse, number>> = { hourly: HOUR_S, daily: DAY_S, monthly: MONTH_S }
/** Rows per period and week of each view. */
const PERIODS: Readonly<Record<Coarse, readonly [number, number]>> = {
  hourly: [24, 168],
  daily: [7, 7],
  monthly: [12, 12],
}
/** Days of history without which a view says nothing. */
export const LEAST_DAYS: Readonly<Record<Coarse, number>> = { hourly: 14, daily: 56, monthly: 730 }
/** A bucket with fewer of its readings has no value: its mean would be that of other hours. */
const LEAST_COVERAGE = 0.8

/** Views coarser than a series. */
export function coarserThan(series: SeriesDescription): readonly Coarse[] {
  if (series.granularity === 'monthly') return []
  if (!isSubDaily(series)) return ['monthly']
  return series.stepSeconds < HOUR_S ? ['hourly', 'daily', 'monthly'] : ['daily', 'monthly']
}

/** The series as seen through buckets: means, so that a missing reading does not look like a low bucket. */
export function coarseSeries(series: SeriesDescription, granularity: Coarse): SeriesDescription {
  const [period, week] = PERIODS[granularity]
  return { ...series, granularity, stepSeconds: STEPS[granularity], period, week, nameplate: null }
}

/** Start of the bucket that holds a local wall-clock time. */
function bucketStart(granularity: Coarse, timestampS: number): number {
  if (granularity !== 'monthly') return Math.floor(timestampS / STEPS[granularity]) * STEPS[granularity]
  const day = Math.floor(timestampS / DAY_S)
  return (day - dayOfMonth(day)) * DAY_S
}

function dayOfMonth(day: number): number {
  const { month } = dateOf(day)
  let back = 0
  while (back < 31 && dateOf(day - back - 1).month === month) back += 1
  return back
}

/**
 * Memory of an open bucket: its start, sum and number of readings, the excess evidence of the bucket closed last, then
 * sum and number of every covariate.
 */
export function bucketSize(series: SeriesDescription): number {
  return 4 + 2 * series.covariates.length
}

/** Memory before the first row. */
function emptyBucket(series: SeriesDescription): Float64Array {
  const memory = new Float64Array(bucketSize(series))
  memory[0] = Number.NaN
  return memory
}

/** A bucket that has closed. */
export type Bucket = { readonly timestampS: number; readonly reading: number; readonly covariates: Float64Array }

/** Takes a row into the open bucket; gives the one before it when the row begins a new one. */
export function fillBucket(
  memory: Float64Array,
  { granularity, rowsPerBucket }: { readonly granularity: Coarse; readonly rowsPerBucket: number },
  row: { readonly timestampS: number; readonly reading: number; readonly covariates: ArrayLike<number> },
): Bucket | null {
  const open = memory[0] ?? Number.NaN
  const isInside =
    row.timestampS >= open && row.timestampS < open + (granularity === 'monthly' ? 28 * DAY_S : STEPS[granularity])
  const start = isInside ? open : bucketStart(granularity, row.timestampS)
  const closed = Number.isNaN(open) || start === open ? null : close(memory, open, rowsPerBucket)
  if (start !== open) {
    const excess = memory[3] ?? 0
    memory.fill(0)
    memory[0] = start
    memory[3] = excess
  }
  if (Number.isFinite(row.reading)) {
    memory[1] = (memory[1] ?? 0) + row.reading
    memory[2] = (memory[2] ?? 0) + 1
  }
  const covariates = (memory.length - 4) / 2
  for (let k = 0; k < covariates; k += 1) {
    const value = row.covariates[k] ?? Number.NaN
    if (!Number.isFinite(value)) continue
    memory[4 + 2 * k] = (memory[4 + 2 * k] ?? 0) + value
    memory[5 + 2 * k] = (memory[5 + 2 * k] ?? 0) + 1
  }
  return closed
}

function close(memory: Float64Array, timestampS: number, rowsPerBucket: number): Bucket {
  const count = memory[2] ?? 0
  const covariates = new Float64Array((memory.length - 4) / 2)
  for (let k = 0; k < covariates.length; k += 1) covariates[k] = (memory[4 + 2 * k] ?? 0) / (memory[5 + 2 * k] ?? 0)
  const isCovered = count >= LEAST_COVERAGE * rowsPerBucket
  return { timestampS, reading: isCovered ? (memory[1] ?? 0) / count : Number.NaN, covariates }
}

/** The closed buckets of a history, and the memory of the one left open at its end. */
export function bucketsOf(
  history: History,
  series: SeriesDescription,
  granularity: Coarse,
): { readonly history: History; readonly open: Float64Array } {
  const open = emptyBucket(series)
  const plan = { granularity, rowsPerBucket: rowsPerBucket(series, granularity) }
  const columns = series.covariates.map((name) => history.covariates?.[name])
  const closed: Bucket[] = []
  for (const [row, timestampS] of history.timestampsS.entries()) {
    const covariates = columns.map((column) => column?.[row] ?? Number.NaN)
    const bucket = fillBucket(open, plan, { timestampS, reading: history.values[row] ?? Number.NaN, covariates })
    if (bucket !== null) closed.push(bucket)
  }
  const covariates = Object.fromEntries(
    series.covariates.map((name, k) => [
      name,
      Float64Array.from(closed, (bucket) => bucket.covariates[k] ?? Number.NaN),
    ]),
  )
  const timestampsS = Float64Array.from(closed, (bucket) => bucket.timestampS)
  return { history: { timestampsS, values: Float64Array.from(closed, ({ reading }) => reading), covariates }, open }
}

/** Rows of a full bucket; of the shortest month for months. */
export function rowsPerBucket(series: SeriesDescription, granularity: Coarse): number {
  return (granularity === 'monthly' ? 28 * DAY_S : STEPS[granularity]) / series.stepSeconds
}
