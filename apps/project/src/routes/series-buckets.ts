import { LIMIT_PATTERNS, decodeBound, nameOfCode, type Bound } from '@tcctv/contracts'
import { rowAt } from '@tcctv/methodology'
import { formatDecimal, localDayOf, localHourOf } from '@tcctv/units'
import type { Bucket, SeriesRow, Span } from '../read-model/query-series.ts'
import type { ReadModel } from '../read-model/open-read-model.ts'
import type { Version } from '../read-model/versions.ts'

const HOUR_S = 3600
const DAY_S = 24 * HOUR_S
export const MAX_BUCKETS = 2000

/** Columns of one parameter over a span, one entry per bucket; numbers are for pixels, `sum` is exact. */
export type SeriesColumns = {
  readonly t: number[]
  readonly min: (number | null)[]
  readonly max: (number | null)[]
  readonly mean: (number | null)[]
  readonly sum: (string | null)[]
  readonly expected: (number | null)[]
  readonly lo: (number | null)[]
  readonly hi: (number | null)[]
  readonly nReadings: number[]
  readonly nMissing: number[]
  readonly nOut: number[]
  readonly nAnomaly: number[]
  readonly maxCase: (number | null)[]
}

/**
 * Span of at most `buckets` buckets that covers the range. Steps are parts of an hour that hold whole intervals of the
 * lane, then parts of a day, then whole days: with any other step a daily course beats against it. Begins at or before
 * `fromS`, so that a bucket is never cut.
 */
export function spanOf(range: { readonly fromS: number; readonly toS: number }, stepS: number, buckets: number): Span {
  const fine = spanFrom(range, { grainS: stepS, leastS: stepS, buckets })
  if (fine.bucketS < HOUR_S && HOUR_S % stepS === 0) return fine
  return spanFrom(range, { grainS: HOUR_S, leastS: Math.max(stepS, HOUR_S), buckets })
}

function spanFrom(
  { fromS, toS }: { readonly fromS: number; readonly toS: number },
  { grainS, leastS, buckets }: { readonly grainS: number; readonly leastS: number; readonly buckets: number },
): Span {
  const beginS = Math.floor(fromS / grainS) * grainS
  const wantedS = Math.ceil(Math.max(leastS, (toS - beginS) / buckets) / grainS) * grainS
  return { fromS: beginS, toS: Math.max(toS, beginS), bucketS: evenStep(wantedS, grainS) }
}

/** The least step not below a wanted one that divides an hour or a day, or is whole days. */
function evenStep(wantedS: number, grainS: number): number {
  const wholeS = [HOUR_S, DAY_S].find((unitS) => unitS >= wantedS)
  if (wholeS === undefined) return Math.ceil(wantedS / DAY_S) * DAY_S
  let stepS = wantedS
  while (wholeS % stepS !== 0 && stepS < wholeS) stepS += grainS
  return Math.min(stepS, wholeS)
}

/** Sums of all lanes of a parameter, by bucket; every reading of the span is in exactly one. */
export function columnsOf(readModel: ReadModel, series: readonly SeriesRow[], span: Span): SeriesColumns {
  const found = series.map((one) => ({
    one,
    buckets: new Map(readModel.bucketsOf(one.id, span).map((bucket) => [bucket.atS, bucket])),
  }))
  const columns = emptyColumns()
  const places = Math.max(0, ...series.map((one) => one.places))
  for (let atS = span.fromS; atS < span.toS; atS += span.bucketS) {
    const parts = found.flatMap(({ one, buckets }) => {
      const bucket = buckets.get(atS)
      return bucket === undefined ? [] : [{ one, bucket }]
    })
    pushCounts(columns, atS, parts)
    pushQuantities(columns, parts, places)
    const toS = Math.min(atS + span.bucketS, span.toS)
    const slots = series.reduce((sum, one) => sum + slotsIn(one, atS, toS), 0)
    columns.nMissing.push(Math.max(0, slots - (columns.nReadings.at(-1) ?? 0)))
    const band = bandOf(readModel, series[0], atS)
    columns.lo.push(band?.lo ?? null)
    columns.hi.push(band?.hi ?? null)
  }
  return columns
}

