import type { Expectation } from './expectation.ts'
import { decayOf } from './robust.ts'
import { rowsPerDay, type SeriesDescription } from './series.ts'

/**
 * An expectation whose level follows the series: the slow average of what it missed is added to it. For series
 * with a trend or an unmodelled season. The decay is the last parameter, so that the inner model reads its own ones
 * unchanged.
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
    predict: inner.predict,
    follow: (parameters) => parameters.at(-1) ?? 0,
  }
}

function halfLifeRows(series: SeriesDescription): number {
  if (series.granularity === 'monthly') return 3
  return (series.granularity === 'daily' ? 21 : 14) * rowsPerDay(series)
}
