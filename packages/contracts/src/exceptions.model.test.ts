import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { EXCEPTION_STATES, isClosingState, isResolvedState, type RoleName } from './codes.ts'
import { FIRST_DAY, READING_LIMIT, hourly, trialWorld } from './project.test-support.ts'
import type { Batch, Outcome, World } from './world.test-support.ts'

const SEED = Number(process.env['TCCTV_MODEL_SEED'] ?? Date.now() % 2 ** 31)
const RUNS = Number(process.env['TCCTV_MODEL_RUNS'] ?? 8)

type Role = RoleName | 'stranger'
type Level = 1 | 2 | 3 | 4
type Exception = { readonly day: number; readonly level: Level; state: number; batch?: Batch }
const { held3, justified3, released3, resubmitted, withdrawn, held4, reported4, released4 } = EXCEPTION_STATES
const AWAITING = EXCEPTION_STATES['awaiting-corrected']
/** The table of methodology.md, section 6. */
const MOVES: Readonly<Record<string, readonly [from: number, to: number, by: Role]>> = {
  justify: [held3, justified3, 'proponent'],
  release: [justified3, released3, 'proponent'],
  resubmit: [released3, resubmitted, 'proponent'],
  'resubmit-corrected': [released3, AWAITING, 'proponent'],
  withdraw: [released3, withdrawn, 'proponent'],
  'file-report': [held4, reported4, 'proponent'],
  'send-back': [reported4, held4, 'registry'],
  'release-as-is': [reported4, released4, 'registry'],
  'release-corrected': [reported4, AWAITING, 'registry'],
  'release-zero': [reported4, withdrawn, 'registry'],
}

/** What must be true of the ledger; knows nothing of Solidity, gas or signatures. */
class Model {
  day = 0
  hours = 0
  closed = -1
  voidTo = 0
  /** Announced so far, and whether the lane they are of has data: then a day waits for it too. */
  announced = 0
  hasSide = false
  readonly exceptions: Exception[] = []
  readonly withheld: { readonly day: number; readonly batch: Batch }[] = []

  closing = (): number => this.exceptions.filter(({ state }) => isClosingState(state)).length
  intake(): string | undefined {
    if (this.closing() > 0) return 'IntakeSuspended'
    if (this.withheld.some(({ day }) => day === this.day)) return 'WithheldFirst'
    return this.day <= this.closed ? 'DayIsClosed' : undefined
  }
  decide(role: Role, action: string, exception: Exception): string | undefined {
    const [from, , by] = MOVES[action] ?? [0, 0, 'stranger']
    const state = exception.state === AWAITING ? (exception.level === 4 ? reported4 : released3) : exception.state
    return state === from ? (role === by ? undefined : 'NotAuthorised') : 'ActionRefused'
  }
  found(level: Level): void {
    const known = this.exceptions.slice(this.voidTo).some((one) => one.day === this.day && one.level >= level)
    if (level > 2 && !known) this.exceptions.push({ day: this.day, level, state: level === 3 ? held3 : held4 })
  }
  quantify(): string | undefined {
    const open = this.exceptions.some(({ day, state }) => day === this.day && !isResolvedState(state))
    if (open) return 'DayUnresolved'
    if (this.withheld.some(({ day }) => day === this.day)) return 'WithheldFirst'
    const isComplete = this.hours === 24 && !this.hasSide
    return isComplete || this.day <= this.closed ? undefined : 'DayIncomplete'
  }
}

const AMOUNTS: Record<Level, bigint> = { 1: 0n, 2: 1050n, 3: 1400n, 4: 2000n }
const flagsOf = (level: Level, position: number) =>
  level === 1 ? [] : [{ column: 0, position, code: level, detail: 0, scoreMillionths: 0 }]
type Command = fc.AsyncCommand<Model, World>

/** A command's effect must be the model's: the same refusal, or none and the same states. */
async function same(model: Model, world: World, outcome: Outcome, expected: string | undefined): Promise<void> {
  expect(outcome.error?.name).toBe(expected)
  const state = await world.read('state', [])
  expect(Array.isArray(state) ? state.slice(1, 3) : state).toEqual([
    model.closing(),
    model.day && FIRST_DAY + model.day,
  ])
  for (const [index, { level, state: wanted }] of model.exceptions.entries()) {
    const found = await world.read('exceptionOf', [BigInt(index + 1)])
    expect(Array.isArray(found) ? found.slice(2, 4) : found).toEqual([level, wanted])
  }
}

const commit = (level: Level): Command => ({
  check: ({ hours }) => hours < 24,
  toString: () => `commit case ${level}`,
  run: async (model, world) => {
    const expected = model.intake()
    const columns = [hourly(model.day, [AMOUNTS[level]], 0, model.hours)]
    const outcome = await world.commit({ columns, flags: flagsOf(level, 0) })
    if (expected === undefined) {
      model.hours += 1
      model.found(level)
    }
    await same(model, world, outcome, expected)
  },
})

