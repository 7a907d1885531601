import { describe, expect, it } from 'vitest'
import { FIXED_ONE, localDayOf } from '@tcctv/units'
import { encodeBounds } from './bounds.ts'
import type { LedgerEvent } from './events.ts'
import { textId } from './pdd-version.ts'
import {
  DAY_S,
  DENVER,
  ER_LIMIT,
  FIRST_DAY,
  FROM_S,
  READING_LIMIT,
  hourly,
  trialWorld,
  versionWith,
} from './project.test-support.ts'
import type { Outcome, World } from './world.test-support.ts'

const TONNE: bigint = FIXED_ONE

/** Counts of a day that sum to `tonnes` of reductions (1 t = 2 MWh = 2,000 counts). */
function tonnes(amount: number): bigint[] {
  return [BigInt(amount * 2000)]
}

async function dayOf(world: World, day: number, counts: readonly bigint[], lane = 0): Promise<Outcome> {
  await world.commit({ columns: [hourly(day, counts, lane)] })
  return world.quantify(FIRST_DAY + day)
}

function reductionOf(outcome: Outcome): readonly [bigint, number, number] | undefined {
  const found = outcome.events.find((event) => event.eventName === 'Reduction')
  return found === undefined ? undefined : [found.args.reduction, found.args.revision, found.args.status]
}

function evaluationOf(outcome: Outcome) {
  return outcome.events.find((event) => event.eventName === 'DayEvaluated')?.args
}

function vintageOf(outcome: Outcome) {
  return outcome.events.find((event) => event.eventName === 'VintageRecorded')?.args
}

const names = (events: readonly LedgerEvent[]) => events.map((event) => event.eventName)

