import { DAY_S, divide, type Direction, type UnixS } from '@tcctv/units'
import { studentT95 } from './student-t.ts'

export type Measured = { readonly startS: UnixS; readonly count: bigint }

/** Intervals [fromS, toS) of one lane without a reading. */
export type Gap = { readonly fromS: UnixS; readonly toS: UnixS }

/** What is done about a gap; `role` decides the safe side, `ratedCount` is what the plant can do in one interval. */
export type GapRule = {
  readonly kind: 'tool08' | 'zero' | 'rated' | 'review'
  readonly role: 'baseline' | 'project' | 'leakage'
  readonly stepS: number
  readonly ratedCount?: bigint | undefined
  /** Hard bounds of the lane: what is possible at all. */
  readonly low: bigint
  readonly high: bigint
}

/** Values for a gap, each labelled with the rule that gave it, or why there are none. */
export type Substitution =
  | {
      readonly kind: 'substituted'
      readonly rule: 'mean-4h' | 'bound95-24h' | 'bound95-72h' | 'zero' | 'rated'
      readonly readings: readonly (Measured & { readonly stepS: number })[]
    }
  | { readonly kind: 'none'; readonly reason: 'too-long' | 'window-incomplete' | 'wrong-side' | 'no-rating' | 'review' }

const HOUR_S = 3600
/** TOOL08, as a registered document quotes it: length of the gap below or up to `toS`, and the window on either side. */
const TABLE = [
  { rule: 'mean-4h', belowS: 6 * HOUR_S, windowS: 4 * HOUR_S },
  { rule: 'bound95-24h', belowS: DAY_S + 1, windowS: DAY_S },
  { rule: 'bound95-72h', belowS: 7 * DAY_S + 1, windowS: 3 * DAY_S },
] as const

/**
 * Values for the intervals of a gap from the measured readings of its lane, in counts, rounded to the side that does not
 * favour the claim: down for a baseline, up for project and leakage. `tool08`: below 6 hours the mean of 4 hours on
 * either side; up to a day the bound of the 95 % confidence interval of the mean over 24 hours on either side; up to 7
 * days over 72 hours; longer none. Both windows must be complete and measured. `zero` is for a baseline, `rated` for the
 * others, `review` is for people. Values are kept within the lane's hard bounds. Integers only; a verifier computes the same from the committed readings.
 *
 * Not checked: that `measured` holds no substituted reading, and that a partner parameter is present (flow and
 * concentration are never substituted together).
 *
 * @example substitute([{ startS: 0, count: 10n }, …], { fromS: 14400, toS: 18000 }, rule).rule // 'mean-4h'
 */
export function substitute(measured: readonly Measured[], gap: Gap, rule: GapRule): Substitution {
  switch (rule.kind) {
    case 'review':
      return none('review')
    case 'zero':
      return rule.role === 'baseline' ? filled('zero', 0n, gap, rule) : none('wrong-side')
    case 'rated':
      if (rule.role === 'baseline') return none('wrong-side')
      return rule.ratedCount === undefined ? none('no-rating') : filled('rated', rule.ratedCount, gap, rule)
    case 'tool08':
      return byTable(measured, gap, rule)
  }
}

/**
 * Length of the window on either side of a gap by the table, in seconds; undefined for a gap that is too long for it.
 *
 * @example windowOf({ fromS: 0, toS: 3600 }) // 14400
 */
export function windowOf(gap: Gap): number | undefined {
  return rowOf(gap)?.windowS
}

function rowOf({ fromS, toS }: Gap): (typeof TABLE)[number] | undefined {
  return TABLE.find(({ belowS }) => toS - fromS < belowS)
}

function byTable(measured: readonly Measured[], gap: Gap, rule: GapRule): Substitution {
  const row = rowOf(gap)
  if (row === undefined) return none('too-long')
  const { windowS } = row
  const counts = measured
    .filter(
      ({ startS }) => isWithin(startS, gap.fromS - windowS, gap.fromS) || isWithin(startS, gap.toS, gap.toS + windowS),
    )
    .map(({ count }) => count)
  const expected = Math.floor((2 * windowS) / rule.stepS)
  if (counts.length < Math.max(expected, 2) || windowS % rule.stepS !== 0) return none('window-incomplete')
  return filled(row.rule, row.rule === 'mean-4h' ? mean(counts, rule) : bound95(counts, rule), gap, rule)
}

function mean(counts: readonly bigint[], rule: GapRule): bigint {
  return divide(sumOf(counts), BigInt(counts.length), safeSide(rule))
}

/**
 * Mean minus or plus t·s/√n, with s² = (n·Σx² − (Σx)²) / (n·(n−1)): n·bound = Σx ∓ √(t²·(n·Σx² − (Σx)²) / (n−1)). The
 * root is taken of the integer rounded up, and rounded up, so the bound is never too favourable.
 */
function bound95(counts: readonly bigint[], rule: GapRule): bigint {
  const n = BigInt(counts.length)
  const sum = sumOf(counts)
  const spread = n * sumOf(counts.map((count) => count * count)) - sum * sum
  const { thousandths } = studentT95(counts.length - 1)
  const half = rootUp(divide(thousandths * thousandths * spread, n - 1n, 'ceil'))
  const total = 1000n * sum + (rule.role === 'baseline' ? -half : half)
  return divide(total, 1000n * n, safeSide(rule))
}

function filled(name: Extract<Substitution, { kind: 'substituted' }>['rule'], count: bigint, gap: Gap, rule: GapRule) {
  const { stepS, low, high } = rule
  const possible = count < low ? low : count > high ? high : count
  const readings = Array.from({ length: Math.floor((gap.toS - gap.fromS) / stepS) }, (_, index) => ({
    startS: gap.fromS + index * stepS,
    stepS,
    count: possible,
  }))
  return { kind: 'substituted' as const, rule: name, readings }
}

function safeSide({ role }: GapRule): Direction {
  return role === 'baseline' ? 'floor' : 'ceil'
}

function none(reason: Extract<Substitution, { kind: 'none' }>['reason']): Substitution {
  return { kind: 'none', reason }
}

function isWithin(atS: UnixS, fromS: UnixS, toS: UnixS): boolean {
  return atS >= fromS && atS < toS
}

function sumOf(counts: readonly bigint[]): bigint {
  return counts.reduce((sum, count) => sum + count, 0n)
}

/** Smallest whole number whose square is not below n (Newton). */
function rootUp(n: bigint): bigint {
  if (n < 2n) return n
  let root = 1n << BigInt(Math.ceil(n.toString(2).length / 2))
  for (;;) {
    const next = (root + n / root) / 2n
    if (next >= root) break
    root = next
  }
  return root * root < n ? root + 1n : root
}
