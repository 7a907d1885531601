import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { ROLES, STAGES, type RoleName } from './codes.ts'
import { FIRST_DAY, READING_LIMIT, hourly, trialWorld, versionWith } from './project.test-support.ts'
import { accountOf, hashOf, word, ZERO32, type Outcome, type World } from './world.test-support.ts'

const SEED = Number(process.env['TCCTV_SEED'] ?? 20_261_201)
const RUNS = Number(process.env['TCCTV_RUNS'] ?? 4)
const LANES = 2
const ANYONE: readonly (RoleName | 'stranger')[] = [
  'operator',
  'proponent',
  'meter',
  'registry',
  'verifier',
  'service',
  'report',
  'stranger',
]

/** What was seen so far: everything that must hold from then on, whatever anybody sends. */
class Seen {
  /** Σ of the readings that were acknowledged, and their number, by `day/lane`. */
  readonly sums = new Map<string, { sum: bigint; count: number }>()
  /** What a record said when it was made: answers of views by their question. */
  readonly records = new Map<string, string>()
  readonly hours = new Map<string, number>()
  versions = 1
  /** How often each kind of outcome was met: a run that meets none of a kind proves nothing about it. */
  readonly met: Map<string, number>

  constructor(met: Map<string, number>) {
    this.met = met
  }

  meet(kind: string): void {
    this.met.set(kind, (this.met.get(kind) ?? 0) + 1)
  }
}
type Step = { readonly name: string; readonly run: (world: World, seen: Seen) => Promise<void> }

const json = (found: unknown): string =>
  JSON.stringify(found, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part))
const fieldsOf = (found: unknown): readonly unknown[] => (Array.isArray(found) ? found : [])
const stateOf = async (world: World) => {
  const [stage, closing, nextDay] = fieldsOf(await world.read('state', [])).map(Number)
  return { stage: stage ?? 0, closing: closing ?? 0, nextDay: nextDay ?? 0 }
}

/** Sums of a day in the contract are those of the readings it acknowledged: nothing lost, doubled or changed. */
async function conserves(world: World, seen: Seen): Promise<void> {
  for (const [place, { sum, count }] of seen.sums) {
    const [day, lane] = place.split('/').map(Number)
    expect(fieldsOf(await world.read('slots', [day, lane])).slice(0, 2)).toEqual([sum, count])
  }
}

async function keepsRecords(world: World, seen: Seen): Promise<void> {
  for (const [question, answer] of seen.records) {
    const [name = '', ...args] = question.split(' ')
    expect(json(await world.read(name, args.map(BigInt)))).toBe(answer)
  }
}

/** From here on the answer must stay as it is. */
async function remember(world: World, seen: Seen, name: string, ...args: readonly (number | bigint)[]): Promise<void> {
  seen.records.set([name, ...args].join(' '), json(await world.read(name, args.map(BigInt))))
}

const commit = (lane: number, count: bigint, level: 1 | 3 | 4, by: RoleName | 'stranger'): Step => ({
  name: `${by} commits ${count} to lane ${lane}`,
  run: async (world, seen) => {
    const { stage, closing, nextDay } = await stateOf(world)
    const day = nextDay === 0 ? FIRST_DAY : nextDay
    const place = `${day}/${lane}`
    const hour = seen.hours.get(place) ?? 0
    if (hour >= 24) return
    const flags = level === 1 ? [] : [{ column: 0, position: 0, code: level, detail: 0, scoreMillionths: 0 }]
    const outcome = await world.commit({
      columns: [hourly(day - FIRST_DAY, [count], lane, hour)],
      flags,
      ...(by === 'stranger' ? {} : { by }),
    })
    const mayCommit = closing === 0 && (stage === STAGES.trial || stage === STAGES.live)
    if (outcome.error !== undefined) {
      seen.meet(closing > 0 ? 'refused while suspended' : 'refused')
      return
    }
    seen.meet('committed')
    // a suspended project, and one that is not in trial or live, accepts nothing
    expect([mayCommit, by]).toEqual([true, expect.stringMatching(/^(proponent|meter|stranger)$/)])
    const known = seen.sums.get(place) ?? { sum: 0n, count: 0 }
    seen.sums.set(place, { sum: known.sum + count, count: known.count + 1 })
    seen.hours.set(place, hour + 1)
  },
})

const decide = (role: 'proponent' | 'registry', action: string): Step => ({
  name: `${role} ${action}`,
  run: async (world, seen) => {
    const latest = Number(fieldsOf(await world.read('state', []))[4])
    if (latest === 0) return
    const { error, events } = await world.move(role, BigInt(latest), action)
    if (error !== undefined) return
    const moved = events.find((event) => event.eventName === 'ExceptionMoved')
    const isFinal = moved !== undefined && [5, 6, 9].includes(moved.args.to)
    if (isFinal) seen.meet('decided for good')
    if (isFinal) await remember(world, seen, 'exceptionOf', latest)
  },
})

const quantify: Step = {
  name: 'close and quantify',
  run: async (world, seen) => {
    const { nextDay } = await stateOf(world)
    const day = nextDay === 0 ? FIRST_DAY : nextDay
    const { error, events } = await world.quantify(day)
    if (error !== undefined || !events.some((event) => event.eventName === 'Reduction' && event.args.status !== 3))
      return
    seen.meet('quantified')
    for (let lane = 0; lane < LANES; lane += 1) await remember(world, seen, 'slots', day, lane)
    await remember(world, seen, 'dayState', day)
    expect((await world.send('quantifyDay', [day])).error).toBeDefined() // once only
  },
}

