import type { ReasonCode } from './check.ts'
import type { Score } from './score.ts'

/** A closed run of alerts with the reason of its largest score. */
export type PastEvent = {
  readonly reason: ReasonCode | ''
  /** Local wall-clock seconds of its first and last alert. */
  readonly sinceS: number
  readonly untilS: number
  readonly peak: number
  /** Seen ÷ expected at the largest score; null when it says nothing. */
  readonly ratio: number | null
}

/** A score beside the row it is of. */
export type Scored = { readonly score: Score; readonly timestampS: number; readonly reading: number | null }

/** The events of scored rows in order; alerts less than `gapS` apart are one event. */
export function eventsOf(scored: readonly Scored[], gapS: number): PastEvent[] {
  const events: PastEvent[] = []
  for (const { score, timestampS, reading } of scored) {
    if (!score.alert) continue
    const own = {
      reason: score.reason,
      peak: score.score,
      ratio: ratioOf(reading, score.expected, score.band),
      untilS: timestampS,
    }
    const last = events.at(-1)
    if (last === undefined || timestampS - last.untilS > gapS) events.push({ ...own, sinceS: timestampS })
    else if (own.peak > last.peak) events[events.length - 1] = { ...own, sinceS: last.sinceS }
    else events[events.length - 1] = { ...last, untilS: timestampS }
  }
  return events
}

const MOST_SIMILAR = 3

/** Up to three earlier events of the same reason, those with the nearest ratio first, then the latest. */
export function similarEvents(
  past: readonly PastEvent[],
  {
    reason,
    ratio,
    beforeS,
  }: { readonly reason: ReasonCode | ''; readonly ratio: number | null; readonly beforeS: number },
): PastEvent[] {
  const distance = (event: PastEvent): number =>
    ratio === null || event.ratio === null ? Number.MAX_VALUE : Math.abs(event.ratio - ratio)
  return past
    .filter((event) => reason !== '' && event.reason === reason && event.untilS < beforeS)
    .toSorted((a, b) => distance(a) - distance(b) || b.sinceS - a.sinceS)
    .slice(0, MOST_SIMILAR)
}

/** Seen ÷ expected. Around zero it says nothing: the expected reading must exceed a quarter of its band. */
export function ratioOf(
  seen: number | null,
  expected: number | null,
  band: readonly [number, number] | null,
): number | null {
  if (seen === null || expected === null || band === null) return null
  return Math.abs(expected) * 4 > band[1] - band[0] ? seen / expected : null
}
