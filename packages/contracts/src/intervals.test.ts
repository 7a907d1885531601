import { divide, FIXED_ONE, localDayOf } from '@tcctv/units'
import { toHex } from 'viem'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AGGREGATES, type AggregateName } from './codes.ts'
import { encodeColumns, type Column } from './columns.ts'
import {
  DAY_S,
  DENVER,
  FIRST_DAY,
  FROM_S,
  READING_LIMIT,
  assemble,
  hourly,
  programHash,
  trialWorld,
  versionWith,
} from './project.test-support.ts'
import { textId, type ChainPddVersion } from './pdd-version.ts'
import { ZERO32, type Outcome, type World } from './world.test-support.ts'

/** E = V × W of an interval, floored to 0.001. */
const HOURLY = {
  code: assemble('VAR 0 VAR 1 MULF ROUND 0 0 STORE 0 END'),
  constants: [FIXED_ONE / 1000n],
  tables: [],
}
/** BE = its sum, PE = 0, ER = BE. */
const PERIOD = {
  code: assemble('VAR 0 STORE 0 CONST 0 STORE 1 REG 0 REG 1 SUB STORE 2 END'),
  constants: [0n],
  tables: [],
}
const [lane] = versionWith().lanes
const lanes = (['V', 'W'] as const).flatMap((parameter, index) =>
  lane === undefined ? [] : [{ ...lane, parameter: textId(parameter), variableIndex: index + 1 }],
)
const LANES = { source: 0, amount: 0n }
const version: Partial<ChainPddVersion> = {
  programHash: programHash(PERIOD),
  lanes,
  variables: [{ source: 7, amount: AGGREGATES.sum }, LANES, LANES],
  interval: { programHash: programHash(HOURLY), inputs: [1, 2] },
}
const columnsOf = (columns: readonly Column[]) => toHex(encodeColumns(columns))
const hourlyWorld = async (changes: Partial<ChainPddVersion> = {}): Promise<World> =>
  trialWorld({ ...version, ...changes }, [HOURLY, PERIOD])

async function over(world: World, day: number, columns: readonly Column[]): Promise<Outcome> {
  await world.close(FIRST_DAY + day)
  return world.send('quantifyDayOver', [FIRST_DAY + day, columns.length === 0 ? '0x' : columnsOf(columns)])
}
const evaluated = ({ events }: Outcome) =>
  events.flatMap((event) => (event.eventName === 'DayEvaluated' ? [event.args] : []))[0]
const intervals = ({ events }: Outcome) =>
  events.flatMap((event) => (event.eventName === 'IntervalsEvaluated' ? [event.args] : []))[0]
const milli = (amount: bigint): bigint => (amount * FIXED_ONE) / 1000n

