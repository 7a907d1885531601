import { blankMoments, placeMoments, type Moments } from './calendar.ts'
import type { Check, Rows, Weighing } from './check.ts'
import { lookBack } from './check-repeat.ts'
import { followLevel, type Expectation } from './expectation.ts'
import type { FittedCheck, Member, View } from './model.ts'
import { clamp } from './robust.ts'
import { checkNamed, expectationNamed } from './zoo.ts'

const HELD_RESIDUAL = 6
/** Readings are taken into the level of the expectation within this many scales of the expected one. */
const HELD_LEARNING = 4
/** Time of the last row, last reading. */
const HEADER = 2
const NO_NUMBERS = new Float64Array(0)

/** One check at work. */
export type Part = {
  readonly check: Check
  readonly parameters: Float64Array
  readonly state: Float64Array
  readonly knots: Float64Array
  readonly counts: Float64Array
  /** One number: since when its weight has been high, NaN when it is not. */
  readonly since: Float64Array
  readonly kind: Weighing['kind']
  /** Of the rows of the last run. */
  readonly evidence: Float64Array
  readonly weights: Float64Array
}

type MemberEngine = {
  readonly member: Member
  readonly expectation: Expectation | null
  readonly parameters: Float64Array
  /** One number: the level it has moved by. */
  readonly level: Float64Array
  /** Residuals kept from run to run. */
  readonly kept: Float64Array
  readonly rows: Rows
  readonly parts: readonly Part[]
}

/**
 * A view at work: its parts looked up, its state as windows on one array of numbers. Rows are added one by one and then
 * run through every check column by column.
 */
export type Engine = {
  readonly view: View
  readonly memory: Float64Array
  /** Readings kept from run to run. */
  readonly kept: Float64Array
  readonly moments: Moments
  readonly seen: Float64Array
  readonly previous: Float64Array
  readonly at: Int32Array
  readonly readings: Float64Array
  /** Rows added since the last run began, and the place of the newest one. */
  readonly filled: { count: number; head: number }
  readonly parts: readonly Part[]
  readonly members: readonly MemberEngine[]
  /** Parts on the readings, then those of every member. */
  readonly all: readonly Part[]
}

/** Size of a view's memory in numbers. */
export function memorySize({ checks, members, series }: View): number {
  const { readings, residuals } = lookBack(series)
  const perMember = members.map(({ checks: own }) => residuals + 1 + sizeOf(own))
  return HEADER + readings + sizeOf(checks) + perMember.reduce((sum, size) => sum + size, 0)
}

function sizeOf(checks: readonly FittedCheck[]): number {
  return checks.reduce(
    (sum, { name, parameters, start }) => sum + (checkNamed(name)?.stateSize(parameters) ?? 0) + start.length + 1,
    0,
  )
}

/** Writes the memory before the first row into the given numbers. */
export function clearMemory(view: View, memory: Float64Array): void {
  memory.fill(0)
  const { kept, all, members } = startEngine(view, memory, 1)
  memory.fill(Number.NaN, 0, HEADER)
  kept.fill(Number.NaN)
  for (const member of members) member.kept.fill(Number.NaN)
  const starts = [view, ...view.members].flatMap(({ checks }) => checks.map(({ start }) => start))
  for (const [index, part] of all.entries()) {
    part.check.start?.(part.parameters, part.state)
    part.counts.set(starts[index] ?? NO_NUMBERS)
    part.since[0] = Number.NaN
  }
}

/** Starts an engine for runs of up to `capacity` rows that works on the given memory in place. */
export function startEngine(view: View, memory: Float64Array, capacity: number): Engine {
  const { readings, residuals } = lookBack(view.series)
  let from = HEADER
  const next = (size: number): Float64Array => memory.subarray(from, (from += size))
  const kept = next(readings)
  const parts = partsOf(view.checks, next, capacity)
  const shared = sharedColumns(view, trackFrom(kept, readings, capacity), capacity)
  const members = view.members.map((member): MemberEngine => {
    const own = next(residuals)
    const level = next(1)
    return {
      member,
      expectation: member.expectation === null ? null : (expectationNamed(member.expectation.name) ?? null),
      parameters: member.expectation?.parameters ?? NO_NUMBERS,
      level,
      kept: own,
      rows: memberRows(shared, trackFrom(own, readings, capacity), capacity),
      parts: partsOf(member.checks, next, capacity),
    }
  })
  const all = [...parts, ...members.flatMap((member) => member.parts)]
  const { moments, seen, previous, at } = shared
  const filled = { count: 0, head: readings - 1 }
  return { view, memory, kept, moments, seen, previous, at, readings: shared.readings, filled, parts, members, all }
}

type SharedColumns = Pick<Rows, 'moments' | 'seen' | 'previous' | 'at' | 'readings'>

function sharedColumns({ series }: View, readings: Float64Array, capacity: number): SharedColumns {
  return {
    moments: blankMoments(
      new Float64Array(capacity),
      series.covariates.map(() => new Float64Array(capacity)),
    ),
    seen: new Float64Array(capacity),
    previous: new Float64Array(capacity),
    at: new Int32Array(capacity),
    readings,
  }
}

// Every field by name: objects put together by spreading differ in their hidden form, and the loops over them slow down.
function memberRows(
  { moments, seen, previous, at, readings }: SharedColumns,
  residuals: Float64Array,
  capacity: number,
): Rows {
  return {
    moments,
    seen,
    previous,
    expected: new Float64Array(capacity),
    scale: new Float64Array(capacity),
    residual: new Float64Array(capacity),
    rawResidual: new Float64Array(capacity),
    idle: new Uint8Array(capacity),
    at,
    readings,
    residuals,
  }
}