const decide = (role: Role, action: string, pick: number, level: Level): Command => ({
  check: ({ exceptions }) => exceptions.length > 0,
  toString: () => `${role} ${action} ${pick}`,
  run: async (model, world) => {
    const index = pick % model.exceptions.length
    const exception = model.exceptions[index]
    if (exception === undefined) return
    const [expected, to] = [model.decide(role, action, exception), MOVES[action]?.[1] ?? 0]
    const id = BigInt(index + 1)
    // all readings of the day again, the last one of another case; a day that has none yet has no exception to correct
    const hours = Math.max(1, model.hours)
    const counts = Array.from({ length: hours }, (_, hour) => (hour + 1 === hours ? AMOUNTS[level] : 1n))
    const flags = flagsOf(level, hours - 1)
    world.sequence += 1n
    const batch: Batch = { columns: [hourly(exception.day, counts)], flags, sequence: world.sequence }
    const outcome = await (to === AWAITING
      ? world.correct(role, id, action, world.digestOf(batch))
      : world.move(role, id, action))
    if (expected === undefined) {
      exception.state = to
      if (to === AWAITING) exception.batch = batch
    }
    await same(model, world, outcome, expected)
  },
})

/** A move that the table allows, by whoever may take it: else random sequences would seldom resolve anything. */
const advance = (pick: number, choice: number, level: Level): Command => ({
  check: ({ exceptions }) => exceptions.some(({ state }) => !isResolvedState(state)),
  toString: () => `advance ${pick} ${choice}`,
  run: async (model, world) => {
    const open = model.exceptions.flatMap((one, index) => (isResolvedState(one.state) ? [] : [index]))
    const index = open[pick % open.length] ?? 0
    const state = model.exceptions[index]?.state
    const allowed = Object.entries(MOVES).filter(([, [from]]) => from === state)
    const [action, [, , by]] = allowed[choice % allowed.length] ?? ['withdraw', [0, 0, 'proponent']]
    await decide(by, action, index, level).run(model, world)
  },
})

const correct: Command = {
  check: ({ exceptions }) => exceptions.some(({ state }) => state === AWAITING),
  toString: () => 'commit corrected',
  run: async (model, world) => {
    const exception = model.exceptions.find(({ state }) => state === AWAITING)
    const expected = model.closing() > 0 ? 'IntakeSuspended' : undefined
    // the day may have got readings since the decision: a correction that leaves them out is refused
    const batch = exception?.batch
    if (exception === undefined || batch === undefined) return
    const isShort = (batch.columns[0]?.counts.length ?? 0) < model.hours
    const outcome = await world.commit(batch)
    if (expected === undefined && !isShort) {
      exception.state = exception.level === 4 ? released4 : resubmitted
      model.voidTo = model.exceptions.length
      const last = batch.flags?.[0]?.code
      model.found(last === 2 || last === 3 || last === 4 ? last : 1)
    }
    await same(model, world, outcome, expected ?? (isShort ? 'CorrectionShorter' : undefined))
  },
}

const announce: Command = {
  check: ({ announced }) => announced < 24,
  toString: () => 'announce',
  run: async (model, world) => {
    world.sequence += 1n
    const batch: Batch = { columns: [hourly(model.day, [7n], 1, model.announced % 24)], sequence: world.sequence }
    const expected = model.closing() > 0 ? undefined : 'NotSuspended'
    const outcome = await world.announce(batch, FIRST_DAY + model.day)
    if (expected === undefined) {
      model.withheld.push({ day: model.day, batch })
      model.announced += 1
    }
    await same(model, world, outcome, expected)
  },
}

const reveal: Command = {
  check: ({ withheld }) => withheld.length > 0,
  toString: () => 'reveal',
  run: async (model, world) => {
    const expected = model.closing() > 0 ? 'IntakeSuspended' : undefined
    const [first] = model.withheld
    if (first === undefined) return
    const outcome = await world.commit(first.batch)
    if (expected === undefined) {
      model.withheld.shift()
      model.hasSide = true
    }
    await same(model, world, outcome, expected)
  },
}

const close: Command = {
  check: ({ hours }) => hours > 0,
  toString: () => 'close',
  run: async (model, world) => {
    const isClosed = model.day <= model.closed
    const expected = model.closing() > 0 ? 'IntakeSuspended' : isClosed ? 'DayIsClosed' : undefined
    const outcome = await world.close(FIRST_DAY + model.day)
    if (expected === undefined) model.closed = model.day
    await same(model, world, outcome, expected)
  },
}

const quantify: Command = {
  check: ({ hours }) => hours > 0,
  toString: () => 'quantify',
  run: async (model, world) => {
    const expected = model.quantify()
    const outcome = await world.send('quantifyDay', [FIRST_DAY + model.day])
    if (expected === undefined) Object.assign(model, { day: model.day + 1, hours: 0, announced: 0 })
    await same(model, world, outcome, expected)
  },
}

const level = fc.constantFrom<Level>(1, 1, 2, 3, 4)
const role = fc.constantFrom<Role>('proponent', 'proponent', 'registry', 'registry', 'operator', 'verifier', 'stranger')
const commands = [
  level.map(commit),
  fc.tuple(role, fc.constantFrom(...Object.keys(MOVES)), fc.nat(9), level).map((args) => decide(...args)),
  fc.tuple(fc.nat(9), fc.nat(9), level).map((args) => advance(...args)),
  fc.tuple(fc.nat(9), fc.nat(9), level).map((args) => advance(...args)),
  fc.constantFrom(correct, correct, correct, announce, reveal, close, quantify, quantify),
]

it(`exceptions, gate and days are those of the model (seed ${SEED}, ${RUNS} runs)`, { timeout: 400_000 }, async () => {
  const base = await trialWorld({ limits: [READING_LIMIT] })
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 60, size: 'max' }), async (steps) => {
      const setup = async () => ({ model: new Model(), real: await base.fork() })
      await fc.asyncModelRun(setup, steps)
    }),
    { numRuns: RUNS, seed: SEED },
  )
})
