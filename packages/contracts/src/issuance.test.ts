import { FIXED_ONE, roundToQuantum, type RoundingMode } from '@tcctv/units'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY_S, FIRST_DAY, FROM_S, hourly, trialWorld, versionWith } from './project.test-support.ts'
import { UNLIMITED_ISSUANCE, type ChainPddVersion } from './pdd-version.ts'
import type { Outcome, World } from './world.test-support.ts'

type Rule = ChainPddVersion['issuance']

const PLAIN: Rule = { quantum: FIXED_ONE, rounding: 0, carryNegative: true, ...UNLIMITED_ISSUANCE }
const MODES: readonly RoundingMode[] = ['floor', 'ceil', 'trunc', 'half-up', 'half-even']
const tenths = (amount: bigint | number): bigint => (BigInt(amount) * FIXED_ONE) / 10n
const oneDay = { creditingToS: FROM_S + DAY_S, lastDay: FIRST_DAY }

/** A vintage of one day with a reduction in tenths of a tonne (200 counts each). */
async function vintage(issuance: Partial<Rule>, reduction: number): Promise<Outcome> {
  const world = await trialWorld({ ...oneDay, issuance: { ...PLAIN, ...issuance } })
  await world.commit({ columns: [hourly(0, [BigInt(reduction) * 200n])] })
  return world.quantify(FIRST_DAY)
}

function recordOf({ events }: Outcome) {
  const recorded = events.flatMap((event) => (event.eventName === 'VintageRecorded' ? [event.args] : []))[0]
  const limited = events.flatMap((event) => (event.eventName === 'IssuanceLimited' ? [event.args] : []))[0]
  return { eligible: recorded?.eligible, carried: recorded?.carried, lost: limited?.lost, buffer: limited?.buffer }
}

describe('the issuance of a vintage', () => {
  it.each([
    ['carries a remainder', {}, 27, { eligible: tenths(20), carried: tenths(7) }],
    ['drops a remainder if the rule says so', { dropRemainder: true }, 27, { eligible: tenths(20), carried: 0n }],
    ['drops no deficit with it', { dropRemainder: true }, -27, { eligible: 0n, carried: tenths(-27) }],
    ['drops a deficit', { carryNegative: false }, -27, { eligible: 0n, carried: 0n }],
    [
      'loses what lies above the cap, and carries what lies below a quantum',
      { cap: tenths(25) },
      31,
      { eligible: tenths(20), carried: tenths(5), lost: tenths(6), buffer: 0n },
    ],
    ['is below the cap', { cap: tenths(40) }, 31, { eligible: tenths(30), carried: tenths(1), lost: 0n, buffer: 0n }],
    ['is nothing with a cap of 0', { cap: 0n }, 31, { eligible: 0n, carried: 0n, lost: tenths(31), buffer: 0n }],
    [
      'states the share that is withheld, which is no deduction',
      { bufferShare: tenths(2), bufferQuantum: FIXED_ONE, bufferRounding: 1 },
      31,
      { eligible: tenths(30), carried: tenths(1), lost: 0n, buffer: FIXED_ONE },
    ],
  ])('%s', async (_, rule, reduction, expected) => {
    expect(recordOf(await vintage(rule, reduction))).toEqual(expected)
  })

  it('rounds the share as the rule says', async () => {
    const share = fc.bigInt(0n, FIXED_ONE)
    await fc.assert(
      fc.asyncProperty(share, fc.nat(4), fc.integer({ min: 0, max: 4000 }), async (bufferShare, mode, reduction) => {
        const rule = { bufferShare, bufferQuantum: FIXED_ONE, bufferRounding: mode }
        const { eligible = -1n, buffer } = recordOf(await vintage(rule, reduction))
        expect(eligible).toBe(BigInt(Math.floor(reduction / 10)) * FIXED_ONE)
        const exact = (eligible * bufferShare) / FIXED_ONE
        expect(buffer).toBe(roundToQuantum(exact, FIXED_ONE, MODES[mode] ?? 'floor'))
      }),
      { numRuns: 12 },
    )
  }, 60_000)

  it('has one cap, also when a renewed crediting period goes on in the same year', async () => {
    const capped = { ...PLAIN, cap: tenths(25) }
    const world = await trialWorld({ ...oneDay, issuance: capped })
    await quantified(world, 0, 12n)
    await world.propose({ ...versionWith({ issuance: capped }), documentHash: `0x${'0f'.repeat(32)}` }, 1n)
    await world.approve(1n, FIRST_DAY + 1)
    let last = await quantified(world, 1, 16n)
    await world.commit({ columns: [hourly(12, [1n])] })
    for (let day = 2; day < 12; day += 1) last = await world.quantify(FIRST_DAY + day)
    // 1.2 t made 1 t and 0.2 t; 1.6 t and 0.2 t have the place of 1.5 t
    expect(recordOf(last)).toEqual({ eligible: tenths(20), carried: tenths(5), lost: tenths(3), buffer: 0n })
  })

  it.each([
    ['a share of more than all', { bufferShare: FIXED_ONE + 1n }, 1n],
    ['a negative share', { bufferShare: -1n }, 1n],
    ['a negative quantum of the share', { bufferQuantum: -1n }, 1n],
    ['an unknown rounding', { bufferRounding: 5 }, 1n],
  ])('is refused with %s', async (_, rule, index) => {
    const world = await trialWorld()
    const { error } = await world.propose(versionWith({ issuance: { ...PLAIN, ...rule } }), 1n)
    expect(error).toEqual({ name: 'PddInvalid', args: [8, index] })
  })
})

async function quantified(world: World, day: number, reduction: bigint): Promise<Outcome> {
  await world.commit({ columns: [hourly(day, [reduction * 200n])] })
  return world.quantify(FIRST_DAY + day)
}
