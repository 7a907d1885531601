import { describe, expect, it } from 'vitest'
import { FIXED_ONE } from '@tcctv/units'
import { keccak256 } from 'viem'
import { DAY_S, FIRST_DAY, FROM_S, READING_LIMIT, hourly, trialWorld, versionWith } from './project.test-support.ts'
import { textId } from './pdd-version.ts'
import { accountOf, ZERO32, type Batch, type Outcome, type World } from './world.test-support.ts'
import { commitmentTypedData } from './typed-data.ts'

const OTHER = keccak256('0x0f')
const [first, second] = versionWith().lanes
const lanes = first === undefined || second === undefined ? [] : [first, second]
const caseOf = (code: 3 | 4) => [{ column: 0, position: 0, code, detail: 0, scoreMillionths: 0 }] as const
const names = ({ events }: Outcome) => events.map(({ eventName }) => eventName)
const vintageOf = ({ events }: Outcome) =>
  events.flatMap((event) => (event.eventName === 'VintageRecorded' ? [event.args] : []))[0]

describe('an announcement that the registry gave up', () => {
  it('is not brought back by sending its signature again', async () => {
    const world = await trialWorld({ limits: [READING_LIMIT] })
    await world.commit({ columns: [hourly(0, [2000n])], flags: caseOf(4) })
    const batch: Batch = { columns: [hourly(0, [1n], 0, 1)], sequence: 9n }
    const digest = world.digestOf(batch)
    const signature = await accountOf('meter').signTypedData(commitmentTypedData(world.domain, digest, FIRST_DAY))
    expect((await world.send('commitWithheld', [digest, FIRST_DAY, signature])).error).toBeUndefined()
    const message = { action: 'abandon-withheld', subject: digest, content: ZERO32 }
    expect((await world.decide('registry', message, 'abandonWithheld', [digest, ZERO32])).error).toBeUndefined()
    const again = await world.send('commitWithheld', [digest, FIRST_DAY, signature])
    expect(again.error).toEqual({ name: 'AlreadyAnnounced', args: [digest] })
    for (const [role, action] of [
      ['proponent', 'file-report'],
      ['registry', 'release-as-is'],
    ] as const)
      await world.move(role, 1n, action)
    expect((await world.commit(batch)).error).toBeUndefined() // as any other batch of an open day
  })
})

describe('a demonstration', () => {
  const demonstration = { ...versionWith(), demonstration: true }

  it('does not go live behind a version of a far day', async () => {
    const world = await trialWorld({ demonstration: true })
    await world.propose({ ...versionWith(), documentHash: OTHER }, 1n)
    expect((await world.approve(1n, FIRST_DAY + 300)).error).toBeUndefined()
    await world.stage(3, 'proponent')
    expect((await world.stage(4, 'registry')).error?.name).toBe('DemonstrationCannotGoLive')
  })

  it('goes live when no day from then on is a demonstration', async () => {
    const world = await trialWorld({ demonstration: true })
    await world.commit({ columns: [hourly(0, [1n])] })
    await world.propose({ ...versionWith(), documentHash: OTHER }, 1n)
    expect((await world.approve(1n, FIRST_DAY + 1)).error).toBeUndefined()
    await world.stage(3, 'proponent')
    expect((await world.stage(4, 'registry')).error).toBeUndefined()
  })

  it('is not approved for a live project', async () => {
    const world = await trialWorld()
    await world.stage(3, 'proponent')
    await world.stage(4, 'registry')
    await world.propose(demonstration, 1n)
    expect((await world.approve(1n, FIRST_DAY + 300)).error?.name).toBe('DemonstrationCannotGoLive')
  })
})

describe('a version for days with readings', () => {
  it('is compared with the versions of these days, not with the one approved last', async () => {
    const world = await trialWorld()
    await world.commit({ columns: [hourly(3, [1n])] })
    const others = lanes.map((lane) => ({ ...lane, multiplier: 2n * lane.multiplier }))
    await world.propose({ ...versionWith({ lanes: others }), documentHash: OTHER }, 1n)
    expect((await world.approve(1n, FIRST_DAY + 10)).error).toBeUndefined()
    await world.propose({ ...versionWith({ lanes: others }), documentHash: ZERO32 }, 2n)
    expect((await world.approve(2n, FIRST_DAY + 1)).error?.name).toBe('LanesDiffer')
    await world.propose({ ...versionWith(), documentHash: ZERO32 }, 3n)
    expect((await world.approve(3n, FIRST_DAY + 1)).error).toBeUndefined()
  })
})

