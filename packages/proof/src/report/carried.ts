import { TcctvError } from '@tcctv/units'
import type { Heads, PddVersion, Results } from '../model/state.ts'

/** A day's newest record, as far as what its substituted readings carry follows from it. */
export type CarryingDay = {
  readonly day: number
  readonly status: number
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
  readonly evaluate: (inputs: readonly bigint[]) => Pick<Results, 'rounded'>
}

const WITHHELD = 3
const WITHDRAWN = 6
const BASELINE = 1
const NO_HEAD = 0xffff
const NOTHING: Heads = [0n, 0n, 0n, 0n]

/**
 * What the substituted readings of each day carry, in tCO2e at 1e-18 by baseline, project, leakage and reduction: the
 * day's record minus the record that the equations give without any substituted reading of the vintage so far. As the
 * records are cumulative, the days add up to the vintage. A withheld day carries nothing; of a withdrawn day only what
 * is counted against the claim. Where the equations have no result without them, they carry all of it.
 *
 * @param days newest record of each day, ascending
 */
export function carriedByDay(days: readonly CarryingDay[]): Map<number, Heads> {
  const found = new Map<number, Heads>()
  let segment = ''
  let [sums, before]: [bigint[], Heads] = [[], NOTHING]
  for (const one of days) {
    const { day, version, inputs } = one
    const key = `${new Date(day * 86_400_000).getUTCFullYear()}/${version.index}`
    if (key !== segment) [segment, sums, before] = [key, inputs.map(() => 0n), NOTHING]
    if (one.status !== WITHHELD) addSums(sums, one)
    const carried = one.status === WITHHELD || sums.every((sum) => sum === 0n) ? NOTHING : carriedBy(one, sums)
    found.set(day, one.status === WITHHELD ? NOTHING : minus(carried, before))
    if (one.status !== WITHHELD) before = carried
  }
  return found
}

function addSums(sums: bigint[], { substituted, status, version }: CarryingDay): void {
  for (const [lane, sum] of substituted) {
    const of = version.lanes[lane]
    if (of === undefined || (status === WITHDRAWN && of.role === BASELINE)) continue
    sums[of.variableIndex] = (sums[of.variableIndex] ?? 0n) + sum * of.multiplier
  }
}

function carriedBy({ inputs, rounded, version }: CarryingDay, sums: readonly bigint[]): Heads {
  const without = inputs.map((amount, index) => amount - (sums[index] ?? 0n))
  return minus(headsOf(version, rounded), headsOf(version, resultOf(version, without)))
}

/** Equations may have no result without the substituted readings, for example a quotient of nothing. */
function resultOf({ evaluate }: CarryingVersion, inputs: readonly bigint[]): readonly bigint[] {
  try {
    return evaluate(inputs).rounded
  } catch (cause) {
    if (cause instanceof TcctvError && cause.code.startsWith('FIXED_')) return []
    throw cause
  }
}

function headsOf({ heads }: CarryingVersion, rounded: readonly bigint[]): Heads {
  const head = (index: number): bigint => (index === NO_HEAD ? 0n : (rounded[index] ?? 0n))
  return [head(heads.baseline), head(heads.project), head(heads.leakage), head(heads.reduction)]
}

function minus(left: Heads, right: Heads): Heads {
  return [left[0] - right[0], left[1] - right[1], left[2] - right[2], left[3] - right[3]]
}
