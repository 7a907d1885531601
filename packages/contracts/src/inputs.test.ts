import { describe, expect, it } from 'vitest'
import { FIXED_ONE } from '@tcctv/units'
import { keccak256 } from 'viem'
import {
  DAY_S,
  FIRST_DAY,
  FROM_S,
  ER_LIMIT,
  assemble,
  hourly,
  programHash,
  trialWorld,
  versionWith,
} from './project.test-support.ts'
import type { RoleName } from './codes.ts'
import { textId } from './pdd-version.ts'
import { hashOf, word, ZERO32, type Outcome, type World } from './world.test-support.ts'

const TONNE: bigint = FIXED_ONE
const SERIES = keccak256('0x57')
/** 2012-01-01 as a day of crediting. */
const NEW_YEAR = 12

/** BE = EG, PE = amount of EG one vintage before × 2, ER = BE − PE. */
const LAGGED = {
  code: assemble('VAR 0 STORE 0 VAR 1 CONST 0 MULF STORE 1 REG 0 REG 1 SUB STORE 2 END'),
  constants: [2n * FIXED_ONE],
  tables: [],
}
const lane = versionWith().lanes[0]
const history = { variable: 0, series: SERIES, fromYear: 2010, amounts: [7n * TONNE] }
const MEASURED = { source: 0, amount: 0n }
const lagged = {
  programHash: programHash(LAGGED),
  lanes: lane === undefined ? [] : [lane],
  variables: [MEASURED, { source: 5, amount: 1n }],
  histories: [history],
}

async function laggedWorld(changes = {}): Promise<World> {
  return trialWorld({ ...lagged, ...changes }, [LAGGED])
}

async function days(world: World, from: number, to: number): Promise<Outcome> {
  let last: Outcome | undefined
  for (let day = from; day < to; day += 1) {
    last = await world.quantify(FIRST_DAY + day)
    if (last.error !== undefined) return last
  }
  if (last === undefined) throw new Error('no day')
  return last
}

const inputsOf = ({ events }: Outcome) =>
  events.flatMap((event) => (event.eventName === 'DayEvaluated' ? [event.args] : []))[0]

describe('amounts of earlier vintages', () => {
  it('come from the document before the first vintage, and from the chain after it', async () => {
    const world = await laggedWorld()
    await world.commit({ columns: [hourly(0, [3000n])] })
    const first = await world.quantify(FIRST_DAY)
    expect(inputsOf(first)).toMatchObject({
      inputs: [3n * TONNE, 7n * TONNE],
      rounded: [3n * TONNE, 14n * TONNE, -11n * TONNE],
    })
    await world.commit({ columns: [hourly(NEW_YEAR, [500n])] })
    await days(world, 1, NEW_YEAR)
    expect(await world.read('recordedAmounts', [SERIES, 2011n])).toEqual([true, 3n * TONNE])
    const next = await world.quantify(FIRST_DAY + NEW_YEAR)
    expect(inputsOf(next)).toMatchObject({ inputs: [TONNE / 2n, 3n * TONNE] })
  })

  it('are nothing before the first year of the document, and missing after its last', async () => {
    const variables = [MEASURED, { source: 5, amount: 2n }]
    const early = await laggedWorld({ variables })
    await early.commit({ columns: [hourly(0, [1n])] })
    expect(inputsOf(await early.quantify(FIRST_DAY))).toMatchObject({ inputs: [10n ** 15n, 0n] })
    const late = await laggedWorld({ histories: [{ ...history, fromYear: 2009 }] })
    await late.commit({ columns: [hourly(0, [1n])] })
    expect((await late.quantify(FIRST_DAY)).error).toEqual({
      name: 'HistoryMissing',
      args: [SERIES, 2010n],
    })
  })

  it('are not counted a second time by a version that begins inside a vintage', async () => {
    const world = await laggedWorld()
    await world.propose({ ...versionWith(lagged), documentHash: SERIES }, 1n)
    expect((await world.approve(1n, FIRST_DAY + 5)).error).toEqual({ name: 'InsideVintage', args: [FIRST_DAY + 5] })
    expect((await world.approve(1n, FIRST_DAY + NEW_YEAR)).error).toBeUndefined()
  })

  it('cost less than 5,000 gas each', { timeout: 60_000 }, async () => {
    const lags = Array.from({ length: 95 }, (_, index) => ({ source: 5, amount: BigInt(index + 1) }))
    const sums = lags.map((_, index) => `VAR ${index + 1} ADD`).join(' ')
    const program = { ...LAGGED, code: assemble(`VAR 0 ${sums} STORE 0 VAR 0 STORE 1 REG 0 STORE 2 END`) }
    const one = { ...program, code: assemble('VAR 0 VAR 1 ADD STORE 0 VAR 0 STORE 1 REG 0 STORE 2 END') }
    const gas = []
    for (const [made, variables] of [
      [one, lagged.variables],
      [program, [MEASURED, ...lags]],
    ] as const) {
      const world = await trialWorld({ ...lagged, programHash: programHash(made), variables: [...variables] }, [made])
      await world.commit({ columns: [hourly(0, [1n])] })
      await world.commit({ columns: [hourly(1, [1n])] })
      await world.quantify(FIRST_DAY)
      const second = await world.quantify(FIRST_DAY + 1)
      expect(second.error).toBeUndefined()
      gas.push(second.gas)
    }
    const [few = 0n, many = 0n] = gas
    expect((many - few) / 94n).toBeLessThan(5_000n)
  })

  it.each([
    ['of another history', { variables: [MEASURED, { source: 5, amount: 65_537n }] }, [5, 1n]],
    ['of the same vintage', { variables: [MEASURED, { source: 5, amount: 0n }] }, [5, 1n]],
    ['of an unknown kind', { variables: [MEASURED, { source: 8, amount: 1n }] }, [5, 1n]],
    ['of an interval equation that is not there', { variables: [MEASURED, { source: 7, amount: 0n }] }, [5, 1n]],
    ['of an unknown aggregate', { variables: [{ source: 0, amount: 6n }, MEASURED] }, [5, 0n]],
    ['kept of an input that is not there', { histories: [{ ...history, variable: 2 }] }, [10, 0n]],
    ['kept of an earlier amount', { histories: [{ ...history, variable: 1 }] }, [10, 0n]],
    ['without a series', { histories: [{ ...history, series: `0x${'0'.repeat(64)}` as const }] }, [10, 0n]],
  ])('are refused in a version: %s', async (_what, changes, args) => {
    const world = await laggedWorld()
    expect((await world.propose({ ...versionWith(lagged), ...changes }, 1n)).error).toEqual({
      name: 'PddInvalid',
      args,
    })
  })
})

