import { formatLocalDay } from '@tcctv/units'
import { fromHex } from '../bytes.ts'
import type { Limit } from './state.ts'

/** A row of a limit. */
export type Bound = { readonly low: bigint; readonly high: bigint; readonly first: bigint; readonly second: bigint }
/** Case of an amount, and the amount as an exception states it. */
export type Judged = { readonly level: number; readonly amount: bigint }

const ONE = 10n ** 18n
const MOST = 2n ** 255n - 1n
const FIELD_BYTES = 16
/** What a limit's rows go by: the row of a month (0 to 11), a weekday (0 Monday) and an hour. */
const ROW_OF: readonly ((month: number, weekday: number, hour: number) => number)[] = [
  () => 0,
  (month) => month,
  (_, weekday) => weekday,
  (_, _weekday, hour) => hour,
  (month, _, hour) => month * 24 + hour,
]

/** Row of a limit on a local day in an hour. */
export function boundOf({ by, bounds }: Limit, day: number, hour: number): Bound {
  const date = new Date(Date.parse(`${formatLocalDay(day)}T00:00:00Z`))
  const row = ROW_OF[by]?.(date.getUTCMonth(), (date.getUTCDay() + 6) % 7, hour) ?? 0
  const view = new DataView(fromHex(bounds).slice(row * 4 * FIELD_BYTES).buffer)
  const field = (place: number): bigint =>
    (view.getBigInt64(place * FIELD_BYTES) << 64n) | view.getBigUint64(place * FIELD_BYTES + 8)
  return { low: field(0), high: field(1), first: field(2), second: field(3) }
}

/** How far an amount lies beyond the nearer end of the range; 0 inside. */
export function distanceOf({ low, high }: Pick<Bound, 'low' | 'high'>, amount: bigint): bigint {
  if (amount > high) return amount - high
  return amount < low ? low - amount : 0n
}

/** Case 1..4 by the distance to the nearer end of the range. */
export function caseOf({ low, high, first, second }: Bound, amount: bigint): number {
  const distance = distanceOf({ low, high }, amount)
  if (distance === 0n) return 1
  if (distance <= first) return 2
  return distance <= second ? 3 : 4
}

/** Case of a quotient at 1e18, by comparing products; the quotient is rounded away from the range. */
export function judgeRatio(bound: Bound, amount: bigint, divisor: bigint): Judged {
  if (divisor === 0n && amount === 0n) return { level: 1, amount: 0n }
  if (divisor === 0n) return { level: 4, amount: amount > 0n ? MOST : -MOST - 1n }
  const [over, under] = divisor < 0n ? [-amount * ONE, -divisor] : [amount * ONE, divisor]
  const [low, high] = [bound.low * under, bound.high * under]
  const level = caseOf({ low, high, first: bound.first * under, second: bound.second * under }, over)
  const floor = (over - (((over % under) + under) % under)) / under
  return { level, amount: over > high && floor * under !== over ? floor + 1n : floor }
}
