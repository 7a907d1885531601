/** Quantile with linear interpolation of the finite values; NaN when there are none. Does not change its input. */
function quantile(values: ArrayLike<number>, share: number): number {
  return sortedQuantile(finiteSorted(values), share)
}

/** Median of the finite values; NaN when there are none. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5)
}

/** Median absolute deviation from zero, scaled to a standard deviation of a normal law. */
export function scaleOf(residuals: ArrayLike<number>): number {
  const magnitudes = Float64Array.from(residuals, Math.abs)
  return 1.4826 * median(magnitudes)
}

/** The finite values in ascending order. */
export function finiteSorted(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).filter(Number.isFinite).sort()
}

/** Quantile of values already in ascending order. */
export function sortedQuantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN
  const at = share * (sorted.length - 1)
  const low = Math.floor(at)
  const lower = sorted[low] ?? Number.NaN
  const upper = sorted[Math.min(low + 1, sorted.length - 1)] ?? lower
  return lower + (upper - lower) * (at - low)
}

/** The number held between two bounds. */
export function clamp(number: number, low: number, high: number): number {
  return number < low ? low : number > high ? high : number
}

/**
 * Weight of the newest value in an exponential average of the given half-life in rows. A rational stand-in for
 * 1 − 2^(−1/h): `Math.pow` may differ between engines and this number enters the model.
 */
export function decayOf(halfLifeRows: number): number {
  return 1 / (1 + halfLifeRows * Math.LOG2E)
}