describe('programs by year', () => {
  const twice = { ...LAGGED, constants: [3n * FIXED_ONE] }
  const hashes = { 2011: programHash(LAGGED), 2012: programHash(twice) } as const
  const of2011 = { year: 2011, programHash: hashes[2011], intervalHash: ZERO32 }
  const of2012 = { year: 2012, programHash: hashes[2012], intervalHash: ZERO32 }
  const byYear = [of2011, of2012]
  const until2012 = { creditingToS: FROM_S + 20 * DAY_S, lastDay: FIRST_DAY + 19 }

  it('are chosen by the vintage', async () => {
    const world = await trialWorld({ ...lagged, ...until2012, programs: byYear }, [LAGGED, twice])
    await world.commit({ columns: [hourly(0, [1000n])] })
    const first = inputsOf(await world.quantify(FIRST_DAY))
    expect(first).toMatchObject({ programHash: hashes[2011], rounded: [TONNE, 14n * TONNE, -13n * TONNE] })
    await world.commit({ columns: [hourly(NEW_YEAR, [1000n])] })
    const next = inputsOf(await days(world, 1, NEW_YEAR + 1))
    expect(next).toMatchObject({ programHash: hashes[2012], rounded: [TONNE, 3n * TONNE, -2n * TONNE] })
  })

  it.each([
    ['a year is missing', [of2011], [9, 1n]],
    ['a year is another', [of2011, { ...of2012, year: 2013 }], [9, 1n]],
    ['the first one is not the version’s', [{ ...of2011, programHash: hashes[2012] }, of2012], [9, 0n]],
  ])('are refused when %s', async (_what, programs, args) => {
    const world = await trialWorld({ ...lagged, ...until2012 }, [LAGGED, twice])
    const version = {
      ...versionWith({ ...lagged, ...until2012 }),
      programs,
    }
    expect((await world.propose(version, 1n)).error).toEqual({ name: 'PddInvalid', args })
  })

  it('are refused when one makes other equations', async () => {
    const other = { ...LAGGED, code: assemble('VAR 0 STORE 0 END') }
    const world = await trialWorld({ ...lagged, ...until2012 }, [LAGGED, other])
    const programs = [of2011, { year: 2012, programHash: programHash(other), intervalHash: ZERO32 }].flatMap((one) =>
      one === undefined ? [] : [one],
    )
    const version = { ...versionWith({ ...lagged, ...until2012 }), programs }
    expect((await world.propose(version, 1n)).error).toEqual({ name: 'ProgramsDiffer', args: [2012] })
  })
})

