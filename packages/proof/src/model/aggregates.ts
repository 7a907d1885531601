import { divide } from '@tcctv/units'
import type { PddVersion } from './state.ts'

/** Amount of a variable at 1e18 and of how many readings or intervals it is; of a mean the amount is the sum. */
export type Sum = { readonly amount: bigint; readonly count: number }
export const NOTHING: Sum = { amount: 0n, count: 0 }

const [SUM, MEAN_DOWN, MEAN_UP, LAST, MIN] = [0, 1, 2, 3, 4]
const [LANES, INTERVALS] = [0, 7]

/** What becomes of the readings of a variable: 0 sum, 1 and 2 mean, 3 last, 4 min, 5 max. */
export function aggregateOf({ variables }: Pick<PddVersion, 'variables'>, variable: number): number {
  const { source = 1, amount = 0n } = variables[variable] ?? {}
  return source === LANES || source === INTERVALS ? Number(amount & 0xffn) : SUM
}

/** Whether an evaluation needs every reading of a lane. */
export function needsReadings(version: PddVersion, lane: number): boolean {
  const variable = version.lanes[lane]?.variableIndex ?? 0
  return aggregateOf(version, variable) > MEAN_UP || version.interval.inputs.includes(variable)
}

/** An earlier sum and a later one. */
export function join(aggregate: number, before: Sum, next: Sum): Sum {
  const count = before.count + next.count
  if (aggregate < LAST) return { amount: before.amount + next.amount, count }
  if (next.count === 0) return before
  if (before.count === 0 || aggregate === LAST) return { amount: next.amount, count }
  const [low, high] = before.amount < next.amount ? [before, next] : [next, before]
  return { amount: (aggregate === MIN ? low : high).amount, count }
}

/** What the program reads of a sum. */
export function readSum(aggregate: number, { amount, count }: Sum): bigint {
  if (aggregate !== MEAN_DOWN && aggregate !== MEAN_UP) return amount
  return count === 0 ? 0n : divide(amount, BigInt(count), aggregate === MEAN_DOWN ? 'floor' : 'ceil')
}
