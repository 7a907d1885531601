import { bucketSize, fillBucket, rowsPerBucket, type Bucket, type Coarse } from './buckets.ts'
import { anomalyError } from './errors.ts'
import { addRow, memorySize, nextRun, runEngine, startEngine, type Engine } from './engine.ts'
import type { View } from './model.ts'
import type { Row, SeriesDescription } from './series.ts'
import { excessRun, keepSince, weighRun } from './weigh.ts'

/** A view of closed buckets at work. */
export type CoarseEngine = {
  readonly engine: Engine
  /** See `buckets.ts`; its fourth number is the excess evidence of the bucket closed last. */
  readonly bucket: Float64Array
  readonly plan: { readonly granularity: Coarse; readonly rowsPerBucket: number }
}

/** Buckets that close within a run and go through the checks together. */
const RUN_BUCKETS = 64

/** Starts a view of closed buckets on the next numbers of the memory. */
export function startCoarse(view: View, series: SeriesDescription, next: (size: number) => Float64Array): CoarseEngine {
  const granularity = coarseOf(view.series.granularity)
  const bucket = next(bucketSize(series))
  const plan = { granularity, rowsPerBucket: rowsPerBucket(series, granularity) }
  return { engine: startEngine(view, next(memorySize(view)), RUN_BUCKETS), bucket, plan }
}

function coarseOf(granularity: SeriesDescription['granularity']): Coarse {
  if (granularity === 'hourly' || granularity === 'daily' || granularity === 'monthly') return granularity
  throw anomalyError('ANOMALY_MODEL', { fault: `a view of ${granularity} buckets` })
}

/**
 * Takes the rows of a native run into the open bucket, scores the buckets they close, and adds to every row the excess
 * evidence of the bucket closed last.
 */
export function stepCoarse(view: CoarseEngine, native: Engine, readings: Float64Array, into: Float64Array): void {
  const { bucket, plan, engine } = view
  const { moments } = native
  const covariates = new Float64Array(moments.covariates.length)
  const closedAt: number[] = []
  const excesses = [bucket[3] ?? 0]
  const flush = (): void => {
    excesses.push(...scoreBuckets(engine))
  }
  for (let row = 0; row < into.length; row += 1) {
    for (let k = 0; k < covariates.length; k += 1) covariates[k] = moments.covariates[k]?.[row] ?? Number.NaN
    const timestampS = moments.timestampsS[row] ?? 0
    const closed = fillBucket(bucket, plan, { timestampS, reading: readings[row] ?? Number.NaN, covariates })
    if (closed === null) continue
    closedAt.push(row)
    if (addBucket(engine, closed)) continue
    flush()
    addBucket(engine, closed)
  }
  flush()
  spread(closedAt, excesses, into)
  bucket[3] = excesses.at(-1) ?? 0
}

function addBucket(engine: Engine, { timestampS, reading, covariates }: Bucket): boolean {
  const { count } = engine.filled
  for (const [k, column] of engine.moments.covariates.entries())
    if (count < column.length) column[count] = covariates[k] ?? Number.NaN
  return addRow(engine, timestampS, reading)
}

function scoreBuckets(engine: Engine): Float64Array {
  const count = runEngine(engine)
  if (count === 0) return new Float64Array(0)
  weighRun(engine, count)
  const excess = excessRun(engine, count)
  for (let row = 0; row < count; row += 1) if (Number.isNaN(engine.seen[row])) excess[row] = 0
  keepSince(engine, count)
  nextRun(engine)
  return excess
}

function spread(closedAt: readonly number[], excesses: readonly number[], into: Float64Array): void {
  let bucket = 0
  for (let row = 0; row < into.length; row += 1) {
    while (bucket < closedAt.length && row >= (closedAt[bucket] ?? 0)) bucket += 1
    into[row] = (into[row] ?? 0) + (excesses[bucket] ?? 0)
  }
}

/** Writes the covariates of the row that will be added next. */
export function addCovariates({ view, moments, filled }: Engine, covariates: Row['covariates']): void {
  const names = view.series.covariates
  for (let k = 0; k < names.length; k += 1) {
    const column = moments.covariates[k]
    if (column !== undefined && filled.count < column.length)
      column[filled.count] = covariates?.[names[k] ?? ''] ?? Number.NaN
  }
}
