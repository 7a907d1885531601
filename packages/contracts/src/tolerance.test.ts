import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FIXED_ONE } from '@tcctv/units'
import { encodeBounds, type Bound } from './bounds.ts'
import type { Flag } from './flags.ts'
import {
  DAY_S,
  FIRST_DAY,
  FROM_S,
  READING_LIMIT,
  hourly,
  hourlyLimit,
  trialWorld,
  versionWith,
} from './project.test-support.ts'
import type { Outcome } from './world.test-support.ts'

type Level = 1 | 2 | 3 | 4
const levelOf = ({ low, high, first, second }: Bound, amount: bigint): Level => {
  const beyond = [amount - high, low - amount].reduce((most, each) => (each > most ? each : most), 0n)
  return beyond === 0n ? 1 : beyond <= first ? 2 : beyond <= second ? 3 : 4
}
const openedBy = (outcome: Outcome) => {
  const event = outcome.events.find(({ eventName }) => eventName === 'ExceptionOpened')
  return event?.eventName === 'ExceptionOpened' ? event.args : undefined
}
const flagOf = (position: number, code: 2 | 3 | 4): Flag => ({
  column: 0,
  position,
  code,
  detail: 0,
  scoreMillionths: 0,
})

/** Place of the reading farthest out among those of the highest case; the first one of equals. */
function farthestOf(
  counts: readonly bigint[],
  levels: readonly number[],
  boundAt: (position: number) => Bound,
): number {
  const distances = counts.map((count, position) => {
    const { low, high } = boundAt(position)
    return count > high ? count - high : count < low ? low - count : 0n
  })
  const worst = levels.reduce((most, level) => Math.max(most, level), 1)
  return levels.reduce(
    (best, level, at) => (level === worst && (best < 0 || (distances[at] ?? 0n) > (distances[best] ?? 0n)) ? at : best),
    -1,
  )
}

describe('a limit by hour', () => {
  const boundIn = (hour: number): Bound => ({
    low: 0n,
    high: hour >= 6 && hour < 18 ? 1000n : 0n,
    first: 100n,
    second: 500n,
  })
  const count = fc.oneof(fc.constantFrom(0n, 1n, 100n, 101n, 500n, 501n, 1000n, 1001n), fc.bigInt(-700n, 1700n))

  it('judges each reading by the local hour of its start', async () => {
    const lanes = versionWith().lanes.map((lane) => ({ ...lane, stepS: 1800 }))
    const base = await trialWorld({ lanes, limits: [hourlyLimit()] })
    await fc.assert(
      fc.asyncProperty(fc.array(count, { minLength: 48, maxLength: 48 }), fc.nat(47), async (counts, at) => {
        const levels = counts.map((each, position) => levelOf(boundIn(Math.floor(position / 2)), each))
        const column = { lane: 0, startS: FROM_S, stepS: 1800, counts }
        const flags = levels.flatMap((level, position) => (level === 1 ? [] : [flagOf(position, level)]))
        const outcome = await (await base.fork()).commit({ columns: [column], flags })
        expect(outcome.error).toBeUndefined()
        const worst = levels.reduce<number>((most, level) => Math.max(most, level), 1)
        const opened = openedBy(outcome)
        expect(opened?.level ?? 2).toBe(Math.max(worst, 2))
        const place = farthestOf(counts, levels, (position) => boundIn(Math.floor(position / 2)))
        if (opened !== undefined)
          expect([opened.amount, opened.high]).toEqual([counts[place], boundIn(Math.floor(place / 2)).high])
        const other = flags.filter(({ position }) => position !== at)
        const wrong = levels[at] === 1 ? [...flags, flagOf(at, 2)].toSorted((a, b) => a.position - b.position) : other
        const { error } = await (await base.fork()).commit({ columns: [column], flags: wrong })
        expect(error?.name).toBe(levels[at] === 1 ? 'CaseOverstated' : 'CaseUnderstated')
      }),
      { numRuns: 10 },
    )
  })

  it('knows the hour that is repeated in autumn and the one that is left out in spring', async () => {
    for (const [startS, hours, shift] of [
      [1_331_449_200, 23, 1],
      [1_352_008_800, 25, -1],
    ] as const) {
      const world = await trialWorld({ limits: [hourlyLimit()] })
      const hourOf = (position: number): number => (position < 2 ? position : position + shift)
      const counts = Array.from({ length: hours }, (_, position) =>
        hourOf(position) >= 6 && hourOf(position) < 18 ? 900n : 0n,
      )
      expect((await world.commit({ columns: [{ lane: 0, startS, stepS: 3600, counts }] })).error).toBeUndefined()
      const later = [0n, ...counts.slice(0, -1)]
      const refused = await world.commit({ columns: [{ lane: 0, startS, stepS: 3600, counts: later }] })
      expect(refused.error?.name).toBe('CaseUnderstated')
    }
  })

  it('finds the row of a month and hour among 288', async () => {
    const rows = Array.from({ length: 288 }, (_, row) => ({ low: 0n, high: BigInt(row), first: 0n, second: 10n ** 6n }))
    const world = await trialWorld({ limits: [{ ...READING_LIMIT, by: 4, bounds: encodeBounds(rows) }] })
    const month = new Date(FROM_S * 1000).getUTCMonth()
    const counts = Array.from({ length: 24 }, (_, hour) => BigInt(month * 24 + hour))
    expect((await world.commit({ columns: [hourly(0, counts)] })).error).toBeUndefined()
    expect(
      (
        await world.commit({
          columns: [
            hourly(
              1,
              counts.map((each) => each + 1n),
            ),
          ],
        })
      ).error?.name,
    ).toBe('CaseUnderstated')
  })
})

