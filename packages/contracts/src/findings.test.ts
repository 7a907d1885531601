import { describe, expect, it } from 'vitest'
import { FINDING_KINDS, FINDING_STATES } from './codes.ts'
import { DAY_S, FIRST_DAY, FROM_S, hourly, trialWorld } from './project.test-support.ts'
import type { Outcome, World } from './world.test-support.ts'

const { car, cl, far } = FINDING_KINDS
const { answered, closed } = FINDING_STATES
const nameOf = ({ error }: Outcome): string | undefined => error?.name

/** A vintage of one day whose report is under verification. */
async function underVerification(): Promise<World> {
  const world = await trialWorld({ creditingToS: FROM_S + DAY_S, lastDay: FIRST_DAY })
  await world.commit({ columns: [hourly(0, [6000n])] })
  await world.quantify(FIRST_DAY)
  for (const [to, role] of [
    [1, 'proponent'],
    [2, 'proponent'],
    [3, 'verifier'],
  ] as const)
    await world.movePeriod(role, 2011, to)
  return world
}

const statement = (world: World): Promise<Outcome> => world.movePeriod('verifier', 2011, 4)

describe('findings', () => {
  it('are numbered and pinned to a record, by verifier or registry', async () => {
    const world = await trialWorld()
    const { events } = await world.raiseFinding('verifier', cl, 2011)
    expect(events).toMatchObject([
      {
        eventName: 'FindingRaised',
        args: { number: 1n, kind: cl, vintage: 2011, subject: expect.stringMatching(/7$/) },
      },
    ])
    expect((await world.raiseFinding('registry', far, 0)).events).toMatchObject([{ args: { number: 2n } }])
    for (const role of ['operator', 'proponent', 'meter', 'service', 'report'] as const)
      expect(nameOf(await world.raiseFinding(role, car, 2011))).toBe('NotAuthorised')
    for (const kind of [0, 4]) expect(nameOf(await world.raiseFinding('verifier', kind, 2011))).toBe('UnknownKind')
  })

  it('are answered by the proponent and closed by the role that raised them', async () => {
    const world = await trialWorld()
    await world.raiseFinding('verifier', car, 2011)
    const rows: readonly (readonly ['verifier' | 'registry' | 'proponent', number, string | undefined])[] = [
      ['verifier', answered, 'NotAuthorised'],
      ['proponent', answered, undefined],
      ['proponent', answered, undefined],
      ['registry', closed, 'NotAuthorised'],
      ['proponent', closed, 'NotAuthorised'],
      ['verifier', 1, 'FindingRefused'],
      ['verifier', 4, 'FindingRefused'],
      ['verifier', closed, undefined],
      ['verifier', closed, 'FindingRefused'],
      ['proponent', answered, 'FindingRefused'],
    ]
    for (const [role, to, expected] of rows) expect(nameOf(await world.moveFinding(role, 1n, to))).toBe(expected)
    expect(nameOf(await world.moveFinding('verifier', 2n, closed))).toBe('FindingRefused')
  })

  it.each([
    ['a corrective action request of the vintage', car, 2011, 'FindingsOpen'],
    ['a clarification request of the vintage', cl, 2011, 'FindingsOpen'],
    ['a corrective action request of the project', car, 0, 'FindingsOpen'],
    ['a forward action request', far, 2011, undefined],
    ['a request of another vintage', car, 2012, undefined],
  ])('hold the statement as their kind says: %s', async (_, kind, vintage, expected) => {
    const world = await underVerification()
    await world.raiseFinding('verifier', kind, vintage)
    expect(nameOf(await statement(world))).toBe(expected)
    if (expected === undefined) return
    await world.moveFinding('proponent', 1n, answered)
    expect(nameOf(await statement(world))).toBe(expected) // an answer is none before it is accepted
    await world.moveFinding('verifier', 1n, closed)
    expect(nameOf(await statement(world))).toBeUndefined()
  })

  it('on the data system keep a project from going live', async () => {
    const world = await trialWorld()
    await world.raiseFinding('registry', car, 0)
    await world.raiseFinding('registry', car, 2011)
    await world.stage(3, 'proponent')
    expect(nameOf(await world.stage(4, 'registry'))).toBe('FindingsOpen')
    await world.moveFinding('registry', 1n, closed)
    expect(nameOf(await world.stage(4, 'registry'))).toBeUndefined()
  })
})
