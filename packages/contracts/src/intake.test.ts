import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hexToBytes, keccak256, toHex, type Hex } from 'viem'
import { encodeBounds } from './bounds.ts'
import { columnsRoot, decodeColumns, encodeColumns, type Column } from './columns.ts'
import { FIRST_DAY, FROM_S, READING_LIMIT, hourly, trialWorld, versionWith } from './project.test-support.ts'
import type { RoleName } from './codes.ts'
import { START_S, ZERO32, accountOf, createWorld, word, type Batch, type World } from './world.test-support.ts'

const day = (count: bigint) => Array.from({ length: 24 }, () => count)
const one: Batch = { columns: [hourly(0, [1n, 2n, 3n])] }

async function refusal(batch: Batch, world?: World): Promise<string | undefined> {
  const outcome = await (world ?? (await trialWorld({ limits: [READING_LIMIT] }))).commit(batch)
  return outcome.error?.name
}

function withHeader(offset: number, byte: number): Uint8Array {
  const bytes = encodeColumns(one.columns)
  bytes[offset] = byte
  return bytes
}

const REFUSED: readonly (readonly [string, Batch, string])[] = [
  ['no column', { columns: [], bytes: new Uint8Array(0) }, 'ColumnsMalformed'],
  ['a header cut off', { columns: [], bytes: new Uint8Array(7) }, 'ColumnsMalformed'],
  ['values cut off', { columns: [], bytes: encodeColumns(one.columns).subarray(0, 30) }, 'ColumnsMalformed'],
  [
    'bytes after the last column',
    { columns: [], bytes: new Uint8Array([...encodeColumns(one.columns), 0]) },
    'ColumnsMalformed',
  ],
  ['an irregular column', { columns: [], bytes: withHeader(2, 1) }, 'ColumnKindReserved'],
  [
    'columns out of order',
    {
      columns: [],
      bytes: new Uint8Array([...encodeColumns([hourly(0, [1n], 1)]), ...encodeColumns([hourly(0, [1n], 0)])]),
    },
    'ColumnsMalformed',
  ],
  [
    'more than 8,192 readings',
    { columns: [], bytes: new Uint8Array([...manyBytes(0, 8192), ...manyBytes(1, 1)]) },
    'TooManyReadings',
  ],
  ['an unknown lane', { columns: [hourly(0, [1n], 7)] }, 'UnknownLane'],
  ['another step', { columns: [{ ...hourly(0, [1n]), stepS: 900 }] }, 'StepMismatch'],
  [
    'readings before the crediting period',
    { columns: [{ ...hourly(0, [1n]), startS: FROM_S - 3600 }] },
    'OutsideCrediting',
  ],
  ['readings after the crediting period', { columns: [hourly(399, [1n, 2n], 0, 23)] }, 'OutsideCrediting'],
  ['two local days in one column', { columns: [hourly(0, [1n, 2n], 0, 23)] }, 'SecondDay'],
  ['two local days in two columns', { columns: [hourly(0, [1n]), hourly(1, [1n], 1)] }, 'SecondDay'],
  ['a count below the lane', { columns: [hourly(0, [-1_000_001n])] }, 'CountOutOfRange'],
  ['a count above the lane', { columns: [hourly(0, [1n, 2n, 3n, 4n, 5n, 1_000_001n])] }, 'CountOutOfRange'],
  ['overlapping columns', { columns: [hourly(0, [1n, 2n]), hourly(0, [1n], 0, 1)] }, 'Overlap'],
  ['unknown evidence', { ...one, evidence: 6 }, 'UnknownEvidence'],
  ['a batch signed by the operator', { ...one, by: 'operator' }, 'NotAuthorised'],
  ['a batch signed by the service key', { ...one, by: 'service' }, 'NotAuthorised'],
  ['flags signed by the proponent', { ...one, flagsBy: 'proponent' }, 'NotAuthorised'],
  ['a case left out', { columns: [hourly(0, [1n, 1050n])] }, 'CaseUnderstated'],
  ['a case too low', flagged([1n, 1400n], 1, 2, 0), 'CaseUnderstated'],
  ['a case too high', flagged([1n, 1050n], 1, 3, 0), 'CaseOverstated'],
  ['a case for a reading in range', flagged([1n, 10n], 1, 2, 0), 'CaseOverstated'],
  ['a case of a limit that does not exist', flagged([1n, 1050n], 1, 2, 9), 'CaseOverstated'],
  ['a flag beyond the readings', flagged([1n, 10n], 2, 16, 1), 'FlagsMalformed'],
  ['a flag of unknown code', { ...one, flagBytes: hexToBytes('0x00000000050000000000') }, 'FlagsMalformed'],
  ['a flag cut off', { ...one, flagBytes: hexToBytes('0x0000000010') }, 'FlagsMalformed'],
  [
    'a flag of a column that does not exist',
    { ...one, flagBytes: hexToBytes('0x00010000100100000000') },
    'FlagsMalformed',
  ],
  [
    'flags out of order',
    { ...one, flagBytes: hexToBytes('0x0000000110010000000000000000100100000000') },
    'FlagsMalformed',
  ],
  ['unscored away from the beginning', { ...one, flagBytes: hexToBytes('0x00000001110000000000') }, 'FlagsMalformed'],
]