const approve = (by: RoleName | 'stranger'): Step => ({
  name: `${by} approves`,
  run: async (world, seen) => {
    const { nextDay } = await stateOf(world)
    const index = BigInt(seen.versions)
    const proposed = await world.propose(
      { ...versionWith({ limits: [READING_LIMIT] }), documentHash: word(index) },
      index,
    )
    expect(proposed.error).toBeUndefined()
    seen.versions += 1
    await remember(world, seen, 'pdd', index)
    const fromDay = Math.max(nextDay, FIRST_DAY) + 1
    const before = json(await world.read('pddInForce', [fromDay]))
    const content = hashOf(['uint32', 'uint8', 'bytes32'], [fromDay, 1, ZERO32])
    const message = { action: 'approve-pdd', subject: word(index), content }
    const outcome = await world.decide(by, message, 'approvePdd', [index, fromDay, 1, ZERO32])
    // nobody but the registry puts a version in force
    expect(outcome.error?.name).toBe(by === 'registry' ? undefined : 'NotAuthorised')
    seen.meet(by === 'registry' ? 'approved' : 'refused approval')
    const after = json(await world.read('pddInForce', [fromDay]))
    expect(after).toBe(by === 'registry' ? json(index) : before)
  },
})

const issue = (by: RoleName | 'stranger'): Step => ({
  name: `${by} goes live or issues`,
  run: async (world) => {
    const { stage } = await stateOf(world)
    const asked = async (to: number): Promise<Outcome> =>
      world.decide(by, { action: 'set-stage', subject: word(to), content: ZERO32 }, 'setStage', [to, ZERO32])
    const live = await asked(STAGES.live)
    if (live.error === undefined) expect([by, stage]).toEqual(['registry', STAGES['under-review']])
    const content = hashOf(['uint8', 'bytes32', 'int256'], [6, ZERO32, 0n])
    const message = { action: 'move-period', subject: word(2011), content }
    const issued = await world.decide(by, message, 'movePeriod', [2011, 6, ZERO32, 0n])
    expect(issued.error).toBeDefined() // nothing of an open vintage is issued
  },
})

const stage: Step = {
  name: 'ask for review and go back',
  run: async (world) => {
    await world.stage(STAGES['under-review'], 'proponent')
    const { closing } = await stateOf(world)
    expect((await world.stage(STAGES.trial, 'registry')).error).toBeUndefined()
    expect((await stateOf(world)).closing).toBe(closing)
  },
}

const rotate = (role: 'meter' | 'verifier'): Step => ({
  name: `a key of ${role} is revoked and set again`,
  run: async (world) => {
    const [signer, key] = [role === 'meter' ? ('proponent' as const) : ('registry' as const), accountOf(role).address]
    for (const active of [false, true]) {
      world.nowS += 1
      expect((await world.setKey(signer, key, ROLES[role], active)).error).toBeUndefined()
      if (!active && role === 'meter') {
        const refused = await world.commit({ columns: [hourly(0, [1n], 0, 23)] })
        expect(refused.error).toBeDefined() // a revoked key signs nothing
      }
    }
  },
})

const anyone = fc.constantFrom(...ANYONE)
const lane = fc.nat(LANES - 1)
const steps: readonly fc.Arbitrary<Step>[] = [
  fc
    .tuple(
      lane,
      fc.bigInt(-1000n, 1000n),
      fc.constantFrom<1>(1),
      fc.constantFrom<RoleName>('meter', 'proponent', 'meter', 'registry'),
    )
    .map((args) => commit(...args)),
  fc
    .tuple(lane, fc.bigInt(-1000n, 1000n), fc.constantFrom<1>(1), fc.constantFrom<RoleName>('meter'))
    .map((args) => commit(...args)),
  fc.constantFrom(commit(0, 1400n, 3, 'meter'), commit(0, -2000n, 4, 'proponent'), commit(0, 900n, 1, 'service')),
  fc
    .tuple(
      fc.constantFrom<'proponent' | 'registry'>('proponent', 'registry'),
      fc.constantFrom('justify', 'release', 'resubmit', 'withdraw', 'file-report', 'release-as-is', 'release-zero'),
    )
    .map((args) => decide(...args)),
  fc.constantFrom(
    ...['justify', 'release', 'resubmit', 'file-report'].map((action) => decide('proponent', action)),
    ...['release-as-is', 'release-zero'].map((action) => decide('registry', action)),
  ),
  fc.constant(quantify),
  anyone.map(approve),
  anyone.map(issue),
  fc.constantFrom(stage, rotate('meter'), rotate('verifier')),
]

it(`sums are conserved, gates hold and records stay (seed ${SEED}, ${RUNS} runs)`, { timeout: 400_000 }, async () => {
  const base = await trialWorld({ limits: [READING_LIMIT] })
  const met = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(...steps), { minLength: 25, maxLength: 45, size: 'max' }), async (sequence) => {
      const [world, seen] = [await base.fork(), new Seen(met)]
      await remember(world, seen, 'pdd', 0)
      for (const step of sequence) {
        await step.run(world, seen)
        await conserves(world, seen)
        await keepsRecords(world, seen)
      }
    }),
    { numRuns: RUNS, seed: SEED },
  )
  const kinds = [
    'committed',
    'refused while suspended',
    'decided for good',
    'quantified',
    'approved',
    'refused approval',
  ]
  for (const kind of kinds) expect(met.get(kind) ?? 0, kind).toBeGreaterThan(0)
})