describe('quantifyDay', () => {
  it('records cumulative results and the difference to the day before', async () => {
    const world = await trialWorld()
    await dayOf(world, 0, [333n])
    await world.commit({ columns: [hourly(1, [1001n]), hourly(1, [7n], 1)] })
    const outcome = await world.quantify(FIRST_DAY + 1)
    const evaluated = evaluationOf(outcome)
    expect(evaluated?.inputs.slice(0, 2)).toEqual([1_334n * 10n ** 15n, 7n * 10n ** 15n])
    expect(evaluated?.rounded).toEqual([667n * 10n ** 15n, 3_500_000_000_000_000n, 663_500_000_000_000_000n])
    expect([evaluated?.readings, evaluated?.expected]).toEqual([2, 48])
    expect(reductionOf(outcome)).toEqual([497n * 10n ** 15n, 1, 1])
    expect(names(outcome.events)).toEqual(['DayEvaluated', 'Footprint', 'Reduction'])
  })

  it('takes days in order, once, ended, with data, inside the crediting period', async () => {
    const world = await trialWorld()
    const refusal = async (day: number) => (await world.quantify(FIRST_DAY + day)).error?.name
    expect(await refusal(1)).toBe('NotNextDay')
    expect(await refusal(-1)).toBe('NoPddInForce')
    expect(await refusal(0)).toBe('DayWithoutData')
    await dayOf(world, 0, [1n])
    expect(await refusal(0)).toBe('NotNextDay')
    expect((await world.commit({ columns: [hourly(0, [1n], 0, 5)] })).error?.name).toBe('DayQuantified')
    await world.commit({ columns: [hourly(2, [1n])] })
    expect(await refusal(1)).toBeUndefined()
    await world.close(FIRST_DAY + 2)
    world.nowS = FROM_S + 3 * DAY_S - 1 // before the keys are in force
    expect(await refusal(2)).toBe('DayNotEnded')
    world.nowS += 1
    expect(await refusal(2)).toBeUndefined()
  })

  it('refuses days after the last of the crediting period', async () => {
    const world = await trialWorld({ creditingToS: FROM_S + DAY_S, lastDay: FIRST_DAY })
    expect(vintageOf(await dayOf(world, 0, [1n]))?.vintage).toBe(2011)
    expect((await world.quantify(FIRST_DAY + 1)).error?.name).toBe('DayOutsideCrediting')
  })

  it('gives DAYS, DAYS_ALL and HOURS to date', async () => {
    const version = versionWith()
    const variables = [...version.variables, { source: 4, amount: 0n }]
    const fuel = version.variables.map((variable, i) => (i === 3 ? { source: 1, amount: 400n * TONNE } : variable))
    const world = await trialWorld({ variables: [...fuel, ...variables.slice(6)] })
    await dayOf(world, 0, [1n])
    const evaluated = evaluationOf(await dayOf(world, 1, [1n]))
    expect(evaluated?.inputs.slice(4)).toEqual([2n * TONNE, 400n * TONNE, 48n * TONNE])
    expect(evaluated?.rounded[1]).toBe(2n * TONNE)
  })

  it('expects 23 readings on the day of the spring change and 25 in autumn', async () => {
    for (const [startS, hours] of [
      [1_331_449_200, 23],
      [1_352_008_800, 25],
    ] as const) {
      const day = localDayOf(DENVER, startS)
      const world = await trialWorld({
        creditingFromS: startS,
        firstDay: day,
        creditingToS: startS + hours * 3600,
        lastDay: day,
      })
      const counts = Array.from({ length: hours }, () => 1n)
      expect((await world.commit({ columns: [{ lane: 0, startS, stepS: 3600, counts }] })).error).toBeUndefined()
      const evaluated = evaluationOf(await world.quantify(day))
      expect([evaluated?.readings, evaluated?.expected]).toEqual([hours, 2 * hours])
    }
  })

  it('closes a vintage at the end of the year and carries deficit and remainder', async () => {
    const world = await trialWorld()
    await world.commit({ columns: [hourly(0, [1000n], 1)] }) // 0.5 t of project emissions
    await world.commit({ columns: [hourly(20, [5000n])] })
    let last: Outcome | undefined
    for (let day = 0; day < 12; day += 1) last = await world.quantify(FIRST_DAY + day)
    const first = vintageOf(last ?? { gas: 0n, events: [] })
    expect([first?.vintage, first?.reduction, first?.eligible, first?.carried]).toEqual([
      2011,
      -TONNE / 2n,
      0n,
      -TONNE / 2n,
    ])
    const next = await world.quantify(FIRST_DAY + 12)
    expect(evaluationOf(next)?.inputs[4]).toBe(TONNE)
    expect(await world.read('vintageTotals', [2012])).toEqual([[0n, 0n, 0n, 0n], false, 0n])
  })

  it('adds the deficit to the next vintage and rounds the rest down', async () => {
    const world = await trialWorld({ creditingToS: FROM_S + 13 * DAY_S, lastDay: FIRST_DAY + 12 })
    await world.commit({ columns: [hourly(0, [1000n], 1)] })
    await world.commit({ columns: [hourly(12, [5400n])] })
    let last: Outcome | undefined
    for (let day = 0; day < 13; day += 1) last = await world.quantify(FIRST_DAY + day)
    const second = vintageOf(last ?? { gas: 0n, events: [] })
    expect([second?.vintage, second?.reduction, second?.eligible, second?.carried]).toEqual([
      2012,
      27n * 10n ** 17n,
      2n * TONNE,
      2n * 10n ** 17n,
    ])
  })

  it('begins a new segment with a new PDD version; the vintage is the sum', async () => {
    const world = await trialWorld()
    await dayOf(world, 0, tonnes(1))
    expect((await world.propose(versionWith({ documentHash: textId('two') }), 1n)).error).toBeUndefined()
    expect((await world.approve(1n, FIRST_DAY)).error?.name).toBe('PddTooLate')
    await world.commit({ columns: [hourly(1, tonnes(2))] })
    const lanes = versionWith().lanes.map((lane) => ({ ...lane, places: 6 }))
    await world.propose(versionWith({ lanes }), 2n)
    expect((await world.approve(2n, FIRST_DAY + 1)).error?.name).toBe('LanesDiffer')
    expect((await world.approve(1n, FIRST_DAY + 1)).error).toBeUndefined()
    const outcome = await world.quantify(FIRST_DAY + 1)
    expect(reductionOf(outcome)?.[0]).toBe(2n * TONNE)
    expect(evaluationOf(outcome)?.inputs[4]).toBe(TONNE)
    expect(await world.read('vintageTotals', [2011])).toEqual([[3n * TONNE, 0n, 0n, 3n * TONNE], false, 0n])
    expect(await world.read('pddInForce', [FIRST_DAY])).toBe(0n)
  })

  it('costs less than 500,000 gas', async () => {
    const world = await trialWorld({ limits: [ER_LIMIT] })
    await dayOf(world, 0, tonnes(1))
    expect((await dayOf(world, 1, tonnes(1))).gas).toBeLessThan(500_000n)
  })
})

