import { windowOf, type Gap, type Measured } from './substitute.ts'

/** Corroboration asks for 20 %, as a quotient. */
const SHARE = 5n

/**
 * Whether the readings of a corroborating parameter show normal operation during a gap: their mean in the gap lies within
 * 20 % of their mean over the gap's windows. Every interval of gap and windows must have been measured; a gap that is too
 * long for the table is never corroborated. Whole numbers only, ends included.
 *
 * Source: TOOL08 as a registered document quotes it; see methodology.md R8.
 *
 * @example isCorroborated([{ startS: 0, count: 10n }, …], 3600, { fromS: 14400, toS: 18000 }) // true
 */
export function isCorroborated(measured: readonly Measured[], stepS: number, gap: Gap): boolean {
  const windowS = windowOf(gap)
  if (windowS === undefined) return false
  const [during, around] = [
    measured.filter(({ startS }) => startS >= gap.fromS && startS + stepS <= gap.toS),
    measured.filter(
      ({ startS }) =>
        (startS >= gap.fromS - windowS && startS + stepS <= gap.fromS) ||
        (startS >= gap.toS && startS + stepS <= gap.toS + windowS),
    ),
  ]
  const isWhole = during.length * stepS === gap.toS - gap.fromS && around.length * stepS === 2 * windowS
  if (!isWhole) return false
  const [inGap, inWindows] = [sumOf(during) * BigInt(around.length), sumOf(around) * BigInt(during.length)]
  return magnitude(inGap - inWindows) * SHARE <= magnitude(inWindows)
}

function sumOf(measured: readonly Measured[]): bigint {
  return measured.reduce((sum, { count }) => sum + count, 0n)
}

function magnitude(count: bigint): bigint {
  return count < 0n ? -count : count
}