function manyBytes(lane: number, count: number): Uint8Array {
  return encodeColumns([{ lane, startS: FROM_S, stepS: 3600, counts: Array.from({ length: count }, () => 0n) }])
}

function flagged(counts: readonly bigint[], position: number, code: 2 | 3 | 16, detail: number): Batch {
  return { columns: [hourly(0, counts)], flags: [{ column: 0, position, code, detail, scoreMillionths: 0 }] }
}

describe('commitBatch', () => {
  it.each(REFUSED)('refuses %s', async (_, batch, expected) => {
    expect(await refusal(batch)).toBe(expected)
  })

  it('judges a batch by the version in force on its day only, whatever a later one says', async () => {
    const world = await trialWorld({ limits: [READING_LIMIT] })
    const narrow = { ...READING_LIMIT, bounds: encodeBounds([{ low: 0n, high: 1n, first: 0n, second: 0n }]) }
    await world.propose(versionWith({ documentHash: ZERO32, limits: [narrow] }), 1n)
    expect((await world.approve(1n, FIRST_DAY + 1)).error).toBeUndefined()
    const before = await world.commit({ columns: [hourly(0, [500n])] })
    expect(before.events.find(({ eventName }) => eventName === 'BatchCommitted')?.args).toMatchObject({ pddIndex: 0n })
    expect((await world.commit({ columns: [hourly(1, [500n])] })).error?.name).toBe('CaseUnderstated')
    expect(await refusal({ columns: [hourly(-1, [1n])] }, world)).toBe('NoPddInForce')
  })

  it('stores sum, number, flagged number and end of the lane in one word', async () => {
    const world = await trialWorld({ limits: [READING_LIMIT] })
    const counts = [-5n, 1100n, 7n, 8n, 9n, -1001n, 11n]
    const flags = [
      { column: 0, position: 0, code: 16, detail: 1, scoreMillionths: 5 },
      { column: 0, position: 0, code: 16, detail: 3, scoreMillionths: 5 },
      { column: 0, position: 1, code: 2, detail: 0, scoreMillionths: 0 },
      { column: 0, position: 5, code: 2, detail: 0, scoreMillionths: 0 },
    ] as const
    const outcome = await world.commit({ columns: [hourly(0, counts)], flags })
    expect(outcome.error).toBeUndefined()
    expect(outcome.events.map((event) => event.eventName)).toEqual(['BatchCommitted', 'ColumnCommitted'])
    expect(await world.read('slots', [FIRST_DAY, 0])).toEqual([129n, 7, 3, FROM_S + 7 * 3600])
    expect(await world.read('dayState', [FIRST_DAY])).toEqual([2, 0, 0, 0, 0])
  })

  it('names a duplicate before anything else, also when the batch itself closed the intake', async () => {
    const world = await trialWorld({ limits: [READING_LIMIT] })
    const batch: Batch = { ...flagged([1n, 1400n], 1, 3, 0), sequence: 1n }
    expect((await world.commit(batch)).error).toBeUndefined()
    const again = await world.commit(batch)
    expect(again.error).toEqual({ name: 'DuplicateBatch', args: [world.digestOf(batch)] })
    expect((await world.commit({ columns: [hourly(0, [1n], 1)], sequence: 2n })).error?.name).toBe('IntakeSuspended')
  })

  it('refuses a sequence that is not above the last', async () => {
    const world = await trialWorld()
    await world.commit({ ...one, sequence: 5n })
    expect(await refusal({ columns: [hourly(1, [1n])], sequence: 5n }, world)).toBe('SequenceNotAbove')
    expect(await refusal({ columns: [hourly(1, [1n])], sequence: 6n }, world)).toBeUndefined()
  })

  it('refuses readings that end after the time of the block', async () => {
    const world = await trialWorld()
    world.nowS = FROM_S + 3 * 3600 - 1
    expect(await refusal(one, world)).toBe('InFuture')
    world.nowS += 1
    expect(await refusal(one, world)).toBe('NotAuthorised') // keys are not in force before the block that set them
  })

  it('refuses batches before trial, and of a key that was revoked', async () => {
    const world = await createWorld()
    expect(await refusal(one, world)).toBe('NoPddInForce')
    const trial = await trialWorld()
    await trial.setKey('proponent', accountOf('meter').address, 3, false)
    expect(await refusal(one, trial)).toBe('NotAuthorised')
    await trial.stage(3, 'proponent')
    expect(await refusal({ ...one, by: 'proponent' }, trial)).toBe('StageForbids')
  })

  it.each([
    ['too short', (sig: Hex): Hex => `0x${sig.slice(4)}`],
    ['with v 1', (sig: Hex): Hex => `0x${sig.slice(2, -2)}01`],
    ['with a high s', highS],
  ])('refuses a signature %s', async (_, change) => {
    const world = await trialWorld()
    const args = [...(await world.batchArgs(one))]
    const sig = args[4]
    if (typeof sig !== 'string') throw new Error('no signature')
    args[4] = change(`0x${sig.slice(2)}`)
    expect((await world.send('commitBatch', args)).error?.name).toBe('InvalidSignature')
  })

  it('gives a batch of 23 hours in spring and 25 hours in autumn to one local day', async () => {
    const springS = 1_331_456_400 - 2 * 3600
    const autumnS = 1_352_016_000 - 2 * 3600
    const column = (startS: number, hours: number): Column => ({ lane: 0, startS, stepS: 3600, counts: hoursOf(hours) })
    expect(await refusal({ columns: [column(springS, 23)] })).toBeUndefined()
    expect(await refusal({ columns: [column(springS, 24)] })).toBe('SecondDay')
    expect(await refusal({ columns: [column(autumnS, 25)] })).toBeUndefined()
    expect(await refusal({ columns: [column(autumnS, 26)] })).toBe('SecondDay')
  })

  it('keeps every reading: sums of the slots are sums of the readings', async () => {
    const world = await trialWorld()
    let seed = 7n
    let total = 0n
    for (let hour = 0; hour < 24; hour += 6) {
      const counts = Array.from({ length: 1 + (hour % 5) }, () => {
        seed = (seed * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n
        return (seed % 2_000_001n) - 1_000_000n
      })
      total += counts.reduce((sum, count) => sum + count, 0n)
      expect(await refusal({ columns: [hourly(0, counts, 0, hour)] }, world)).toBeUndefined()
    }
    const slot = await world.read('slots', [FIRST_DAY, 0])
    expect(Array.isArray(slot) ? slot[0] : undefined).toBe(total)
  })

  it('finds the same column hashes and root as the TypeScript', async () => {
    const world = await trialWorld()
    const columns = [hourly(0, day(5n)), hourly(0, [-1n, 2n, 3n], 1)]
    const outcome = await world.commit({ columns })
    const [batch, first] = outcome.events
    const bytes = encodeColumns(columns)
    expect(batch?.eventName === 'BatchCommitted' && batch.args.columnsRoot).toBe(columnsRoot(bytes))
    expect(first?.eventName === 'ColumnCommitted' && first.args.columnHash).toBe(
      keccak256(bytes.subarray(0, 13 + 8 * 24)),
    )
    expect(decodeColumns(bytes)).toHaveLength(2)
  })
})

describe('loop over readings', () => {
  const extremes = fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 0n, -1n, 1n)
  const whole = { low: -(2n ** 63n), high: 2n ** 63n - 1n }
  const ranges = [
    ['the whole range of counts', whole, fc.oneof(extremes, fc.bigInt(whole.low, whole.high))],
    ['a narrow range', { low: -3n, high: 5n }, fc.oneof(fc.bigInt(-3n, 5n), fc.bigInt(-4n, 6n))],
    ['the lower end', { low: whole.low, high: whole.low + 1n }, fc.bigInt(whole.low, whole.low + 2n)],
    ['the upper end', { low: whole.high - 1n, high: whole.high }, fc.bigInt(whole.high - 2n, whole.high)],
  ] as const

  it.each(ranges)('sums or refuses the first count outside of %s', async (_, range, count) => {
    const base = await trialWorld({ lanes: versionWith().lanes.map((lane) => ({ ...lane, ...range })) })
    await fc.assert(
      fc.asyncProperty(fc.array(count, { minLength: 1, maxLength: 14 }), async (counts) => {
        const world = await base.fork()
        const outcome = await world.commit({ columns: [hourly(0, counts)] })
        const outside = counts.findIndex((each) => each < range.low || each > range.high)
        const column = outcome.events.find((event) => event.eventName === 'ColumnCommitted')
        if (outside === -1) expect(column?.args.sum).toBe(counts.reduce((sum, each) => sum + each, 0n))
        else expect(outcome.error).toEqual({ name: 'CountOutOfRange', args: [0n, BigInt(outside), counts[outside]] })
      }),
      { numRuns: 25 },
    )
  })
})