describe('a crediting period that is renewed inside a year', () => {
  const ended = { creditingToS: FROM_S + 2 * DAY_S, lastDay: FIRST_DAY + 1 }
  const day = async (world: World, at: number, counts: readonly bigint[]): Promise<Outcome> => {
    await world.commit({ columns: [hourly(at, counts)] })
    return world.quantify(FIRST_DAY + at)
  }

  it('adds to the vintage what is new, and the remainder once', async () => {
    const world = await trialWorld(ended)
    await day(world, 0, [3000n])
    expect(vintageOf(await day(world, 1, [1800n]))).toMatchObject({
      revision: 1,
      eligible: 2n * FIXED_ONE,
      carried: (4n * FIXED_ONE) / 10n,
    })
    await world.propose({ ...versionWith(), documentHash: OTHER }, 1n)
    expect((await world.approve(1n, FIRST_DAY + 2)).error).toBeUndefined()
    await day(world, 2, [1400n])
    expect((await world.movePeriod('proponent', 2011, 1)).error?.name).toBe('VintageNotRecorded')
    let last: Outcome | undefined
    await world.commit({ columns: [hourly(12, [1n])] })
    for (let at = 3; at < 12; at += 1) last = await world.quantify(FIRST_DAY + at)
    // 1.5 + 0.9 + 0.7 t: 3 t and a tenth, not 3 t and the 0.4 t of before once more
    expect(last === undefined ? undefined : vintageOf(last)).toMatchObject({
      revision: 2,
      reduction: (31n * FIXED_ONE) / 10n,
      eligible: 3n * FIXED_ONE,
      carried: FIXED_ONE / 10n,
    })
  })
})

describe('a decision on readings', () => {
  const released = async (): Promise<World> => {
    const world = await trialWorld({ limits: [READING_LIMIT] })
    await world.commit({
      columns: [hourly(0, [1600n, 1700n])],
      flags: [0, 1].map((position) => ({ ...caseOf(4)[0], position })),
    })
    await world.move('proponent', 1n, 'file-report')
    await world.move('registry', 1n, 'release-as-is')
    return world
  }

  it('is about the reading that is farthest out', async () => {
    const world = await released()
    expect(await world.read('exceptionOf', [1n])).toMatchObject([FIRST_DAY, 0, 4, 9, 1700n])
  })

  it.each([
    ['covers a later one of the day that is no farther out', 1700n, ['BatchCommitted', 'ColumnCommitted']],
    ['covers none that is farther out', 1701n, ['BatchCommitted', 'ColumnCommitted', 'ExceptionOpened']],
    ['covers none on the other side', -1700n, ['BatchCommitted', 'ColumnCommitted', 'ExceptionOpened']],
  ])('%s', async (_, count, expected) => {
    const world = await released()
    expect(names(await world.commit({ columns: [hourly(0, [count], 0, 2)], flags: caseOf(4) }))).toEqual(expected)
  })
})

describe('a meter that takes another one’s place', () => {
  const replacedS = FROM_S + 10 * 3600
  const pair = lanes.map((lane, index) => ({
    ...lane,
    ...lanes[0],
    meter: textId(`M${index + 1}`),
    ...(index === 0 ? { untilS: replacedS, fromS: 0 } : { untilS: 0, fromS: replacedS }),
  }))
  const hours = (count: number): bigint[] => Array.from({ length: count }, () => 1000n)

  it('measures what the other one does not: no hour counts twice, and 24 are expected', async () => {
    const world = await trialWorld({ lanes: pair })
    expect((await world.commit({ columns: [hourly(0, hours(11))] })).error?.name).toBe('OtherMeter')
    expect((await world.commit({ columns: [hourly(0, hours(15), 1, 9)] })).error?.name).toBe('OtherMeter')
    await world.commit({ columns: [hourly(0, hours(10)), hourly(0, hours(14), 1, 10)] })
    const { events, error } = await world.send('quantifyDay', [FIRST_DAY])
    expect(error).toBeUndefined()
    expect(events[0]?.eventName === 'DayEvaluated' && [events[0].args.readings, events[0].args.expected]).toEqual([
      24, 24,
    ])
    await world.commit({ columns: [hourly(1, hours(24), 1)] })
    const next = await world.send('quantifyDay', [FIRST_DAY + 1])
    expect(next.events[0]).toMatchObject({ args: { readings: 24, expected: 24 } })
  })
})

describe('a lane in another place of the next version', () => {
  it('is known by its parameter and meter, not by its number', async () => {
    const world = await trialWorld()
    await world.commit({
      columns: [
        hourly(
          0,
          Array.from({ length: 24 }, () => 1n),
        ),
      ],
    })
    expect((await world.send('quantifyDay', [FIRST_DAY])).error).toBeUndefined()
    await world.propose({ ...versionWith({ lanes: lanes.toReversed() }), documentHash: OTHER }, 1n)
    expect((await world.approve(1n, FIRST_DAY + 1)).error).toBeUndefined()
    // EG of M1 is lane 1 now; IMP never had data and is not awaited
    await world.commit({
      columns: [
        hourly(
          1,
          Array.from({ length: 24 }, () => 1n),
          1,
        ),
      ],
    })
    expect((await world.send('quantifyDay', [FIRST_DAY + 1])).error).toBeUndefined()
  })
})