describe('tolerance of a day', () => {
  it('notes case 2 and goes on', async () => {
    const world = await trialWorld({ limits: [ER_LIMIT] })
    const outcome = await dayOf(world, 0, tonnes(1.5))
    expect(names(outcome.events)).toEqual(['ExceptionOpened', 'DayEvaluated', 'Footprint', 'Reduction'])
    expect(reductionOf(outcome)).toEqual([15n * 10n ** 17n, 1, 2])
    expect(await world.read('exceptionOf', [1n])).toEqual([FIRST_DAY, 0, 2, 1, (15n * TONNE) / 10n])
  })

  it('withholds case 3 until it is justified, released and submitted again as revision 2', async () => {
    const world = await trialWorld({ limits: [ER_LIMIT] })
    expect(reductionOf(await dayOf(world, 0, tonnes(2.5)))).toEqual([25n * 10n ** 17n, 1, 3])
    expect((await world.quantify(FIRST_DAY)).error?.name).toBe('DayUnresolved')
    expect((await world.quantify(FIRST_DAY + 1)).error?.name).toBe('DayUnresolved')
    expect((await world.commit({ columns: [hourly(1, [1n])] })).error).toEqual({ name: 'IntakeSuspended', args: [1] })
    expect((await world.move('registry', 1n, 'justify')).error?.name).toBe('NotAuthorised')
    expect((await world.move('proponent', 1n, 'release')).error?.name).toBe('ActionRefused')
    expect((await world.move('proponent', 1n, 'justify')).error).toBeUndefined()
    expect((await world.move('proponent', 1n, 'release')).error).toBeUndefined()
    expect((await world.commit({ columns: [hourly(1, [1n])] })).error).toBeUndefined()
    expect((await world.quantify(FIRST_DAY)).error?.name).toBe('DayUnresolved')
    expect((await world.move('proponent', 1n, 'resubmit')).error).toBeUndefined()
    expect(reductionOf(await world.quantify(FIRST_DAY))).toEqual([25n * 10n ** 17n, 2, 4])
    expect(reductionOf(await world.quantify(FIRST_DAY + 1))?.[1]).toBe(1)
  })

  it('counts a withdrawn day without its baseline', async () => {
    const world = await trialWorld({ limits: [ER_LIMIT] })
    await world.commit({ columns: [hourly(0, [1000n], 1)] })
    await dayOf(world, 0, [6000n])
    for (const action of ['justify', 'release', 'withdraw']) await world.move('proponent', 1n, action)
    const outcome = await world.quantify(FIRST_DAY)
    expect(reductionOf(outcome)).toEqual([-TONNE / 2n, 2, 6])
    expect((await dayOf(world, 1, tonnes(1))).error).toBeUndefined()
  })

  it('lets only the registry release case 4, after a report', async () => {
    const world = await trialWorld({ limits: [ER_LIMIT] })
    expect(reductionOf(await dayOf(world, 0, tonnes(9)))?.[2]).toBe(3)
    expect((await world.move('proponent', 1n, 'justify')).error?.name).toBe('ActionRefused')
    expect((await world.move('registry', 1n, 'release-as-is')).error?.name).toBe('ActionRefused')
    await world.move('proponent', 1n, 'file-report')
    for (const role of ['proponent', 'operator', 'verifier', 'service'] as const)
      expect((await world.move(role, 1n, 'release-as-is')).error?.name).toBe('NotAuthorised')
    await world.move('registry', 1n, 'send-back')
    expect(await world.read('exceptionOf', [1n])).toEqual([FIRST_DAY, 0, 4, 7, 9n * TONNE])
    await world.move('proponent', 1n, 'file-report')
    expect((await world.move('registry', 1n, 'release-as-is')).error).toBeUndefined()
    expect(reductionOf(await world.quantify(FIRST_DAY))).toEqual([9n * TONNE, 2, 5])
  })

  it('judges a released day again when its data has changed', async () => {
    const world = await trialWorld({ limits: [ER_LIMIT] })
    await world.commit({ columns: [hourly(0, tonnes(9))] })
    await world.commit({ columns: [hourly(1, [0n])] }) // day 0 is complete, not closed
    await world.send('quantifyDay', [FIRST_DAY])
    await world.move('proponent', 1n, 'file-report')
    await world.move('registry', 1n, 'release-as-is')
    await world.commit({ columns: [hourly(0, tonnes(90), 0, 5)] })
    const outcome = await world.quantify(FIRST_DAY)
    expect(reductionOf(outcome)).toEqual([99n * TONNE, 2, 3])
    expect(names(outcome.events)[0]).toBe('ExceptionOpened')
  })

  it('counts zero when the registry releases at zero', async () => {
    const world = await trialWorld({ limits: [ER_LIMIT] })
    await dayOf(world, 0, tonnes(9))
    await world.move('proponent', 1n, 'file-report')
    await world.move('registry', 1n, 'release-zero')
    expect(reductionOf(await world.quantify(FIRST_DAY))).toEqual([0n, 2, 6])
  })

  it('opens reading-level exceptions once per day and limit, and keeps the gate shut for all of them', async () => {
    const world = await trialWorld({ limits: [READING_LIMIT, ER_LIMIT] })
    const flags = [
      { column: 0, position: 0, code: 3, detail: 0, scoreMillionths: 0 },
      { column: 0, position: 1, code: 4, detail: 0, scoreMillionths: 0 },
    ] as const
    const outcome = await world.commit({ columns: [hourly(0, [1200n, 1600n])], flags })
    const opened = outcome.events.find((event) => event.eventName === 'ExceptionOpened')
    expect(opened?.args).toEqual({
      id: 1n,
      day: FIRST_DAY,
      limit: 0,
      level: 4,
      amount: 1600n,
      low: -1000n,
      high: 1000n,
    })
    expect((await world.quantify(FIRST_DAY)).error?.name).toBe('DayUnresolved')
    await world.move('proponent', 1n, 'file-report')
    await world.move('registry', 1n, 'release-as-is')
    const quantified = await world.quantify(FIRST_DAY)
    expect([evaluationOf(quantified)?.level, reductionOf(quantified)?.[2]]).toEqual([4, 5])
  })

  it('uses the bound of the month and ignores limits that are not yet effective', async () => {
    const wide = { low: -(10n ** 30n), high: 10n ** 30n, first: 0n, second: 0n }
    const narrow = { low: 0n, high: 1n, first: 0n, second: 0n }
    const bounds = Array.from({ length: 12 }, (_, i) => (i === 11 ? narrow : wide))
    const monthly = { ...ER_LIMIT, by: 1, bounds: encodeBounds(bounds) }
    expect(reductionOf(await dayOf(await trialWorld({ limits: [monthly] }), 0, tonnes(1)))?.[2]).toBe(3)
    const later = { ...monthly, effectiveFrom: FIRST_DAY + 1 }
    expect(reductionOf(await dayOf(await trialWorld({ limits: [later] }), 0, tonnes(1)))?.[2]).toBe(1)
    const january = { ...ER_LIMIT, by: 1, bounds: encodeBounds(bounds.map((_, i) => (i === 0 ? narrow : wide))) }
    expect(reductionOf(await dayOf(await trialWorld({ limits: [january] }), 0, tonnes(1)))?.[2]).toBe(1)
  })

  it('judges the counts of a variable over the day', async () => {
    const limit = { ...READING_LIMIT, applies: 2 }
    const outcome = await dayOf(await trialWorld({ limits: [limit] }), 0, [600n, 600n])
    const opened = outcome.events.find((event) => event.eventName === 'ExceptionOpened')
    expect([opened?.args.level, opened?.args.amount]).toEqual([3, 1200n])
  })
})
