import type { Series } from '../api-types.ts'

/** A band wider than this many spans of the series would flatten the series; it is then drawn as far as it fits. */
const WIDEST_BAND = 2

/** Range of the value axis, from the series and, if it does not flatten them, the tolerance band. For pixels only. */
export function valueRange(series: Pick<Series, 'min' | 'max' | 'expected' | 'lo' | 'hi'>): [number, number] {
  const measured = spanOf([...series.min, ...series.max, ...series.expected])
  if (measured === null) return [0, 1]
  const [low, high] = measured
  const size = Math.max(high - low, Math.abs(high) * 0.01, 1e-9)
  const band = spanOf([...series.lo, ...series.hi]) ?? measured
  const reach = size * WIDEST_BAND
  const bottom = band[0] < low && low - band[0] < reach ? band[0] : low
  const top = band[1] > high && band[1] - high < reach ? band[1] : high
  const air = Math.max(top - bottom, size) * 0.05
  return [bottom - air, top + air]
}

function spanOf(numbers: readonly (number | null)[]): [number, number] | null {
  let low = Infinity
  let high = -Infinity
  for (const number of numbers) {
    if (number === null) continue
    if (number < low) low = number
    if (number > high) high = number
  }
  return low <= high ? [low, high] : null
}
