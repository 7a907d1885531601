import { TcctvError } from '@tcctv/units'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { carriedByDay, type CarryingDay, type CarryingVersion } from './carried.ts'

const QUANTUM = 10n
const down = (amount: bigint): bigint => amount - (((amount % QUANTUM) + QUANTUM) % QUANTUM)
/** Baseline lane 0, project lane 1; reduction = floor(baseline) − ceil(project), as cumulative records give it. */
const VERSION: CarryingVersion = {
  index: 0,
  lanes: [
    { variableIndex: 0, multiplier: 1n, role: 1 },
    { variableIndex: 1, multiplier: 1n, role: 2 },
  ],
  variables: [
    { source: 0, amount: 0n },
    { source: 0, amount: 0n },
  ],
  interval: { inputs: [] },
  heads: { baseline: 0, project: 1, leakage: 0xffff, reduction: 2 },
  evaluate: ([baseline = 0n, project = 0n]) => {
    const [be, pe] = [down(baseline), -down(-project)]
    return { rounded: [be, pe, be - pe] }
  },
}
type Told = readonly [measured: bigint, substituted: bigint]
const FIRST = 15_000 // inside of one calendar year

function daysOf(
  amounts: readonly { readonly lanes: readonly [Told, Told]; readonly status?: number }[],
): CarryingDay[] {
  let inputs: [bigint, bigint] = [0n, 0n]
  return amounts.map(({ lanes, status = 1 }, index) => {
    const today = lanes.map(([measured, substituted]) => measured + substituted) as [bigint, bigint]
    const counted: [bigint, bigint] = status === 6 ? [0n, today[1]] : today
    const reached: [bigint, bigint] = [inputs[0] + counted[0], inputs[1] + counted[1]]
    if (status !== 3) inputs = reached
    const { rounded } = VERSION.evaluate(reached, 2011)
    const substituted = new Map(lanes.map(([, of], lane) => [lane, of]))
    return { day: FIRST + index, status, isLive: true, inputs: reached, rounded, version: VERSION, substituted }
  })
}

describe('what substituted readings carry', () => {
  it('is nothing on a withheld day, and only what counts against the claim on a withdrawn one', () => {
    const lanes = [
      [100n, 50n],
      [0n, 20n],
    ] as const
    const found = carriedByDay(daysOf([{ lanes }, { lanes, status: 3 }, { lanes, status: 6 }]))
    expect([...found.values()]).toEqual([
      [50n, 20n, 0n, 30n],
      [0n, 0n, 0n, 0n],
      [0n, 20n, 0n, -20n],
    ])
  })

  it('is all of it where there is no result without them', () => {
    const evaluate = () => {
      throw new TcctvError({ code: 'FIXED_DIVISOR', status: 422, message: 'x', advice: 'x', details: {} })
    }
    const [day] = daysOf([{ lanes: [[0n, 70n], [0n, 0n]] }]) // prettier-ignore
    if (day === undefined) throw new Error('one day')
    expect(carriedByDay([{ ...day, version: { ...VERSION, evaluate } }]).get(FIRST)).toEqual([70n, 0n, 0n, 70n])
  })

  it('is all results of a day whose intervals it is in, and the whole of a greatest reading', () => {
    const version: CarryingVersion = {
      ...VERSION,
      lanes: [{ variableIndex: 2, multiplier: 1n, role: 1 }, { variableIndex: 1, multiplier: 1n, role: 2 }], // prettier-ignore
      // 0 sum of an interval equation over 2, 1 the greatest reading, 2 the readings of the intervals
      variables: [{ source: 7, amount: 0n }, { source: 0, amount: 5n }, { source: 0, amount: 0n }], // prettier-ignore
      interval: { inputs: [2] },
    }
    const day = (index: number, inputs: readonly bigint[], substituted: readonly [number, bigint][]): CarryingDay => {
      const { rounded } = version.evaluate(inputs, 2011)
      return {
        day: FIRST + index,
        status: 1,
        isLive: true,
        inputs,
        rounded,
        version,
        substituted: new Map(substituted),
      }
    }
    const found = carriedByDay([
      day(0, [100n, 30n, 5n], []),
      day(1, [250n, 30n, 9n], [[0, 1n]]),
      day(2, [300n, 40n, 12n], [[1, 40n]]),
    ])
    expect([...found.values()]).toEqual([
      [0n, 0n, 0n, 0n],
      [150n, 0n, 0n, 150n],
      [0n, 40n, 0n, -40n],
    ])
  })

  it('adds up over the days to the difference of the whole', () => {
    const told = fc.tuple(fc.bigInt({ min: 0n, max: 999n }), fc.bigInt({ min: 0n, max: 999n }))
    fc.assert(
      fc.property(fc.array(fc.tuple(told, told), { minLength: 1, maxLength: 20 }), (amounts) => {
        const sum = [...carriedByDay(daysOf(amounts.map((lanes) => ({ lanes })))).values()].reduce(
          (total, [, , , reduction]) => total + reduction,
          0n,
        )
        const whole = (withSubstituted: bigint): bigint => {
          const of = (lane: 0 | 1): bigint =>
            amounts.reduce((total, lanes) => total + lanes[lane][0] + withSubstituted * lanes[lane][1], 0n)
          return VERSION.evaluate([of(0), of(1)], 2011).rounded[2] ?? 0n
        }
        expect(sum).toBe(whole(1n) - whole(0n))
      }),
    )
  })
})