/** What is kept, then room for a run; a gap that is longer than what is kept leaves nothing to look back to. */
function trackFrom(kept: Float64Array, readings: number, capacity: number): Float64Array {
  const track = new Float64Array(2 * readings + capacity).fill(Number.NaN, 0, readings)
  track.set(kept, readings - kept.length)
  return track
}

function partsOf(checks: readonly FittedCheck[], next: (size: number) => Float64Array, capacity: number): Part[] {
  return checks.flatMap(({ name, parameters, knots, start }): Part[] => {
    const check = checkNamed(name)
    if (check === undefined) return []
    const state = next(check.stateSize(parameters))
    const counts = next(start.length)
    const since = next(1)
    const [evidence, weights] = [new Float64Array(capacity), new Float64Array(capacity)]
    return [{ check, parameters, state, knots, counts, since, kind: check.weighing.kind, evidence, weights }]
  })
}

/**
 * Adds a row to the next run; its covariates are set by the caller at the place `filled.count` before. False when there
 * is no room: run first, then add it. Rows that were skipped leave holes in the tracks; a repeated or earlier time
 * (autumn clock change) is one step on.
 */
export function addRow(engine: Engine, timestampS: number, seen: number): boolean {
  const { memory, moments, readings, filled, at, kept } = engine
  const { count, head } = filled
  if (count >= at.length) return false
  const last = memory[0] ?? Number.NaN
  const elapsed = last === last ? Math.round((timestampS - last) / engine.view.series.stepSeconds) : 1
  const steps = elapsed > 1 ? Math.min(elapsed, kept.length) : 1
  if (head + steps >= readings.length) return false
  for (let place = head + 1; place < head + steps; place += 1) {
    readings[place] = Number.NaN
    for (const { rows } of engine.members) rows.residuals[place] = Number.NaN
  }
  readings[head + steps] = seen
  at[count] = head + steps
  moments.timestampsS[count] = timestampS
  engine.seen[count] = seen
  engine.previous[count] = memory[1] ?? Number.NaN
  memory[0] = timestampS
  if (seen === seen) memory[1] = seen
  filled.count = count + 1
  filled.head = head + steps
  return true
}

/**
 * Runs the added rows through the members and their checks, which leaves columns of evidence in the parts, and returns
 * their number. `expectedFrom` replaces the members' own expectations during cross-fitting. Call {@link nextRun} before
 * adding further rows.
 */
export function runEngine(engine: Engine, expectedFrom?: readonly Float64Array[]): number {
  const { view, moments, filled, parts, members } = engine
  const { count } = filled
  if (count === 0) return 0
  placeMoments(moments, view.slots, count)
  for (const [index, member] of members.entries()) {
    expectRows(engine, member, expectedFrom?.[index])
    fillResiduals(engine, member)
    for (const { check, parameters, state, evidence } of member.parts)
      check.run(parameters, state, member.rows, count, evidence)
  }
  const first = members[0]?.rows
  if (first !== undefined)
    for (const { check, parameters, state, evidence } of parts) check.run(parameters, state, first, count, evidence)
  return count
}

function expectRows(engine: Engine, member: MemberEngine, given: Float64Array | undefined): void {
  const { moments, seen, filled } = engine
  const { expectation, parameters, level, rows } = member
  const { scales } = member.member
  const { count } = filled
  for (let row = 0; row < count; row += 1) rows.scale[row] = scales[moments.slot[row] ?? 0] ?? 1
  if (given !== undefined) {
    rows.expected.set(given)
    return
  }
  if (expectation === null) {
    rows.expected.fill(Number.NaN, 0, count)
    return
  }
  expectation.predict(parameters, moments, count, rows.expected)
  const share = expectation.follow(parameters)
  if (share === 0) return
  const hold = (row: number): number => HELD_LEARNING * (rows.scale[row] ?? 1)
  level[0] = followLevel(rows.expected, seen, count, { offset: level[0] ?? 0, share, hold })
}

function fillResiduals({ view, filled }: Engine, { rows }: MemberEngine): void {
  const { seen, expected, scale, residual, rawResidual, idle, residuals, at } = rows
  const { idleBelow } = view
  for (let row = 0; row < filled.count; row += 1) {
    const reading = seen[row] ?? Number.NaN
    const usual = expected[row] ?? Number.NaN
    const raw = (reading - usual) / (scale[row] ?? 1)
    const isIdle = usual <= idleBelow && reading <= idleBelow
    const held = clamp(raw, -HELD_RESIDUAL, HELD_RESIDUAL)
    rawResidual[row] = raw
    residual[row] = held
    idle[row] = isIdle ? 1 : 0
    residuals[at[row] ?? 0] = isIdle ? Number.NaN : held
  }
}

/** Keeps what later rows look back to and makes room for the next run. */
export function nextRun({ kept, readings, members, filled }: Engine): void {
  const end = filled.head + 1
  kept.set(readings.subarray(end - kept.length, end))
  readings.set(kept)
  for (const { kept: own, rows } of members) {
    own.set(rows.residuals.subarray(end - own.length, end))
    rows.residuals.set(own, kept.length - own.length)
  }
  filled.count = 0
  filled.head = kept.length - 1
}
