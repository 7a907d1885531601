import { TcctvError } from '@tcctv/units'
import { aggregateOf } from '../model/aggregates.ts'
import type { Heads, PddVersion, Results } from '../model/state.ts'

/** A day's newest record, as far as what its substituted readings carry follows from it. */
export type CarryingDay = {
  readonly day: number
  readonly status: number
  /** Records of the trial and those since begin anew each. */
  readonly isLive: boolean
  readonly inputs: readonly bigint[]
  readonly rounded: readonly bigint[]
  /** The version in force on the day. */
  readonly version: CarryingVersion
  /** Sums of substituted counts by lane. */
  readonly substituted: ReadonlyMap<number, bigint>
}
export type CarryingVersion = {
  readonly index: number
  readonly lanes: readonly Pick<PddVersion['lanes'][number], 'variableIndex' | 'multiplier' | 'role'>[]
  readonly heads: PddVersion['heads']
  readonly variables: PddVersion['variables']
  /** Variables whose readings interval equations evaluate one by one. */
  readonly interval: Pick<PddVersion['interval'], 'inputs'>
  /** With coefficients of the period computed from these inputs, by the program of the calendar year. */
  readonly evaluate: (inputs: readonly bigint[], year: number) => Pick<Results, 'rounded'>
}

const WITHHELD = 3
const WITHDRAWN = 6
const BASELINE = 1
const SUM = 0
/** Source of a variable that is the result of an interval equation. */
const INTERVAL = 7
const NO_HEAD = 0xffff
const NOTHING: Heads = [0n, 0n, 0n, 0n]

/**
 * What the substituted readings of each day carry, in tCO2e at 1e-18 by baseline, project, leakage and reduction: the
 * day's record minus the record that the equations give without any substituted reading of the vintage so far. As the
 * records are cumulative, the days add up to the vintage. A withheld day carries nothing; of a withdrawn day only what
 * is counted against the claim. Where the equations have no result without them, they carry all of it.
 *
 * Records hold sums, not readings: of what is evaluated interval by interval, all results of a day with a substituted
 * reading count as carried by it, and of a mean, last, least or greatest reading the whole of it. That is the most that
 * they can carry, never less.
 *
 * @param days newest record of each day, ascending
 */
export function carriedByDay(days: readonly CarryingDay[]): Map<number, Heads> {
  const found = new Map<number, Heads>()
  let segment = ''
  let [sums, whole, before]: [bigint[], Set<number>, Heads] = [[], new Set(), NOTHING]
  let reached: readonly bigint[] = []
  for (const one of days) {
    const { day, version, inputs } = one
    const key = `${yearOf(day)}/${version.index}/${one.isLive}`
    if (key !== segment) {
      ;[segment, sums, whole, before] = [key, inputs.map(() => 0n), new Set(), NOTHING]
      reached = sums.slice()
    }
    if (one.status === WITHHELD) {
      found.set(day, NOTHING)
      continue
    }
    addSums(sums, whole, one, reached)
    const carried = sums.every((sum) => sum === 0n) && whole.size === 0 ? NOTHING : carriedBy(one, sums, whole)
    found.set(day, minus(carried, before))
    ;[before, reached] = [carried, inputs]
  }
  return found
}

function addSums(sums: bigint[], whole: Set<number>, one: CarryingDay, reached: readonly bigint[]): void {
  const { substituted, status, version, inputs } = one
  const results = new Set<number>()
  for (const [lane, sum] of substituted) {
    const of = version.lanes[lane]
    if (of === undefined || (status === WITHDRAWN && of.role === BASELINE)) continue
    if (aggregateOf(version, of.variableIndex) === SUM)
      sums[of.variableIndex] = (sums[of.variableIndex] ?? 0n) + sum * of.multiplier
    else whole.add(of.variableIndex)
    if (!version.interval.inputs.includes(of.variableIndex)) continue
    for (const [index, { source }] of version.variables.entries()) if (source === INTERVAL) results.add(index)
  }
  for (const index of results) {
    if (aggregateOf(version, index) === SUM)
      sums[index] = (sums[index] ?? 0n) + (inputs[index] ?? 0n) - (reached[index] ?? 0n)
    else whole.add(index)
  }
}

function carriedBy(
  { day, inputs, rounded, version }: CarryingDay,
  sums: readonly bigint[],
  whole: ReadonlySet<number>,
): Heads {
  const without = inputs.map((amount, index) => (whole.has(index) ? 0n : amount - (sums[index] ?? 0n)))
  return minus(headsOf(version, rounded), headsOf(version, resultOf(version, without, yearOf(day))))
}

/** Equations may have no result without the substituted readings, for example a quotient of nothing. */
function resultOf({ evaluate }: CarryingVersion, inputs: readonly bigint[], year: number): readonly bigint[] {
  try {
    return evaluate(inputs, year).rounded
  } catch (cause) {
    if (cause instanceof TcctvError && cause.code.startsWith('FIXED_')) return []
    throw cause
  }
}

function headsOf({ heads }: CarryingVersion, rounded: readonly bigint[]): Heads {
  const head = (index: number): bigint => (index === NO_HEAD ? 0n : (rounded[index] ?? 0n))
  return [head(heads.baseline), head(heads.project), head(heads.leakage), head(heads.reduction)]
}

function yearOf(day: number): number {
  return new Date(day * 86_400_000).getUTCFullYear()
}

function minus(left: Heads, right: Heads): Heads {
  return [left[0] - right[0], left[1] - right[1], left[2] - right[2], left[3] - right[3]]
}