describe('commitWithheld', () => {
  /** A suspended ledger, and a batch of the first day that waits. */
  async function suspended() {
    const world = await trialWorld({ limits: [READING_LIMIT] })
    const withheld: Batch = { columns: [hourly(0, [5n], 1)], sequence: 2n }
    await world.commit({ ...flagged([1400n], 0, 3, 0), sequence: 1n })
    return { world, withheld }
  }
  async function release(world: World) {
    await world.move('proponent', 1n, 'justify')
    await world.move('proponent', 1n, 'release')
  }

  it('takes announcements only while suspended, and says when they are revealed', async () => {
    const { world, withheld } = await suspended()
    const open = await trialWorld()
    expect((await open.announce(withheld, FIRST_DAY)).error?.name).toBe('NotSuspended')
    expect((await world.announce(withheld, FIRST_DAY)).error).toBeUndefined()
    expect((await world.announce(withheld, FIRST_DAY)).error?.name).toBe('AlreadyAnnounced')
    expect((await world.commit(withheld)).error?.name).toBe('IntakeSuspended')
    await release(world)
    const revealed = (await world.commit(withheld)).events.find((event) => event.eventName === 'Revealed')
    expect(revealed?.args).toEqual({ batch: world.digestOf(withheld), committedAt: START_S })
  })

  it('lets nothing else of the day in before the announced batch, and no record of the day be made', async () => {
    const { world, withheld } = await suspended()
    await world.announce(withheld, FIRST_DAY)
    await release(world)
    const other: Batch = { columns: [hourly(0, [6n], 1)], sequence: 3n }
    expect((await world.commit(other)).error).toEqual({ name: 'WithheldFirst', args: [FIRST_DAY, 1] })
    await world.move('proponent', 1n, 'resubmit')
    expect((await world.quantify(FIRST_DAY)).error?.name).toBe('WithheldFirst')
    expect((await world.commit({ columns: [hourly(1, [6n], 1)], sequence: 3n })).error).toBeUndefined()
    // the announced batch has a lower sequence than the one that was let in meanwhile
    expect((await world.commit(withheld)).error).toBeUndefined()
    expect((await world.quantify(FIRST_DAY)).error).toBeUndefined()
  })

  it('takes an announced batch for its own day only', async () => {
    const { world, withheld } = await suspended()
    await world.announce(withheld, FIRST_DAY + 1)
    await release(world)
    expect((await world.commit(withheld)).error).toEqual({ name: 'OtherDay', args: [FIRST_DAY + 1, FIRST_DAY] })
  })

  it('is given up by the registry only, on the record', async () => {
    const { world, withheld } = await suspended()
    await world.announce(withheld, FIRST_DAY)
    await release(world)
    await world.move('proponent', 1n, 'resubmit')
    const digest = world.digestOf(withheld)
    const message = { action: 'abandon-withheld', subject: digest, content: ZERO32 }
    const abandon = (role: RoleName) => world.decide(role, message, 'abandonWithheld', [digest, ZERO32])
    for (const role of ['proponent', 'operator', 'verifier', 'meter'] as const)
      expect((await abandon(role)).error?.name).toBe('NotAuthorised')
    expect((await abandon('registry')).events.map(({ eventName }) => eventName)).toEqual(['WithheldAbandoned'])
    expect((await abandon('registry')).error?.name).toBe('NotAnnounced')
    expect((await world.quantify(FIRST_DAY)).error).toBeUndefined()
  })
})

