import { median, scaleOf } from './robust.ts'
import type { Score } from './score.ts'
import { BAND_SCALES } from './score.ts'

/** What level and spread the residuals of a stretch of history had, in scales of the model. */
export type ResidualRange = {
  /** Rows of a stretch: 28 days, daily series 90, monthly 12 rows. */
  readonly rows: number
  readonly level: readonly [number, number]
  readonly spread: readonly [number, number]
}

/** Whether the residuals of the latest rows have left the range of the history. */
export type Drift = {
  /** Rows that count: not alerted, and with a reading and an expectation. */
  readonly rows: number
  /** Median residual, and spread around it (1 where the model was fitted), in scales of the model. */
  readonly level: number
  readonly spread: number
  readonly hasDrifted: boolean
}

/** How far beyond the history's own stretches is still usual, as a share of their width, and at least. */
const MARGIN = 0.25
const LEAST_MARGIN = 0.15
/** Fewer stretches tell no range. */
const LEAST_STRETCHES = 3

/**
 * The range of level and spread over stretches of out-of-fold residuals; null when the history is under three stretches.
 * There are too few stretches to tell 99 of a hundred, so it is their extremes and a margin.
 */
export function residualRangeOf(residuals: Float64Array, rows: number): ResidualRange | null {
  const stretches = Math.floor(residuals.length / rows)
  if (stretches < LEAST_STRETCHES) return null
  const all = Array.from({ length: stretches }, (_, k) =>
    momentsOf(residuals.subarray(k * rows, (k + 1) * rows)),
  ).filter(({ level, spread }) => Number.isFinite(level) && Number.isFinite(spread))
  if (all.length < LEAST_STRETCHES) return null
  return { rows, level: widened(all.map(({ level }) => level)), spread: widened(all.map(({ spread }) => spread)) }
}

function momentsOf(residuals: Float64Array): { readonly level: number; readonly spread: number } {
  const level = median(residuals)
  return { level, spread: scaleOf(residuals.map((residual) => residual - level)) }
}

function widened(numbers: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)]
  const margin = Math.max(LEAST_MARGIN, MARGIN * (high - low))
  return [low - margin, high + margin]
}

/**
 * Compares the residuals of unalerted rows with the range of the history, which stands in the model card: outside of it
 * the model no longer describes the series and retraining is due. Give it about `range.rows` of the latest rows; fewer
 * than half of that are never called a drift.
 *
 * @example driftOf(card.residuals, latest).hasDrifted
 */
export function driftOf(
  range: ResidualRange,
  latest: readonly { readonly score: Score; readonly reading: number | null }[],
): Drift {
  const residuals = Float64Array.from(
    latest.flatMap(({ score: { alert, expected, band }, reading }) => {
      if (alert || expected === null || band === null || reading === null) return []
      const scale = (band[1] - band[0]) / (2 * BAND_SCALES)
      return scale > 0 ? [(reading - expected) / scale] : []
    }),
  )
  const { level, spread } = momentsOf(residuals)
  const isOutside = (number: number, [low, high]: readonly [number, number]): boolean => number < low || number > high
  const isEnough = 2 * residuals.length >= range.rows
  const hasDrifted = isEnough && (isOutside(level, range.level) || isOutside(spread, range.spread))
  return { rows: residuals.length, level, spread, hasDrifted }
}
