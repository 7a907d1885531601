import type { Expectation } from './expectation.ts'
import { decayOf } from './robust.ts'
import { rowsPerDay, type SeriesDescription } from './series.ts'

/**
 * An expectation whose level follows the series: the slow average of what it missed is added to it. For series
 * with a trend or an unmodelled season, and only around a model without a state. The decay is the last parameter,
 * so that the inner model reads its own ones unchanged; state: the offset.
 */
export function following(inner: Expectation): Expectation {
  const expect: Expectation['expect'] = (parameters, state, moment) =>
    inner.expect(parameters, [], moment) + (state[0] ?? 0)
  return {
    name: `${inner.name}, following`,
    handicap: 1.03,
    fit(training) {
      const fitted = inner.fit(training)
      return 'notEvaluated' in fitted ? fitted : [...fitted, decayOf(halfLifeRows(training.series))]
    },
    start: () => [0],
    expect,
    learn(parameters, state, moment, reading) {
      const missed = reading - expect(parameters, state, moment)
      if (Number.isFinite(missed)) state[0] = (state[0] ?? 0) + (parameters.at(-1) ?? 0) * missed
    },
  }
}

function halfLifeRows(series: SeriesDescription): number {
  if (series.granularity === 'monthly') return 3
  return (series.granularity === 'daily' ? 21 : 14) * rowsPerDay(series)
}