describe('coefficients of the period', () => {
  /** BE = EG × the coefficient, PE = 0, ER = BE. */
  const program = {
    code: assemble('VAR 0 VAR 1 MULF STORE 0 CONST 0 STORE 1 REG 0 STORE 2 END'),
    constants: [0n],
    tables: [],
  }
  const HALF = FIXED_ONE / 2n
  const changes = {
    programHash: programHash(program),
    lanes: lagged.lanes,
    variables: [MEASURED, { source: 6, amount: 0n }],
  }
  const signed = (world: World, inputs: readonly bigint[], by: RoleName = 'service') =>
    world.decide(
      by,
      { action: 'coefficients', subject: word(FIRST_DAY), content: hashOf(['int256[]', 'int256[]'], [inputs, []]) },
      'quantifyDayWith',
      [FIRST_DAY, [HALF], []],
    )

  it('are signed by the service over all inputs, and stand in the record', async () => {
    const world = await trialWorld(changes, [program])
    await world.commit({ columns: [hourly(0, [3000n])] })
    await world.close(FIRST_DAY)
    expect(await world.read('dayInputs', [FIRST_DAY])).toEqual([[3n * TONNE, 0n], []])
    expect((await world.quantify(FIRST_DAY)).error).toEqual({
      name: 'CoefficientsExpected',
      args: [1n, 0n],
    })
    expect((await signed(world, [3n * TONNE, HALF], 'proponent')).error?.name).toBe('NotAuthorised')
    expect((await signed(world, [2n * TONNE, HALF])).error?.name).toBe('NotAuthorised')
    const outcome = await signed(world, [3n * TONNE, HALF])
    expect(inputsOf(outcome)).toMatchObject({
      inputs: [3n * TONNE, HALF],
      rounded: [(3n * TONNE) / 2n, 0n, (3n * TONNE) / 2n],
    })
  })
})