type Part = { readonly one: SeriesRow; readonly bucket: Bucket }

function pushCounts(columns: SeriesColumns, atS: number, parts: readonly Part[]): void {
  const total = (of: (bucket: Bucket) => number): number => parts.reduce((sum, { bucket }) => sum + of(bucket), 0)
  columns.t.push(atS)
  columns.nReadings.push(total(({ n }) => n))
  columns.nOut.push(total(({ out }) => out))
  columns.nAnomaly.push(total(({ anomalies }) => anomalies))
  columns.maxCase.push(parts.length === 0 ? null : Math.max(...parts.map(({ bucket }) => bucket.level)))
  const expectedN = total((bucket) => bucket.expectedN)
  columns.expected.push(expectedN === 0 ? null : total(({ expected }) => expected) / expectedN)
}

function pushQuantities(columns: SeriesColumns, parts: readonly Part[], places: number): void {
  if (parts.length === 0) {
    for (const column of [columns.min, columns.max, columns.mean, columns.sum]) column.push(null)
    return
  }
  const scaled = parts.map(({ one, bucket }) => ({
    bucket,
    unit: 10 ** -one.places,
    up: 10n ** BigInt(places - one.places),
  }))
  const sum = scaled.reduce((total, { bucket, up }) => total + bucket.sum * up, 0n)
  columns.min.push(Math.min(...scaled.map(({ bucket, unit }) => Number(bucket.low) * unit)))
  columns.max.push(Math.max(...scaled.map(({ bucket, unit }) => Number(bucket.high) * unit)))
  columns.mean.push((Number(sum) * 10 ** -places) / (columns.nReadings.at(-1) ?? 1))
  columns.sum.push(formatDecimal(sum, places))
}

/** Intervals of a run that begin within [fromS, toS). */
function slotsIn({ firstS, endS, stepS }: SeriesRow, fromS: number, toS: number): number {
  const before = (atS: number): number => Math.ceil((Math.min(Math.max(atS, firstS), endS) - firstS) / stepS)
  return before(toS) - before(fromS)
}

/** The narrowest band of the reading limits in force at an instant, in the lane's unit. */
function bandOf(
  readModel: ReadModel,
  series: SeriesRow | undefined,
  atS: number,
): { lo: number; hi: number } | undefined {
  const latest = readModel.versions.latest()
  if (latest === undefined || series === undefined) return undefined
  const day = localDayOf(latest.chain.offsets, atS)
  const hour = localHourOf(latest.chain.offsets, atS)
  const bounds = boundsOf(readModel.versions.inForce(day) ?? latest, series, { day, hour })
  if (bounds.length === 0) return undefined
  const unit = 10 ** -series.places
  const [lows, highs] = [bounds.map(({ low }) => Number(low)), bounds.map(({ high }) => Number(high))]
  return { lo: Math.max(...lows) * unit, hi: Math.min(...highs) * unit }
}

function boundsOf(
  { chain }: Version,
  { lane }: SeriesRow,
  { day, hour }: { readonly day: number; readonly hour: number },
): readonly Bound[] {
  const variable = chain.lanes[lane]?.variableIndex
  return chain.limits.flatMap((limit) => {
    const applies = limit.applies === 1 && limit.subjectKind === 1 && limit.subject === variable
    const by = nameOfCode(LIMIT_PATTERNS, limit.by) ?? 'none'
    return applies && limit.effectiveFrom <= day ? [decodeBound(limit.bounds, rowAt(by, day, hour))] : []
  })
}

function emptyColumns(): SeriesColumns {
  return {
    t: [],
    min: [],
    max: [],
    mean: [],
    sum: [],
    expected: [],
    lo: [],
    hi: [],
    nReadings: [],
    nMissing: [],
    nOut: [],
    nAnomaly: [],
    maxCase: [],
  }
}