describe('closeDay', () => {
  it('keeps a day waiting until its lanes are complete or the proponent closes it', async () => {
    const world = await trialWorld()
    await world.commit({ columns: [hourly(0, day(5n)), hourly(0, [1n], 1)] })
    const { error } = await world.send('quantifyDay', [FIRST_DAY])
    expect(error).toEqual({ name: 'DayIncomplete', args: [FIRST_DAY, 1n, BigInt(FROM_S + 3600)] })
    const later = await world.fork()
    await later.commit({ columns: [hourly(1, [1n], 1)] })
    expect((await later.send('quantifyDay', [FIRST_DAY])).error).toBeUndefined()
    const late = { columns: [hourly(0, [1n], 1, 3)] }
    expect((await world.close(FIRST_DAY + 1)).error?.name).toBe('DayWithoutData')
    expect((await world.close(FIRST_DAY)).error).toBeUndefined()
    expect((await world.close(FIRST_DAY)).error?.name).toBe('DayIsClosed')
    expect((await world.commit(late)).error).toEqual({ name: 'DayIsClosed', args: [FIRST_DAY] })
    expect((await world.send('quantifyDay', [FIRST_DAY])).error).toBeUndefined()
  })

  it('is not needed for a meter that another one replaced', async () => {
    const [one, two] = versionWith().lanes
    const replacedS = FROM_S + 2 * 86_400 + 6 * 3600 + 600 // six intervals of the third day, and not all of a seventh
    if (one === undefined || two === undefined) throw new RangeError('two lanes')
    const world = await trialWorld({ lanes: [one, { ...two, untilS: replacedS }] })
    const quantified = async (at: number) => (await world.send('quantifyDay', [FIRST_DAY + at])).error?.name
    for (const at of [0, 1, 2, 3, 4]) await world.commit({ columns: [hourly(at, day(5n))] })
    await world.commit({ columns: [hourly(0, day(1n), 1)] })
    expect([await quantified(0), await quantified(1)]).toEqual([undefined, 'DayIncomplete'])
    await world.commit({ columns: [hourly(1, day(1n), 1)] })
    await world.commit({ columns: [hourly(2, hoursOf(5), 1)] })
    expect([await quantified(1), await quantified(2)]).toEqual([undefined, 'DayIncomplete'])
    await world.commit({ columns: [hourly(2, [1n], 1, 5)] })
    expect([await quantified(2), await quantified(3), await quantified(4)]).toEqual([undefined, undefined, undefined])
  })

  it('is the proponent’s, and not possible while suspended', async () => {
    const world = await trialWorld({ limits: [READING_LIMIT] })
    await world.commit(flagged([1400n], 0, 3, 0))
    expect((await world.close(FIRST_DAY)).error?.name).toBe('IntakeSuspended')
    const message = { action: 'close-day', subject: word(FIRST_DAY), content: ZERO32 }
    for (const role of ['operator', 'registry', 'meter', 'service'] as const)
      expect((await world.decide(role, message, 'closeDay', [FIRST_DAY, ZERO32])).error?.name).toBe('NotAuthorised')
  })
})

function hoursOf(hours: number): bigint[] {
  return Array.from({ length: hours }, () => 1n)
}

function highS(sig: Hex): Hex {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
  const s = order - BigInt(`0x${sig.slice(66, 130)}`)
  const v = sig.endsWith('1b') ? '1c' : '1b'
  return `0x${sig.slice(2, 66)}${toHex(s, { size: 32 }).slice(2)}${v}`
}