describe('a limit by weekday', () => {
  it('takes the row of the day, from Monday', async () => {
    for (let day = 0; day < 7; day += 1) {
      const weekday = (new Date((FROM_S + day * DAY_S) * 1000).getUTCDay() + 6) % 7
      const rows = Array.from({ length: 7 }, (_, row) => ({
        low: 0n,
        high: row === weekday ? 9n : 0n,
        first: 0n,
        second: 0n,
      }))
      const world = await trialWorld({ limits: [{ ...READING_LIMIT, by: 2, bounds: encodeBounds(rows) }] })
      expect((await world.commit({ columns: [hourly(day, [9n])] })).error).toBeUndefined()
      const next = await world.commit({ columns: [hourly(day + 1, [9n])] })
      expect(next.error?.name).toBe('CaseUnderstated')
    }
  })
})

describe('a ratio', () => {
  /** EG over IMP of a day: 2 to 4, margins 1 and 3. */
  const bound: Bound = { low: 2n * FIXED_ONE, high: 4n * FIXED_ONE, first: FIXED_ONE, second: 3n * FIXED_ONE }
  const ratio = { ...READING_LIMIT, applies: 2, divisor: 1, bounds: encodeBounds([bound]) }

  /** Exact in the integers: the case of over/under is that of over × 1e18 in a range stretched by |under|. */
  function expected(over: bigint, under: bigint): Level {
    if (under === 0n) return over === 0n ? 1 : 4
    const by = under < 0n ? -under : under
    const stretched = { low: bound.low * by, high: bound.high * by, first: bound.first * by, second: bound.second * by }
    return levelOf(stretched, (under < 0n ? -over : over) * FIXED_ONE)
  }

  it('is compared exactly, and stated rounded away from the range', async () => {
    const base = await trialWorld({ limits: [ratio] })
    const small = fc.bigInt(-30n, 30n)
    await fc.assert(
      fc.asyncProperty(small, small, async (over, under) => {
        const world = await base.fork()
        await world.commit({ columns: [hourly(0, [over]), hourly(0, [under], 1)] })
        const outcome = await world.quantify(FIRST_DAY)
        const level = expected(over, under)
        const opened = openedBy(outcome)
        expect(opened?.level ?? 1).toBe(level)
        if (opened === undefined || under === 0n) return
        const distance = opened.amount > bound.high ? opened.amount - bound.high : bound.low - opened.amount
        const exactTimes = (over * FIXED_ONE - opened.amount * under) * (under < 0n ? -1n : 1n)
        const isHigh = opened.amount > bound.high
        expect(distance > 0n && (isHigh ? exactTimes <= 0n : exactTimes >= 0n)).toBe(true)
        expect((exactTimes < 0n ? -exactTimes : exactTimes) < (under < 0n ? -under : under)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('with nothing below is in range for nothing above, and case 4 for anything', async () => {
    const day = async (over: bigint) => {
      const world = await trialWorld({ limits: [ratio] })
      await world.commit({ columns: [hourly(0, [over]), hourly(0, [0n], 1)] })
      return openedBy(await world.quantify(FIRST_DAY))
    }
    expect(await day(0n)).toBeUndefined()
    expect(await day(1n)).toMatchObject({ level: 4, amount: 2n ** 255n - 1n })
    expect(await day(-1n)).toMatchObject({ level: 4, amount: -(2n ** 255n) })
  })
})
