import { FIXED_ONE } from '@tcctv/units'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BatchScores, ProjectedBlock } from './projected.ts'
import { openReadModel, type ReadModel } from './open-read-model.ts'
import { dayColumn, FIRST_DAY, littleChain } from './testing/little-chain.ts'

const NO_SCORES: BatchScores = new Map()
const SPRING_FORWARD = FIRST_DAY + 3
const anomaly = { column: 0, code: 16, detail: 1, scoreMillionths: 1_250_000 } as const

async function projected(blocks: readonly ProjectedBlock[]): Promise<ReadModel> {
  const readModel = await openReadModel(':memory:')
  for (const block of blocks) readModel.apply(block, NO_SCORES, `state ${block.number}`)
  return readModel
}

/** Everything the routes ask, as one value. */
function answersOf(readModel: ReadModel): unknown {
  const everything = { fromS: 0, toS: 2 ** 40 }
  const after = [-1, -1, -1, -1] as const
  return {
    head: readModel.headBlock(),
    blocks: readModel.blocks(2 ** 31, 1000),
    counts: readModel.counts(),
    readings: readModel.readings({ ...everything, parameter: null, limit: 10_000 }),
    flags: readModel.flags({ ...everything, after, limit: 1000 }),
    records: readModel.records(0, 2 ** 31),
    revisions: readModel.revisionsOf(FIRST_DAY + 2),
    exceptions: readModel.exceptions(),
    keys: readModel.acts('KeySet'),
    series: readModel.seriesOf('EG'),
    scorer: readModel.scorerState(),
    end: readModel.lastReadingEnd(),
  }
}

describe('read model of a real chain', () => {
  let blocks: readonly ProjectedBlock[]
  let suspendedAt: number
  let readModel: ReadModel

  beforeAll(async () => {
    await using little = await littleChain()
    const { commit, decide, ledger } = little
    await commit([dayColumn(FIRST_DAY)], [{ ...anomaly, position: 4 }])
    await ledger.quantifyDay(FIRST_DAY)
    await commit([dayColumn(FIRST_DAY + 1)], [{ column: 0, position: 0, code: 17, detail: 0, scoreMillionths: 0 }])
    await ledger.quantifyDay(FIRST_DAY + 1)
    await commit([dayColumn(FIRST_DAY + 2, { count: 100_000n })])
    suspendedAt = (await ledger.quantifyDay(FIRST_DAY + 2)).block
    for (const action of ['justify', 'release', 'resubmit']) await decide('proponent', 1, action)
    await ledger.quantifyDay(FIRST_DAY + 2)
    await commit([dayColumn(SPRING_FORWARD)])
    await ledger.quantifyDay(SPRING_FORWARD)
    blocks = await little.blocks()
    readModel = await projected(blocks)
  })
  afterAll(() => readModel.close())

  it('gives the same answers after a rebuild from scratch', async () => {
    using again = await projected(blocks)
    expect(answersOf(again)).toEqual(answersOf(readModel))
  })

  it('finds committed readings by lane and start', () => {
    const { startS, counts } = dayColumn(FIRST_DAY)
    expect(readModel.countAt(0, startS + 900)).toBe(counts[1])
    expect(readModel.countAt(0, startS - 900)).toBeUndefined()
    expect(readModel.endOf(0, FIRST_DAY)).toBe(startS + 96 * 900)
    expect(readModel.endOf(0, FIRST_DAY + 9)).toBeUndefined()
    expect(readModel.lastFinalDay()).toBe(SPRING_FORWARD)
    expect(readModel.lastReadingEnd()).toBe(dayColumn(SPRING_FORWARD + 1).startS)
  })

  it('counts a day of 23 hours', () => {
    expect(readModel.records(SPRING_FORWARD, SPRING_FORWARD)).toMatchObject([{ readings: 92, expected: 92 }])
    expect(readModel.counts()).toMatchObject({ readings: 3 * 96 + 92, gaps: 0 })
  })

  it('shows a suspension until it is resolved', async () => {
    using before = await projected(blocks.slice(0, suspendedAt))
    expect(before.closingExceptions()).toMatchObject([{ id: 1, day: FIRST_DAY + 2, level: 3, state: 2 }])
    expect(before.lastFinalDay()).toBe(FIRST_DAY + 1)
    expect(readModel.closingExceptions()).toEqual([])
    expect(readModel.exception(1)?.moves.map(({ to }) => to)).toEqual([3, 4, 5])
  })

  it('keeps every revision of a day and counts the last one', () => {
    const revisions = readModel.revisionsOf(FIRST_DAY + 2)
    expect(revisions.map(({ revision, status }) => [revision, status])).toEqual([
      [1, 3],
      [2, 4],
    ])
    const cumulative = readModel.records(0, 2 ** 31).map((record) => record.cumulative)
    const reductions = readModel.records(0, 2 ** 31).map((record) => record.reduction)
    expect(revisions[1]?.reduction).toBe(48n * FIXED_ONE)
    expect(cumulative.at(-1)).toBe(reductions.reduce((sum, reduction) => sum + reduction))
  })

  it('keeps the parties that the constructor named', () => {
    expect(readModel.acts('KeySet').map(({ fields }) => fields['role'])).toEqual([1, 2, 4, 5, 6, 7])
  })

  it.each([
    ['skips one', (list: readonly ProjectedBlock[]) => list[2]],
    ['is the head again', (list: readonly ProjectedBlock[]) => list[0]],
  ])('refuses a block that %s', async (_, pick) => {
    using short = await projected(blocks.slice(0, 1))
    const block = pick(blocks)
    expect(block).toBeDefined()
    if (block !== undefined)
      expect(() => short.apply(block, NO_SCORES, null)).toThrow(expect.objectContaining({ code: 'READ_MODEL_GAP' }))
    expect(short.headBlock()).toBe(1)
  })

  it('refuses a block with another parent and keeps nothing of it', async () => {
    using short = await projected(blocks.slice(0, 1))
    const [, second] = blocks
    const foreign = second === undefined ? undefined : { ...second, parentHash: '0x12' as const }
    if (foreign !== undefined)
      expect(() => short.apply(foreign, NO_SCORES, 'x')).toThrow(expect.objectContaining({ code: 'READ_MODEL_GAP' }))
    expect(short.scorerState()).toBe('state 1')
    expect(short.versions.latest()).toBeUndefined()
  })
})
