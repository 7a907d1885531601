import { momentAt, type Moment } from './calendar.ts'
import type { Check, Observation } from './check.ts'
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
  const { ring, parts, members } = startEngine(view, memory)
  memory[0] = Number.NaN
  memory[2] = Number.NaN
  ring.fill(Number.NaN)
  for (const { row, expectation, parameters, state } of members) {
    row.residualRing.fill(Number.NaN)
    expectation?.start?.(parameters, state)
  }
  const starts = [view, ...view.members].flatMap(({ checks }) => checks.map(({ start }) => start))
  for (const [index, part] of allParts({ parts, members }).entries()) {
    part.check.start?.(part.parameters, part.state)
    part.counts.set(starts[index] ?? NO_NUMBERS)
    part.since[0] = Number.NaN
  }
}

/** Parts on the readings, then those of every member. */
export function allParts({ parts, members }: Pick<Engine, 'parts' | 'members'>): Part[] {
  return [...parts, ...members.flatMap((member) => member.parts)]
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
  return { view, memory, ring, parts, members }
}

function partsOf(checks: readonly FittedCheck[], next: (size: number) => Float64Array): Part[] {
  return checks.flatMap(({ name, parameters, knots, start }): Part[] => {
    const check = checkNamed(name)
    if (check === undefined) return []
    const state = next(check.stateSize(parameters))
    const counts = next(start.length)
    return [{ check, parameters, state, knots, counts, since: next(1), evidence: 0, weight: 1 }]
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

/** Weighs the evidence of the last row by its rarity so far, then counts it in. */
export function weighEngine({ parts, members }: Engine): void {
  weighParts(parts)
  for (const member of members) weighParts(member.parts)
}

function weighParts(parts: readonly Part[]): void {
  for (const part of parts) {
    const { kind } = part.check.weighing
    if (kind === 'bound') continue
    part.weight = weightOf(part.knots, part.counts, part.evidence, kind === 'counted')
    if (kind === 'measured') countEvidence(part.knots, part.counts, part.evidence)
  }
}

/**
 * Combined evidence of the last row, 1 when nothing is unusual: the weights of a member's checks and of those on the
 * readings are summed, members are averaged by the root of their products.
 */
export function combined({ parts, members }: Engine, also: number): number {
  const shared = 1 + also + excessOf(parts)
  if (members.length <= 1) return shared + excessOf(members[0]?.parts ?? [])
  let sum = 0
  let pairs = 0
  for (let a = 0; a < members.length; a += 1)
    for (let b = 0; b < a; b += 1) {
      sum += (shared + excessOf(members[a]?.parts ?? [])) * (shared + excessOf(members[b]?.parts ?? []))
      pairs += 1
    }
  return Math.sqrt(sum / pairs)
}

/** Sum of the weights above 1. */
export function excessOf(parts: readonly Part[]): number {
  let sum = 0
  for (const part of parts) if (part.check.weighing.kind !== 'bound') sum += part.weight - 1
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
  return momentAt(
    row.timestampS,
    slots,
    series.covariates.map((name) => covariates[name] ?? Number.NaN),
  )
}