describe('equations of intervals', () => {
  it('are evaluated for each interval from the readings that were committed, and added up', async () => {
    const world = await hourlyWorld()
    const [volumes, shares] = [hourly(0, [1500n, 2000n, 0n]), hourly(0, [333n, 500n, 999n], 1)]
    await world.commit({ columns: [volumes] })
    await world.commit({ columns: [shares] })
    const outcome = await over(world, 0, [volumes, shares])
    // 1.5 × 0.333 = 0.4995, floored 0.499; 2 × 0.5 = 1
    expect(evaluated(outcome)).toMatchObject({ inputs: [milli(1499n), milli(3500n), milli(1832n)] })
    expect(evaluated(outcome)?.rounded[2]).toBe(milli(1499n))
    expect(intervals(outcome)).toMatchObject({ intervals: 3, incomplete: 0 })
    const [more, others] = [hourly(1, [1000n]), hourly(1, [100n], 1)]
    await world.commit({ columns: [more, others] })
    expect(evaluated(await over(world, 1, [more, others]))?.inputs[0]).toBe(milli(1599n))
  })

  it('do not take other readings, nor fewer, nor those of another order', async () => {
    const world = await hourlyWorld()
    const [volumes, shares] = [hourly(0, [1500n, 2000n]), hourly(0, [333n, 500n], 1)]
    await world.commit({ columns: [volumes, shares] })
    await world.close(FIRST_DAY)
    const refused = async (bytes: string) => (await world.send('quantifyDayOver', [FIRST_DAY, bytes])).error?.name
    for (const columns of [
      [volumes],
      [shares],
      [volumes, { ...shares, counts: [333n, 501n] }],
      [{ ...volumes, startS: FROM_S + 3600 }, shares],
      [hourly(0, [1500n]), hourly(0, [2000n], 0, 1), shares],
    ])
      expect(await refused(columnsOf(columns))).toBe('ReadingsDiffer')
    expect(await refused('0x')).toBe('ReadingsDiffer')
    expect(await refused(columnsOf([volumes, shares]).slice(0, -2))).toBe('ReadingsDiffer')
    expect(await refused(`${columnsOf([volumes, shares])}00`)).toBe('ReadingsDiffer')
    expect((await world.send('quantifyDay', [FIRST_DAY])).error?.name).toBe('ReadingsDiffer')
    expect(await refused(columnsOf([volumes, shares]))).toBeUndefined()
  })

  it('count nothing for an interval that lacks a reading, and say so', async () => {
    const world = await hourlyWorld()
    const [volumes, shares] = [hourly(0, [1000n, 1000n, 1000n]), hourly(0, [500n, 500n], 1, 1)]
    await world.commit({ columns: [volumes, shares] })
    const outcome = await over(world, 0, [volumes, shares])
    expect(evaluated(outcome)?.inputs[0]).toBe(FIXED_ONE)
    expect(intervals(outcome)).toMatchObject({ intervals: 2, incomplete: 1 })
  })

  it('take corrected readings in place of those before', async () => {
    const world = await hourlyWorld({ limits: [{ ...READING_LIMIT, subject: 1 }] })
    const flags = [{ column: 0, position: 0, code: 3, detail: 0, scoreMillionths: 0 }] as const
    const shares = hourly(0, [1000n], 1)
    await world.commit({ columns: [hourly(0, [1400n]), shares], flags, sequence: 1n })
    for (const action of ['justify', 'release']) await world.move('proponent', 1n, action)
    const corrected = { columns: [hourly(0, [700n])], sequence: 2n }
    await world.correct('proponent', 1n, 'resubmit-corrected', world.digestOf(corrected))
    expect((await world.commit(corrected)).error).toBeUndefined()
    expect((await over(world, 0, [hourly(0, [1400n]), shares])).error?.name).toBe('ReadingsDiffer')
    const outcome = await world.send('quantifyDayOver', [FIRST_DAY, columnsOf([...corrected.columns, shares])])
    expect(evaluated(outcome)?.inputs[0]).toBe(milli(700n))
  })

  it('count a withdrawn day’s baseline readings as zero', async () => {
    const world = await hourlyWorld({ limits: [{ ...READING_LIMIT, subject: 1 }] })
    const flags = [{ column: 0, position: 0, code: 3, detail: 0, scoreMillionths: 0 }] as const
    const columns = [hourly(0, [1400n]), hourly(0, [1000n], 1)]
    await world.commit({ columns, flags })
    for (const action of ['justify', 'release', 'withdraw']) await world.move('proponent', 1n, action)
    expect(evaluated(await over(world, 0, columns))).toMatchObject({ status: 6, inputs: [0n, 0n, 0n] })
  })

  it('take the permissible error of an overdue meter from each reading', async () => {
    const rule = { dueDay: FIRST_DAY, intervalDays: 100, permissible: FIXED_ONE / 10n }
    const none = { ...rule, dueDay: FIRST_DAY + 99 }
    const world = await hourlyWorld({ meters: [rule, none] })
    const columns = [hourly(0, [1111n, 1000n]), hourly(0, [1000n, 500n], 1)]
    await world.commit({ columns })
    // 1.111 × 0.9 = 0.9999, floored 0.999; 0.9 × 0.5 = 0.45
    expect(evaluated(await over(world, 0, columns))?.inputs[0]).toBe(milli(1449n))
  })

  it('need no longer day than there is, in spring and autumn', async () => {
    for (const [startS, hours] of [
      [1_331_449_200, 23],
      [1_352_008_800, 25],
    ] as const) {
      const creditingToS = startS + 9 * DAY_S
      const [firstDay, lastDay] = [localDayOf(DENVER, startS), localDayOf(DENVER, creditingToS - 1)]
      const crediting = { creditingFromS: startS, creditingToS, firstDay, lastDay }
      const world = await trialWorld({ ...version, ...crediting }, [HOURLY, PERIOD])
      const columns = [0, 1].map((at) => ({
        ...hourly(
          0,
          Array.from({ length: hours }, () => 1000n),
          at,
        ),
        startS,
      }))
      await world.commit({ columns })
      const outcome = await world.send('quantifyDayOver', [firstDay, columnsOf(columns)])
      expect(intervals(outcome)).toMatchObject({ intervals: hours, incomplete: 0 })
      expect(evaluated(outcome)?.inputs[0]).toBe(BigInt(hours) * FIXED_ONE)
    }
  })

  it.each([
    ['a result of no program', { interval: { programHash: ZERO32, inputs: [] } }, [5, 0n]],
    ['fewer inputs than the program reads', { interval: { programHash: programHash(HOURLY), inputs: [1] } }, [12, 1n]],
    ['an input twice', { interval: { programHash: programHash(HOURLY), inputs: [1, 1] } }, [12, 1n]],
    ['an input that is a result', { interval: { programHash: programHash(HOURLY), inputs: [1, 0] } }, [12, 1n]],
    ['intervals of two lengths', { lanes: lanes.map((one, at) => ({ ...one, stepS: 1800 * (at + 1) })) }, [4, 1n]],
  ])('are refused with %s', async (_, changes, args) => {
    const world = await hourlyWorld()
    const { error } = await world.propose(versionWith({ ...version, ...changes }), 1n)
    expect(error).toEqual({ name: 'PddInvalid', args })
  })
})

