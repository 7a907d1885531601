import type { Expectation } from './expectation.ts'
import { decayOf } from './robust.ts'
import { rowsPerDay, type SeriesDescription } from './series.ts'

const NO_STATE = new Float64Array(0)

/**
 * An expectation whose level follows the series: the slow average of what it missed is added to it. For series
 * with a trend or an unmodelled season, and only around a model without a state. The decay is the last parameter,
 * so that the inner model reads its own ones unchanged; state: the offset.
 */
export function following(inner: Expectation): Expectation {
  return {
    name: `${inner.name}, following`,
    handicap: 1.03,
    fit(training) {
      const fitted = inner.fit(training)
      if ('notEvaluated' in fitted) return fitted
      const parameters = new Float64Array(fitted.length + 1)
      parameters.set(fitted)
      parameters[fitted.length] = decayOf(halfLifeRows(training.series))
      return parameters
    },
    stateSize: () => 1,
    expect: (parameters, state, moment) => inner.expect(parameters, NO_STATE, moment) + (state[0] ?? 0),
    learn(parameters, state, _, reading, expected) {
      const missed = reading - expected
      if (Number.isFinite(missed)) state[0] = (state[0] ?? 0) + (parameters[parameters.length - 1] ?? 0) * missed
    },
  }
}

function halfLifeRows(series: SeriesDescription): number {
  if (series.granularity === 'monthly') return 3
  return (series.granularity === 'daily' ? 21 : 14) * rowsPerDay(series)
}
