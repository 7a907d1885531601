import type { ReasonCode } from './check.ts'
import { ratioOf, similarEvents, type PastEvent } from './past-events.ts'
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
  /** The check that fired; several share a reason. */
  readonly firedBy: string
  /** Rows from `since` to this one, by the step of the series. */
  readonly rows: number
  /** The stretch that the readings repeat, local wall clock; null when they are no copy. */
  readonly copiedFrom: { readonly from: string; readonly to: string } | null
  /** Hash of the model that found it; null when the caller gave none. */
  readonly modelHash: string | null
  /** Earlier events that look most like it, the nearest first. */
  readonly similar: readonly PastEvent[]
  readonly sentence: string
  /** The same in Traditional Chinese. */
  readonly sentenceZhHant: string
}

/** What the caller knows besides the row: the model's hash and the events before it. */
export type Known = { readonly modelHash?: string; readonly past?: readonly PastEvent[] }

/**
 * Explains the score of a row. For a row without alert the check is '' and the sentence says so.
 *
 * @example explain(score, series, row, { modelHash, past: eventsOf(scored) }).similar[0]?.since
 */
export function explain(score: Score, series: SeriesDescription, row: Row, known: Known = {}): Explanation {
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
    firedBy: score.check ?? '',
    rows: Math.max(1, Math.round((row.timestampS - (score.since ?? row.timestampS)) / series.stepSeconds) + 1),
    copiedFrom:
      score.copiedFrom === undefined
        ? null
        : { from: wallClock(score.copiedFrom[0]), to: wallClock(score.copiedFrom[1]) },
    modelHash: known.modelHash ?? null,
    similar: similarEvents(known.past ?? [], { reason, ratio, beforeS: score.since ?? row.timestampS }),
    sentence: ENGLISH[reason](facts),
    sentenceZhHant: TRADITIONAL_CHINESE[reason](facts),
  }
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