describe('an overdue calibration', () => {
  const rule = { dueDay: FIRST_DAY + 1, intervalDays: 100, permissible: 5n * 10n ** 15n }
  const calibrate = (world: World, day: number, found: bigint, by: RoleName = 'proponent') =>
    world.decide(
      by,
      {
        action: 'calibrate',
        subject: textId('M1'),
        content: hashOf(['uint32', 'uint64', 'bytes32'], [FIRST_DAY + day, found, SERIES]),
      },
      'calibrate',
      [textId('M1'), FIRST_DAY + day, found, SERIES],
    )
  const bornIn = ({ events }: Outcome) =>
    events.flatMap((event) => (event.eventName === 'CalibrationApplied' ? [event.args] : []))
  const measured = async (world: World, day: number) => {
    await world.commit({ columns: [hourly(day, [1000n]), hourly(day, [-333n], 1)] })
    return world.quantify(FIRST_DAY + day)
  }

  it('bears the permissible error against the claim from the due day on', async () => {
    const world = await trialWorld({ meters: [rule, rule] })
    expect(bornIn(await measured(world, 0))).toEqual([])
    const late = await measured(world, 1)
    expect(bornIn(late)).toEqual([
      { day: FIRST_DAY + 1, revision: 1, lane: 0, reason: 1, relative: rule.permissible, adjustment: -5n * 10n ** 15n },
      {
        day: FIRST_DAY + 1,
        revision: 1,
        lane: 1,
        reason: 1,
        relative: rule.permissible,
        adjustment: 1_665n * 10n ** 12n,
      },
    ])
    expect(inputsOf(late)?.inputs.slice(0, 2)).toEqual([1_995n * 10n ** 15n, -666n * 10n ** 15n + 1_665n * 10n ** 12n])
  })

  it('bears the rest of a larger error once it is found, and nothing after the calibration', async () => {
    const world = await trialWorld({ meters: [rule, rule] })
    await measured(world, 0)
    await measured(world, 1)
    expect((await calibrate(world, 2, 2n * 10n ** 16n)).error).toBeUndefined()
    const next = bornIn(await measured(world, 2))
    expect(next.map(({ lane, reason, adjustment }) => [lane, reason, adjustment])).toEqual([
      [0, 3, -15n * 10n ** 15n],
      [1, 3, 4_995n * 10n ** 12n],
    ])
    expect(bornIn(await measured(world, 3))).toEqual([])
  })

  it('bears the larger error at once where it is known when the day is computed', async () => {
    const world = await trialWorld({ meters: [rule, rule] })
    await measured(world, 0)
    await calibrate(world, 2, 2n * 10n ** 16n)
    const [born] = bornIn(await measured(world, 1))
    expect([born?.reason, born?.adjustment]).toEqual([2, -2n * 10n ** 16n])
    expect(bornIn(await measured(world, 2))).toEqual([])
  })

  it('bears the larger error up to the calibration only, whatever was computed since, and gets back what came after', async () => {
    const world = await trialWorld({ meters: [rule, rule] })
    for (let day = 0; day < 5; day += 1) await measured(world, day)
    expect((await calibrate(world, 3, 2n * 10n ** 16n)).error).toBeUndefined()
    const next = await measured(world, 5)
    // days 1 and 2 bore 5 kg each and owe 20, days 3 and 4 bore 5 each and owe nothing; of imports a third, upwards
    expect(bornIn(next).map(({ lane, reason, adjustment }) => [lane, reason, adjustment])).toEqual([
      [0, 3, -30n * 10n ** 15n],
      [0, 4, 10n * 10n ** 15n],
      [1, 3, 9_990n * 10n ** 12n],
      [1, 4, -3_330n * 10n ** 12n],
    ])
    expect(inputsOf(next)?.inputs.slice(0, 2)).toEqual([
      6n * TONNE - 40n * 10n ** 15n,
      6n * -333n * 10n ** 15n + 13_320n * 10n ** 12n,
    ])
    expect(bornIn(await measured(world, 6))).toEqual([])
  })

  it('settles one calibration a day when several were stated late, and bears what is overdue between them', async () => {
    const often = { ...rule, intervalDays: 2 }
    const world = await trialWorld({ meters: [often, often] })
    for (let day = 0; day < 8; day += 1) await world.commit({ columns: [hourly(day, [1000n])] })
    for (let day = 0; day < 6; day += 1) await world.quantify(FIRST_DAY + day)
    await calibrate(world, 2, 2n * 10n ** 16n)
    await calibrate(world, 5, 3n * 10n ** 16n)
    // due on days 1 and 4: day 1 owes 20 kg, day 4 owes 30; days 2, 3 and 5 bore 5 each
    const settled = [await world.quantify(FIRST_DAY + 6), await world.quantify(FIRST_DAY + 7)].map(bornIn)
    expect(settled.map((day) => day.map(({ reason, adjustment }) => [reason, adjustment / 10n ** 15n]))).toEqual([
      [
        [3, -15n],
        [4, 10n],
      ],
      [
        [1, -5n],
        [3, -25n],
        [4, 5n],
      ],
    ])
  })

  it('gives nothing back of a vintage whose record stands', async () => {
    const world = await trialWorld({ meters: [rule, rule] })
    await measured(world, 0)
    await measured(world, NEW_YEAR - 1).then(() => days(world, 1, NEW_YEAR))
    await measured(world, NEW_YEAR)
    await calibrate(world, NEW_YEAR - 2, 0n)
    const next = await measured(world, NEW_YEAR + 1)
    expect(bornIn(next).map(({ lane, reason, adjustment }) => [lane, reason, adjustment])).toEqual([
      [0, 4, 5n * 10n ** 15n],
      [1, 4, -1_665n * 10n ** 12n],
    ])
  })

  it('bears nothing of a withdrawn baseline, which counts nothing, and owes nothing of it later', async () => {
    const world = await trialWorld({ meters: [rule, rule], limits: [ER_LIMIT] })
    await measured(world, 0)
    await world.commit({ columns: [hourly(1, [5000n]), hourly(1, [-333n], 1)] })
    expect(bornIn(await world.quantify(FIRST_DAY + 1)).map(({ lane, reason }) => [lane, reason])).toEqual([
      [0, 1],
      [1, 1],
    ])
    for (const action of ['justify', 'release', 'withdraw']) await world.move('proponent', 1n, action)
    const withdrawn = await world.quantify(FIRST_DAY + 1)
    expect(bornIn(withdrawn).map(({ lane, reason }) => [lane, reason])).toEqual([[1, 1]])
    expect(inputsOf(withdrawn)?.inputs[0]).toBe(TONNE)
    await calibrate(world, 2, 2n * 10n ** 16n)
    const next = await measured(world, 2)
    expect(bornIn(next).map(({ lane, reason }) => [lane, reason])).toEqual([[1, 3]])
    expect(inputsOf(next)?.inputs[0]).toBe(2n * TONNE)
  })

  it('is stated by the proponent, in order, and not of the future', async () => {
    const world = await trialWorld({ meters: [rule, rule] })
    expect((await calibrate(world, 2, 0n, 'registry')).error?.name).toBe('NotAuthorised')
    expect((await calibrate(world, 2, 0n)).error).toBeUndefined()
    expect((await calibrate(world, 2, 0n)).error?.name).toBe('CalibrationRefused')
    expect((await calibrate(world, 90_000, 0n)).error?.name).toBe('CalibrationRefused')
    expect((await calibrate(world, 3, 2n * FIXED_ONE)).error?.name).toBe('CalibrationRefused')
  })

  it.each([
    ['for a part of the lanes', [rule], [11, 1n]],
    ['without an interval', [rule, { ...rule, intervalDays: 0 }], [11, 1n]],
    ['of more than all', [{ ...rule, permissible: 2n * FIXED_ONE }, rule], [11, 0n]],
  ])('has no rule %s', async (_what, meters, args) => {
    const world = await trialWorld({ meters: [rule, rule] })
    expect((await world.propose(versionWith({ meters }), 1n)).error).toEqual({ name: 'PddInvalid', args })
  })
})
