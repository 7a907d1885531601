import { FIXED_ONE } from '@tcctv/units'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compare, rational } from '../program/rational.ts'
import { highestCase, ratioCase, toleranceCase } from './tolerance-case.ts'

const BOUND = { low: 10n, high: 100n, first: 5n, second: 15n }

describe('the case of an amount', () => {
  it.each([
    [10n, 1],
    [100n, 1],
    [101n, 2],
    [105n, 2],
    [106n, 3],
    [115n, 3],
    [116n, 4],
    [9n, 2],
    [5n, 2],
    [4n, 3],
    [-5n, 3],
    [-6n, 4],
  ])('%s is case %s', (amount, level) => {
    expect(toleranceCase(BOUND, amount)).toBe(level)
  })

  const count = fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n })
  const width = fc.bigInt({ min: 0n, max: 2n ** 20n })
  const bound = fc.record({ low: count, span: width, first: width, more: width }).map(({ low, span, first, more }) => ({
    low,
    high: low + span,
    first,
    second: first + more,
  }))
  const near = fc.tuple(bound, fc.bigInt({ min: -(2n ** 22n), max: 2n ** 22n }))
  const distance = ({ low, high }: typeof BOUND, amount: bigint) =>
    amount > high ? amount - high : amount < low ? low - amount : 0n

  it('is never lower for a larger distance', () => {
    fc.assert(
      fc.property(near, fc.bigInt({ min: -(2n ** 22n), max: 2n ** 22n }), ([range, by], otherBy) => {
        const [left, right] = [range.low + by, range.high + otherBy]
        const isFurther = distance(range, left) >= distance(range, right)
        const [leftCase, rightCase] = [toleranceCase(range, left), toleranceCase(range, right)]
        return isFurther ? leftCase >= rightCase : leftCase <= rightCase
      }),
      { numRuns: 10_000 },
    )
  })

  it('is 1 exactly in range, 4 exactly beyond the second margin, and the lower one at each end', () => {
    fc.assert(
      fc.property(near, ([range, by]) => {
        const amount = range.low + by
        const [beyond, level] = [distance(range, amount), toleranceCase(range, amount)]
        expect(level === 1).toBe(beyond === 0n)
        expect(level === 4).toBe(beyond > range.second)
        expect(level <= 2).toBe(beyond <= range.first)
      }),
      { numRuns: 10_000 },
    )
  })

  it('of the same ends is never lower with narrower margins', () => {
    fc.assert(
      fc.property(near, width, ([range, by], less) => {
        const narrow = { ...range, first: range.first > less ? range.first - less : 0n }
        return toleranceCase(narrow, range.low + by) >= toleranceCase(range, range.low + by)
      }),
    )
  })
})

describe('the case of a quotient', () => {
  const HALF = { low: FIXED_ONE / 4n, high: FIXED_ONE / 2n, first: FIXED_ONE / 8n, second: FIXED_ONE / 4n }

  it.each([
    ['nothing of nothing', 0n, 0n, 1],
    ['something of nothing', 1n, 0n, 4],
    ['less than nothing of nothing', -1n, 0n, 4],
    ['the high end', 1n, 2n, 1],
    ['a little above it', 500_000_000_000_000_001n, 1_000_000_000_000_000_000n, 2],
    ['less than 1e-18 above it', 10n ** 40n + 1n, 2n * 10n ** 40n, 2],
    ['the end of the first margin', 5n, 8n, 2],
    ['the end of the second', 3n, 4n, 3],
    ['beyond it', 1n, 1n, 4],
    ['the low end', 1n, 4n, 1],
    ['none of something', 0n, 5n, 3],
    ['two that are below zero', -1n, -2n, 1],
    ['one that is below zero', 1n, -2n, 4],
  ])('%s', (_what, numerator, denominator, level) => {
    expect(ratioCase(HALF, numerator, denominator)).toBe(level)
  })

  it('is that of the exact quotient, whatever the scale of both', () => {
    const amount = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n })
    fc.assert(
      fc.property(
        amount,
        fc.bigInt({ min: 1n, max: 10n ** 20n }),
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        (n, d, k) => {
          expect(ratioCase(HALF, n * k, d * k)).toBe(ratioCase(HALF, n, d))
          expect(ratioCase(HALF, -n, -d)).toBe(ratioCase(HALF, n, d))
          const exact = rational(n, d)
          const inRange = compare(exact, rational(1n, 4n)) >= 0 && compare(exact, rational(1n, 2n)) <= 0
          expect(ratioCase(HALF, n, d) === 1).toBe(inRange)
        },
      ),
    )
  })
})

describe('the case of a batch or a day', () => {
  it('is the highest of its readings and limits', () => {
    const level = fc.constantFrom(1, 2, 3, 4)
    fc.assert(
      fc.property(fc.array(level), (cases) => highestCase(cases) === cases.reduce((a, b) => (b > a ? b : a), 1)),
    )
    expect(highestCase([])).toBe(1)
  })
})
