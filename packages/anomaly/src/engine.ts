import { momentAt, type Moment } from './calendar.ts'
import type { Check, Observation, Weighing } from './check.ts'
import { ringLengths } from './check-repeat.ts'
import type { Expectation } from './expectation.ts'
import type { FittedCheck, Member, View } from './model.ts'
import { countEvidence, weightOf } from './rank.ts'
import { clamp } from './robust.ts'
import type { SeriesDescription } from './series.ts'
import { checkNamed, expectationNamed } from './zoo.ts'

const HELD_RESIDUAL = 6
/** Readings are taken into the state of the expectation within this many scales of the expected one. */
const HELD_LEARNING = 4
/** Time of the last row, head of the reading ring, last reading. */
const HEADER = 3
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
  /** Of the last row. */
  evidence: number
  weight: number
}

type MemberEngine = {
  readonly member: Member
  readonly expectation: Expectation | null
  readonly parameters: Float64Array
  readonly state: Float64Array
  readonly row: Observation
  readonly parts: readonly Part[]
}

/** A view at work: its parts looked up, its state as windows on one array of numbers. */
export type Engine = {
  readonly view: View
  readonly memory: Float64Array
  readonly ring: Float64Array
  readonly parts: readonly Part[]
  readonly members: readonly MemberEngine[]
  /** Parts on the readings, then those of every member. */
  readonly all: readonly Part[]
}

/** Size of a view's memory in numbers. */
export function memorySize({ checks, members, series }: View): number {
  const { readings, residuals } = ringLengths(series)
  const perMember = members.map(({ expectation, checks: own }) => {
    const model = expectation === null ? undefined : expectationNamed(expectation.name)
    return residuals + (model?.stateSize(expectation?.parameters ?? NO_NUMBERS) ?? 0) + sizeOf(own)
  })
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
  const { ring, all, members } = startEngine(view, memory)
  memory[0] = Number.NaN
  memory[2] = Number.NaN
  ring.fill(Number.NaN)
  for (const { row, expectation, parameters, state } of members) {
    row.residualRing.fill(Number.NaN)
    expectation?.start?.(parameters, state)
  }
  const starts = [view, ...view.members].flatMap(({ checks }) => checks.map(({ start }) => start))
  for (const [index, part] of all.entries()) {
    part.check.start?.(part.parameters, part.state)
    part.counts.set(starts[index] ?? NO_NUMBERS)
    part.since[0] = Number.NaN
  }
}

/** Starts an engine that works on the given memory in place. */
export function startEngine(view: View, memory: Float64Array): Engine {
  const { readings, residuals } = ringLengths(view.series)
  let at = HEADER
  const next = (size: number): Float64Array => memory.subarray(at, (at += size))
  const ring = next(readings)
  const parts = partsOf(view.checks, next)
  const members = view.members.map((member): MemberEngine => {
    const expectation = member.expectation === null ? null : (expectationNamed(member.expectation.name) ?? null)
    const parameters = member.expectation?.parameters ?? NO_NUMBERS
    const row = observationOn(ring, next(residuals))
    const state = next(expectation?.stateSize(parameters) ?? 0)
    return { member, expectation, parameters, state, row, parts: partsOf(member.checks, next) }
  })
  const all = [...parts, ...members.flatMap((member) => member.parts)]
  return { view, memory, ring, parts, members, all }
}

function partsOf(checks: readonly FittedCheck[], next: (size: number) => Float64Array): Part[] {
  return checks.flatMap(({ name, parameters, knots, start }): Part[] => {
    const check = checkNamed(name)
    if (check === undefined) return []
    const state = next(check.stateSize(parameters))
    const counts = next(start.length)
    return [
      { check, parameters, state, knots, counts, since: next(1), kind: check.weighing.kind, evidence: 0, weight: 1 },
    ]
  })
}

function observationOn(ring: Float64Array, residualRing: Float64Array): Observation {
  return {
    moment: momentAt(0, 1, NO_NUMBERS),
    seen: Number.NaN,
    expected: Number.NaN,
    previous: Number.NaN,
    scale: 1,
    residual: Number.NaN,
    rawResidual: Number.NaN,
    idle: false,
    ring,
    head: 0,
    residualRing,
    residualHead: 0,
  }
}

/**
 * Takes one row into the memory and leaves evidence in the parts. `expectedFrom` replaces the members' own expectations
 * during cross-fitting.
 */
export function stepEngine(engine: Engine, moment: Moment, seen: number, expectedFrom?: readonly number[]): void {
  const { memory, members, parts } = engine
  const steps = advance(engine, moment.timestampS, seen)
  for (let k = 0; k < members.length; k += 1) {
    const member = members[k]
    if (member !== undefined) stepMember(engine, member, moment, seen, steps, expectedFrom?.[k])
  }
  const first = members[0]?.row
  if (first !== undefined) for (const part of parts) part.evidence = part.check.step(part.parameters, part.state, first)
  if (Number.isFinite(seen)) memory[2] = seen
}

