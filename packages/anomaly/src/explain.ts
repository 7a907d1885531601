import type { Row, SeriesDescription } from './series.ts'
import type { Score } from './score.ts'

/** An alert in the words of the people who have to act on it. */
export type Explanation = {
  readonly check: string
  readonly expected: number | null
  readonly seen: number | null
  readonly unit: string
  readonly band: readonly [number, number] | null
  /** Local wall clock, YYYY-MM-DDTHH:MM. */
  readonly since: string
  readonly sentence: string
}

/** Explains the score of a row. For a row without alert the check is '' and the sentence says so. */
export function explain(score: Score, series: SeriesDescription, row: Row): Explanation {
  const since = wallClock(score.since ?? row.timestampS)
  const facts = { expected: score.expected, seen: row.reading, unit: series.unit, band: score.band, since }
  return { check: score.reason, ...facts, sentence: sentenceOf(score, series, facts) }
}

function sentenceOf(
  { reason, band }: Score,
  { unit, nameplate }: SeriesDescription,
  { expected, seen, since }: { expected: number | null; seen: number | null; since: string },
): string {
  const reading = `${short(seen)} ${unit}`
  const normal = expected === null ? 'no expectation' : `${short(expected)} ${unit} expected`
  const around = band === null ? '' : ` (${short(band[0])} to ${short(band[1])})`
  switch (reason) {
    case '':
      return `${reading} raises no alert; ${normal}${around}.`
    case 'spike':
      return `${reading} lies far from the ${normal}${around}.`
    case 'level':
      return `The level has differed from the expected one since ${since}: now ${reading}, ${normal}${around}.`
    case 'drift':
      return `The level has moved away slowly since ${since}: now ${reading}, ${normal}${around}.`
    case 'volatility':
      return `The readings have moved more or less than usual since ${since}: now ${reading}, ${normal}.`
    case 'stuck':
      return `The reading has not changed from ${reading} since ${since}; ${normal}.`
    case 'copied':
      return `The readings since ${since} repeat those of an earlier day or week exactly.`
    case 'range':
      return `${reading} lies outside everything in the history; ${normal}.`
    case 'nameplate':
      return `${reading} exceeds the nameplate of ${short(nameplate)} ${unit} and everything in the history.`
    case 'negative':
      return `${reading} is negative; the history never was.`
    case 'night':
      return `${reading} were generated at a time of day that was always dark in the history.`
    case 'unit':
      return `${reading} against ${normal}: the ratio looks like a change of unit.`
  }
}

function short(number: number | null): string {
  return number === null ? 'no reading' : String(Number(number.toPrecision(5)))
}

/** Local wall-clock seconds as YYYY-MM-DDTHH:MM. @example wallClock(0) // '1970-01-01T00:00' */
export function wallClock(timestampS: number): string {
  return new Date(timestampS * 1000).toISOString().slice(0, 16)
}
