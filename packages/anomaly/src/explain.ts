import type { ReasonCode } from './check.ts'
import type { Score } from './score.ts'
import { ENGLISH, TRADITIONAL_CHINESE, type Facts } from './sentences.ts'
import type { Row, SeriesDescription } from './series.ts'

/** An alert in the words of the people who have to act on it. */
export type Explanation = {
  readonly check: ReasonCode | ''
  readonly parameter: string
  readonly granularity: SeriesDescription['granularity']
  readonly expected: number | null
  readonly seen: number | null
  readonly unit: string
  readonly band: readonly [number, number] | null
  /** Local wall clock, YYYY-MM-DDTHH:MM. */
  readonly since: string
  /** Seen ÷ expected; null when there is none or it says nothing. */
  readonly ratio: number | null
  readonly sentence: string
  /** The same in Traditional Chinese. */
  readonly sentenceZhHant: string
}

/** Explains the score of a row. For a row without alert the check is '' and the sentence says so. */
export function explain(score: Score, series: SeriesDescription, row: Row): Explanation {
  const { reason, expected, band, granularity } = score
  const since = wallClock(score.since ?? row.timestampS)
  const ratio = ratioOf(row.reading, expected, band)
  const { unit } = series
  const facts: Facts = {
    seen: withUnit(row.reading, unit),
    expected: expected === null ? null : withUnit(expected, unit),
    band: band === null ? null : `${short(band[0])} – ${short(band[1])}`,
    percent: ratio === null ? null : `${short(100 * ratio)} %`,
    since,
    nameplate: withUnit(series.nameplate, unit),
  }
  return {
    check: reason,
    parameter: series.id,
    granularity,
    expected,
    seen: row.reading,
    unit,
    band,
    since,
    ratio,
    sentence: ENGLISH[reason](facts),
    sentenceZhHant: TRADITIONAL_CHINESE[reason](facts),
  }
}

// Around zero a ratio says nothing: the expected reading must exceed a quarter of its band.
function ratioOf(seen: number | null, expected: number | null, band: readonly [number, number] | null): number | null {
  if (seen === null || expected === null || band === null) return null
  return Math.abs(expected) * 4 > band[1] - band[0] ? seen / expected : null
}

function withUnit(number: number | null, unit: string): string {
  return number === null ? 'no reading' : `${short(number)} ${unit}`.trim()
}

function short(number: number): string {
  return String(Number(number.toPrecision(4)))
}

/** Local wall-clock seconds as YYYY-MM-DDTHH:MM. @example wallClock(0) // '1970-01-01T00:00' */
export function wallClock(timestampS: number): string {
  return new Date(timestampS * 1000).toISOString().slice(0, 16)
}