function stepMember(
  engine: Engine,
  { member, row, expectation, parameters, state, parts }: MemberEngine,
  moment: Moment,
  seen: number,
  steps: number,
  expectedFrom: number | undefined,
): void {
  const own = expectation === null ? Number.NaN : expectation.expect(parameters, state, moment)
  const expected = expectedFrom ?? own
  const scale = member.scales[moment.slot] ?? 1
  const { idleBelow } = engine.view
  row.moment = moment
  row.seen = seen
  row.expected = expected
  row.scale = scale
  row.previous = engine.memory[2] ?? Number.NaN
  row.rawResidual = (seen - expected) / scale
  row.residual = clamp(row.rawResidual, -HELD_RESIDUAL, HELD_RESIDUAL)
  row.idle = expected <= idleBelow && seen <= idleBelow
  row.head = engine.memory[1] ?? 0
  pushResidual(row, steps)
  for (const part of parts) part.evidence = part.check.step(part.parameters, part.state, row)
  if (expectation === null || !Number.isFinite(own) || !Number.isFinite(seen)) return
  expectation.learn(
    parameters,
    state,
    moment,
    clamp(seen, own - HELD_LEARNING * scale, own + HELD_LEARNING * scale),
    own,
  )
}

function pushResidual(row: Observation, steps: number): void {
  const { residualRing } = row
  const size = residualRing.length
  let head = row.head - steps + 1
  for (let step = 0; step < steps; step += 1) {
    residualRing[((head % size) + size) % size] = Number.NaN
    head += 1
  }
  row.residualHead = row.head % size
  residualRing[row.residualHead] = row.idle ? Number.NaN : row.residual
}

// Rows that were skipped leave holes in the rings; a repeated or earlier time (autumn clock change) is one step on.
// The reading ring is a whole number of residual rings long, so that one head serves both.
function advance({ memory, ring, view }: Engine, timestampS: number, seen: number): number {
  const last = memory[0] ?? Number.NaN
  const elapsed = Number.isNaN(last) ? 1 : Math.round((timestampS - last) / view.series.stepSeconds)
  const steps = clamp(elapsed, 1, ring.length)
  let head = memory[1] ?? 0
  for (let step = 0; step < steps; step += 1) {
    head = head + 1 === ring.length ? 0 : head + 1
    ring[head] = Number.NaN
  }
  ring[head] = seen
  memory[0] = timestampS
  memory[1] = head
  return steps
}

/** Weight from which a check counts as having something to say: once in about a hundred rows. */
const HIGH_WEIGHT = 10

/**
 * Weighs the evidence of the last row by its rarity so far, counts it in, and remembers since when each check has had
 * something to say. Runs are weighed by the history alone: a copy is no less of a copy for being the second one.
 */
export function weighEngine({ all }: Engine, timestampS: number): void {
  for (const part of all) {
    if (part.kind === 'bound') {
      part.weight = part.evidence >= 1 ? Number.POSITIVE_INFINITY : 1
    } else {
      part.weight = weightOf(part.knots, part.counts, part.evidence, part.kind === 'counted')
      if (part.kind === 'measured') countEvidence(part.knots, part.counts, part.evidence)
    }
    if (part.weight < HIGH_WEIGHT) part.since[0] = Number.NaN
    else if (Number.isNaN(part.since[0])) part.since[0] = timestampS
  }
}

/**
 * Combined evidence of the last row, 1 when nothing is unusual: the weights of a member's checks and of those on the
 * readings are summed, members are averaged by the root of their products.
 */
export function combined({ parts, members }: Engine): number {
  const shared = 1 + excessOf(parts)
  let sum = 0
  let squares = 0
  for (const member of members) {
    const own = shared + excessOf(member.parts)
    sum += own
    squares += own * own
  }
  return meanOf(members.length, sum, squares)
}

/** Measured: at 1 the views cost .02 to .07 of VUS-PR and gained .02 of recall at the own threshold. */
const COARSE_SHARE = 0.1

/**
 * Adds the excess evidence of closed coarser buckets, as far as the newest rows agree: their geometric mean. Added in
 * full, a bucket would go on accusing rows for up to its whole length after the end of an event.
 */
export function withCoarse(evidence: number, excess: number): number {
  return evidence + Math.sqrt(Math.max(0, evidence - 1) * COARSE_SHARE * excess)
}

/**
 * Root of the mean product of pairs, from the count of numbers, their sum and that of their squares: the geometric mean
 * of two, close to it for more.
 */
export function meanOf(count: number, sum: number, squares: number): number {
  return count < 2 ? sum : Math.sqrt(Math.max(0, sum * sum - squares) / (count * (count - 1)))
}

/** Sum of the weights above 1. */
export function excessOf(parts: readonly Part[]): number {
  let sum = 0
  for (const part of parts) if (part.kind !== 'bound') sum += part.weight - 1
  return sum
}

/** The moment of a row, covariates in the order the series declares them. */
export function momentOf(
  series: SeriesDescription,
  slots: number,
  row: { readonly timestampS: number; readonly covariates?: Readonly<Record<string, number | null>> },
): Moment {
  const { covariates } = row
  if (covariates === undefined || series.covariates.length === 0) return momentAt(row.timestampS, slots, NO_NUMBERS)
  const numbers = new Float64Array(series.covariates.length)
  for (let k = 0; k < numbers.length; k += 1) numbers[k] = covariates[series.covariates[k] ?? ''] ?? Number.NaN
  return momentAt(row.timestampS, slots, numbers)
}
