import { isSubDaily, rowsPerDay, type SeriesDescription } from './series.ts'

/** Days per allowed false alert episode; the PDD may set another figure. */
export function allowedDays(series: SeriesDescription): number {
  return series.granularity === 'monthly' ? 730 : series.granularity === 'daily' ? 90 : 30
}

/**
 * Share of the allowed rate that is used up on the history. Not below 1: the stream's evidence is weighed against all
 * seen so far and not the history alone, which leaves room already (measured: a quarter of the rate is used up).
 */
const SHARE = 1
/** Under this many days the largest evidence seen says little about the tail. */
const SHORT_HISTORY_DAYS = 90
/** Episode peaks the tail is estimated from. */
const PEAKS = 8

/** How alert rows merge into episodes, in rows: gaps up to `merge`; a long one counts again every `again`. */
export type EpisodeRule = { readonly merge: number; readonly again: number }

/** The rule of a series: one period and one week; daily 3 and 14, monthly 1 and 3 rows. */
export function episodeRule(series: SeriesDescription): EpisodeRule {
  if (series.granularity === 'monthly') return { merge: 1, again: 3 }
  return isSubDaily(series) ? { merge: series.period, again: 7 * series.period } : { merge: 3, again: 14 }
}

/** Number of episodes of rows at or above the threshold. */
export function countEpisodes(evidence: ArrayLike<number>, threshold: number, rule: EpisodeRule): number {
  let count = 0
  let last = Number.NEGATIVE_INFINITY
  let counted = Number.NEGATIVE_INFINITY
  for (let row = 0; row < evidence.length; row += 1) {
    if (!((evidence[row] ?? 0) >= threshold)) continue
    if (row - last > rule.merge || row - counted >= rule.again) {
      count += 1
      counted = row
    }
    last = row
  }
  return count
}

/**
 * The smallest threshold at which the episodes of out-of-fold evidence stay within the allowed rate; under
 * three months of history, and for monthly series, moved out along an exponential tail of the episodes' peaks.
 */
export function thresholdFrom(evidence: Float64Array, series: SeriesDescription): number {
  const days = evidence.length / rowsPerDay(series)
  const allowed = (SHARE * days) / allowedDays(series)
  const rule = episodeRule(series)
  const candidates = evidence.filter((value) => value > 0).sort()
  let low = 0
  let high = candidates.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (countEpisodes(evidence, candidates[middle] ?? 0, rule) <= allowed) high = middle
    else low = middle + 1
  }
  const largest = candidates.at(-1) ?? 1
  const counted = (candidates[low] ?? largest) * (1 + 1e-9)
  if (days >= SHORT_HISTORY_DAYS && series.granularity !== 'monthly') return Math.max(counted, 1e-6)
  return Math.max(shortFactor(days) * tailThreshold(evidence, rule, allowed, counted), 1e-6)
}

// Days resemble their neighbours, so a short history shows less of the range than its number of rows suggests.
function shortFactor(days: number): number {
  return days < SHORT_HISTORY_DAYS ? Math.sqrt(SHORT_HISTORY_DAYS / Math.max(days, 1)) : 1
}

// Peaks over the eighth largest follow an exponential law: each factor e fewer episodes costs one mean excess.
function tailThreshold(evidence: Float64Array, rule: EpisodeRule, allowed: number, counted: number): number {
  const peaks = peaksOf(evidence, rule).slice(0, PEAKS)
  const base = peaks.at(-1) ?? counted
  const excess = peaks.reduce((sum, peak) => sum + peak - base, 0) / Math.max(1, peaks.length - 1)
  return Math.max(counted, base + excess * doublings(peaks.length / Math.max(allowed, 1e-3)) * Math.LN2)
}

// Binary logarithm, linear between powers of two: exact arithmetic, because this enters the model.
function doublings(ratio: number): number {
  let rest = Math.max(1, ratio)
  let whole = 0
  while (rest >= 2) {
    rest /= 2
    whole += 1
  }
  return whole + rest - 1
}

// The largest evidence of each stretch of one merging distance, in descending order.
function peaksOf(evidence: Float64Array, { merge }: EpisodeRule): number[] {
  const peaks: number[] = []
  const width = Math.max(1, merge)
  for (let from = 0; from < evidence.length; from += width)
    peaks.push(evidence.subarray(from, from + width).reduce((most, value) => Math.max(most, value), 0))
  return peaks.sort((a, b) => b - a)
}
