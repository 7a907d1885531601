import { describe, expect, it } from 'vitest'
import { FIXED_ONE } from '@tcctv/units'
import { DAY_S, ER_LIMIT, FIRST_DAY, FROM_S, READING_LIMIT, hourly, trialWorld } from './project.test-support.ts'
import { ZERO32, word, type Batch, type Outcome, type World } from './world.test-support.ts'

const caseFlag = (position: number, code: 3 | 4) =>
  ({ column: 0, position, code, detail: 0, scoreMillionths: 0 }) as const
const reductionOf = (outcome: Outcome) => {
  const event = outcome.events.find(({ eventName }) => eventName === 'Reduction')
  return event?.eventName === 'Reduction' ? [event.args.reduction, event.args.status] : undefined
}
const names = ({ events }: Outcome) => events.map(({ eventName }) => eventName)

/** A day held by a reading of 1,400 counts (case 3) or 2,000 (case 4). */
async function heldWorld(level: 3 | 4): Promise<World> {
  const world = await trialWorld({ limits: [READING_LIMIT, ER_LIMIT] })
  const counts = [0n, level === 3 ? 1400n : 2000n]
  await world.commit({ columns: [hourly(0, counts)], flags: [caseFlag(1, level)], sequence: 1n })
  return world
}

describe('corrected data', () => {
  const corrected: Batch = { columns: [hourly(0, [0n, 600n])], sequence: 2n }

  it('of a released case 3 takes the place of the day’s data, named by its digest', async () => {
    const world = await heldWorld(3)
    const digest = world.digestOf(corrected)
    expect((await world.correct('proponent', 1n, 'resubmit-corrected', digest)).error?.name).toBe('ActionRefused')
    for (const action of ['justify', 'release']) await world.move('proponent', 1n, action)
    expect((await world.correct('registry', 1n, 'resubmit-corrected', digest)).error?.name).toBe('NotAuthorised')
    expect(names(await world.correct('proponent', 1n, 'resubmit-corrected', digest))).toEqual([
      'CorrectionExpected',
      'ExceptionMoved',
    ])
    expect((await world.quantify(FIRST_DAY)).error?.name).toBe('DayUnresolved')
    const other: Batch = { columns: [hourly(0, [0n, 601n])], sequence: 2n }
    expect((await world.commit(other)).error?.name).toBe('DayIsClosed')
    const superseded = await world.commit(corrected)
    expect(names(superseded)).toEqual(['BatchCommitted', 'Superseded', 'ExceptionMoved', 'ColumnCommitted'])
    expect(await world.read('slots', [FIRST_DAY, 0])).toEqual([600n, 2, 0, FROM_S + 7200])
    expect(reductionOf(await world.quantify(FIRST_DAY))).toEqual([(3n * FIXED_ONE) / 10n, 4])
  })

  it('of a reported case 4 needs the registry, which cites the report and the digest', async () => {
    const world = await heldWorld(4)
    const digest = world.digestOf(corrected)
    await world.move('proponent', 1n, 'file-report')
    expect((await world.correct('proponent', 1n, 'release-corrected', digest)).error?.name).toBe('NotAuthorised')
    // signed over another content than report and digest of this exception
    const plain = { action: 'release-corrected', subject: word(1), content: ZERO32 }
    const args = [1n, 'release-corrected', digest, ZERO32]
    expect((await world.decide('registry', plain, 'decideCorrected', args)).error?.name).toBe('NotAuthorised')
    expect((await world.correct('registry', 1n, 'release-corrected', digest)).error).toBeUndefined()
    await world.commit(corrected)
    expect(reductionOf(await world.quantify(FIRST_DAY))).toEqual([(3n * FIXED_ONE) / 10n, 5])
  })

  it('is judged again and may open a new exception', async () => {
    const world = await heldWorld(3)
    for (const action of ['justify', 'release']) await world.move('proponent', 1n, action)
    const again: Batch = { columns: [hourly(0, [0n, 1400n])], flags: [caseFlag(1, 3)], sequence: 2n }
    await world.correct('proponent', 1n, 'resubmit-corrected', world.digestOf(again))
    expect(names(await world.commit(again))).toContain('ExceptionOpened')
    expect((await world.commit({ columns: [hourly(1, [1n])] })).error?.name).toBe('IntakeSuspended')
  })

  it('leaves no reading out, and is of the day in question', async () => {
    const world = await heldWorld(3)
    for (const action of ['justify', 'release']) await world.move('proponent', 1n, action)
    const rows: readonly (readonly [Batch, string])[] = [
      [{ columns: [hourly(0, [600n])], sequence: 2n }, 'CorrectionShorter'],
      [{ columns: [hourly(1, [0n, 600n])], sequence: 2n }, 'OtherDay'],
    ]
    for (const [batch, refusal] of rows) {
      const fork = await world.fork()
      await fork.correct('proponent', 1n, 'resubmit-corrected', fork.digestOf(batch))
      expect((await fork.commit(batch)).error?.name).toBe(refusal)
    }
  })

  it('is not a batch that is there already', async () => {
    const world = await heldWorld(3)
    const known: Batch = { columns: [hourly(0, [0n, 1400n])], sequence: 1n }
    for (const action of ['justify', 'release']) await world.move('proponent', 1n, action)
    const outcome = await world.correct('proponent', 1n, 'resubmit-corrected', world.digestOf(known))
    expect(outcome.error?.name).toBe('DuplicateBatch')
  })
})

