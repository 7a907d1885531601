import { DAY_S } from '@tcctv/units'

/** What the documents say about the gaps of a lane. */
export type DeclaredGap = {
  readonly parameter: string
  readonly meter: string
  readonly kind: 'tool08' | 'zero' | 'rated' | 'review'
  readonly corroboratedBy?: string
  readonly ratedCount?: bigint
}
/** Of a lane on the chain: 1 is a baseline, which is never rounded up. */
export type GapLane = { readonly role: number; readonly stepS: number; readonly low: bigint; readonly high: bigint }
export type Span = { readonly fromS: number; readonly toS: number }

const HOUR_S = 3600
const DAYS_AT_MOST = 7
const BASELINE = 1

/** Window on either side of a gap by the table of TOOL08, and the name of its row; undefined above seven days. */
export function tableRow({ fromS, toS }: Span): { readonly name: string; readonly windowS: number } | undefined {
  const lengthS = toS - fromS
  if (lengthS < 6 * HOUR_S) return { name: 'mean of 4 hours on either side', windowS: 4 * HOUR_S }
  if (lengthS <= DAY_S) return { name: '95 % bound of 24 hours on either side', windowS: DAY_S }
  if (lengthS <= DAYS_AT_MOST * DAY_S) return { name: '95 % bound of 72 hours on either side', windowS: 3 * DAY_S }
  return undefined
}

/**
 * The count that the table gives to every interval of a gap, from the counts of its windows. This is a second
 * implementation on purpose: it shares nothing with the one that the platform fills gaps with.
 */
export function tableCount(span: Span, window: readonly bigint[], { role }: GapLane): bigint {
  const n = BigInt(window.length)
  const total = window.reduce((sum, count) => sum + count, 0n)
  const isDown = role === BASELINE
  if (span.toS - span.fromS < 6 * HOUR_S) return isDown ? down(total, n) : -down(-total, n)
  // bound = mean ∓ t·s/√n. With m = Σ(n·x − Σx)² = n³·(n−1)·(s²/n): half width × n = t·√(m / (n·(n−1)))
  const squares = window.reduce((sum, count) => sum + (n * count - total) ** 2n, 0n)
  const t = quantileThousandths(window.length - 1)
  const half = rootAbove(-down(-(t * t * squares), n * (n - 1n)))
  return isDown ? down(1000n * total - half, 1000n * n) : -down(-(1000n * total + half), 1000n * n)
}

/** Kept within what the lane can hold. */
export function possible(count: bigint, { low, high }: GapLane): bigint {
  if (count < low) return low
  return count > high ? high : count
}

/** Two-sided 95 % quantiles of Student's t in thousandths, by degrees of freedom from which a row holds. */
const QUANTILES: readonly (readonly [number, bigint])[] = [
  [1, 12_706n],
  [2, 4303n],
  [3, 3182n],
  [4, 2776n],
  [5, 2571n],
  [6, 2447n],
  [7, 2365n],
  [8, 2306n],
  [9, 2262n],
  [10, 2228n],
  [12, 2179n],
  [15, 2131n],
  [20, 2086n],
  [25, 2060n],
  [30, 2042n],
  [40, 2021n],
  [60, 2000n],
  [120, 1980n],
]

function quantileThousandths(degrees: number): bigint {
  return QUANTILES.findLast(([from]) => from <= degrees)?.[1] ?? 12_706n
}

/** Quotient rounded down; d above zero. */
function down(n: bigint, d: bigint): bigint {
  return n / d - (n % d < 0n ? 1n : 0n)
}

/** Smallest whole number whose square is not below n, by halving. */
function rootAbove(n: bigint): bigint {
  let [low, high] = [0n, 1n]
  while (high * high < n) high *= 2n
  while (low < high) {
    const middle = (low + high) / 2n
    if (middle * middle >= n) high = middle
    else low = middle + 1n
  }
  return low
}
