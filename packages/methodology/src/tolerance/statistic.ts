import { divide } from '@tcctv/units'
import { rationalOf, type Rational } from '../program/rational.ts'

/** What a row of a profile says of its values: a rank of them, their mean, or the same constant everywhere. */
export type Statistic = { readonly kind: 'constant' | 'mean' | 'rank'; readonly text: string; readonly share: Rational }

const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,6})?)$/
const CONSTANT = /^-?\d{1,30}(\.\d{1,18})?$/
const NONE = rationalOf('0')

/**
 * A statistic by its name: max, min, mean, a percentile like p95 or p99.5, or a decimal as constant; undefined for
 * anything else.
 *
 * @example parseStatistic('p95')?.kind // 'rank'
 */
export function parseStatistic(text: string): Statistic | undefined {
  const percentile = PERCENTILE.exec(text)?.[1]
  if (percentile !== undefined) return { kind: 'rank', text, share: rationalOf(percentile) }
  if (text === 'min') return { kind: 'rank', text, share: NONE }
  if (text === 'max') return { kind: 'rank', text, share: rationalOf('100') }
  if (text === 'mean') return { kind: 'mean', text, share: NONE }
  return CONSTANT.test(text) ? { kind: 'constant', text, share: NONE } : undefined
}

/**
 * The statistic of values that ascend; there must be one at least. A percentile is a value of the data (nearest rank:
 * the least one that at least p % of all do not exceed), so nothing is interpolated; a mean is rounded to the given side.
 *
 * @example statisticOf(parseStatistic('p50'), [1n, 2n, 3n, 10n], 'floor') // 2n
 */
export function statisticOf({ kind, share }: Statistic, ascending: readonly bigint[], side: 'floor' | 'ceil'): bigint {
  const count = BigInt(ascending.length)
  if (kind === 'mean')
    return divide(
      ascending.reduce((sum, one) => sum + one, 0n),
      count,
      side,
    )
  const rank = divide(share.n * count, share.d * 100n, 'ceil')
  return ascending[Number(rank < 1n ? 0n : rank - 1n)] ?? 0n
}