describe('decisions that accept something', () => {
  it.each([
    ['resubmit', 3, 'proponent'],
    ['release-as-is', 4, 'registry'],
    ['release-zero', 4, 'registry'],
    ['send-back', 4, 'registry'],
  ] as const)('%s is not valid without what it accepts', async (action, level, role) => {
    const world = await heldWorld(level)
    for (const step of level === 3 ? ['justify', 'release'] : ['file-report']) await world.move('proponent', 1n, step)
    const plain = { action, subject: word(1), content: ZERO32 }
    expect((await world.decide(role, plain, 'decide', [1n, action, ZERO32])).error?.name).toBe('NotAuthorised')
    expect((await world.move(role, 1n, action)).error).toBeUndefined()
  })
})

describe('going live', () => {
  it('begins a new spine after the trial’s readings, with nothing carried over', async () => {
    const world = await trialWorld()
    await world.commit({ columns: [hourly(0, [3000n])] })
    expect(reductionOf(await world.quantify(FIRST_DAY))?.[0]).toBe((3n * FIXED_ONE) / 2n)
    await world.commit({ columns: [hourly(1, [2000n])] })
    await world.stage(3, 'proponent')
    const live = await world.stage(4, 'registry')
    const begun = live.events.find(({ eventName }) => eventName === 'SpineBegun')
    expect(begun?.args).toEqual({ firstDay: FIRST_DAY + 2 })
    expect(await world.read('vintageTotals', [2011])).toEqual([[0n, 0n, 0n, 0n], false, 0n])
    expect((await world.send('quantifyDay', [FIRST_DAY + 1])).error?.name).toBe('NotNextDay')
    expect((await world.commit({ columns: [hourly(1, [1n], 1)] })).error?.name).toBe('DayQuantified')
    await world.commit({ columns: [{ ...hourly(2, [1000n]), startS: FROM_S + 2 * DAY_S }] })
    await world.quantify(FIRST_DAY + 2)
    expect(await world.read('vintageTotals', [2011])).toEqual([[FIXED_ONE / 2n, 0n, 0n, FIXED_ONE / 2n], false, 0n])
  })

  it('waits for open exceptions', async () => {
    const world = await heldWorld(3)
    await world.stage(3, 'proponent')
    expect((await world.stage(4, 'registry')).error?.name).toBe('IntakeSuspended')
  })
})