describe('aggregates of readings', () => {
  const reading = fc.bigInt(-5000n, 5000n)
  const expectedOf: Record<AggregateName, (amounts: readonly bigint[]) => bigint> = {
    sum: (amounts) => amounts.reduce((sum, amount) => sum + amount, 0n),
    'mean-down': (amounts) => divide(expectedOf.sum(amounts), BigInt(amounts.length), 'floor'),
    'mean-up': (amounts) => divide(expectedOf.sum(amounts), BigInt(amounts.length), 'ceil'),
    last: (amounts) => amounts.at(-1) ?? 0n,
    min: (amounts) => amounts.reduce((least, amount) => (amount < least ? amount : least)),
    max: (amounts) => amounts.reduce((most, amount) => (amount > most ? amount : most)),
  }

  it.each(Object.keys(AGGREGATES) as AggregateName[])(
    'over the days of a vintage: %s',
    async (name) => {
      const base = await trialWorld(
        {
          programHash: programHash(PERIOD),
          lanes: lanes.slice(0, 1).map((one) => ({ ...one, variableIndex: 0 })),
          variables: [{ source: 0, amount: AGGREGATES[name] }],
        },
        [PERIOD],
      )
      const days = fc.array(fc.array(reading, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
      await fc.assert(
        fc.asyncProperty(days, async (counts) => {
          const world = await base.fork()
          const all: bigint[] = []
          for (const [day, some] of counts.entries()) {
            all.push(...some.map((count) => count * 10n ** 15n))
            await world.commit({ columns: [hourly(day, some)] })
            const needed = AGGREGATES[name] > AGGREGATES['mean-up'] ? [hourly(day, some)] : []
            expect(evaluated(await over(world, day, needed))?.inputs).toEqual([expectedOf[name](all)])
          }
        }),
        { numRuns: 5 },
      )
    },
    60_000,
  )

  it('of another kind than a sum are no amount of a day for a limit', async () => {
    const world = await trialWorld()
    const variables = versionWith().variables.map((variable, at) => (at === 0 ? { ...variable, amount: 1n } : variable))
    const limit = { ...READING_LIMIT, applies: 2 }
    const { error } = await world.propose(versionWith({ variables, limits: [limit] }), 1n)
    expect(error).toEqual({ name: 'PddInvalid', args: [6, 0n] })
  })
})
