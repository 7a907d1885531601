import { momentAt, type Moment } from './calendar.ts'
import type { Check, Observation, ReasonCode } from './check.ts'
import type { Expectation } from './expectation.ts'
import type { FittedCheck, Model, ScorerState } from './model.ts'
import { clamp } from './robust.ts'
import type { SeriesDescription } from './series.ts'
import { checkNamed, expectationNamed } from './zoo.ts'

const HELD_RESIDUAL = 6
/** Readings are taken into the state of the expectation within this many scales of the expected one. */
const HELD_LEARNING = 4

/** A model's parts looked up, and a private mutable copy of the state. */
export type Engine = {
  readonly series: SeriesDescription
  readonly slots: number
  readonly expectation: Expectation | null
  readonly parameters: readonly number[]
  readonly scales: readonly number[]
  readonly idleBelow: number
  readonly checks: readonly (FittedCheck & { readonly check: Check })[]
  readonly state: MutableState
}

type MutableState = {
  sequence: number
  timestampS: number | null
  ring: (number | null)[]
  head: number
  previous: number | null
  expectation: number[]
  checks: number[][]
  since: (number | null)[]
}

/** What one row gives before the threshold: evidence per check, in the order of the model's checks. */
export type Evidence = { readonly expected: number; readonly scale: number; readonly perCheck: readonly number[] }

/** Starts an engine from a model and a state; neither is changed by what follows. */
export function startEngine(model: Omit<Model, 'state' | 'threshold' | 'seed'>, state: ScorerState): Engine {
  const { expectation, checks, ...rest } = model
  return {
    ...rest,
    expectation: expectation === null ? null : (expectationNamed(expectation.name) ?? null),
    parameters: expectation?.parameters ?? [],
    checks: checks.flatMap((fitted) => {
      const check = checkNamed(fitted.name)
      return check === undefined ? [] : [{ ...fitted, check }]
    }),
    state: {
      ...state,
      ring: [...state.ring],
      expectation: [...state.expectation],
      checks: state.checks.map((numbers) => [...numbers]),
      since: [...state.since],
    },
  }
}

/** Takes one row into the state. `expectedFrom` replaces the engine's own expectation during cross-fitting. */
export function stepEngine(engine: Engine, moment: Moment, seen: number, expectedFrom?: number): Evidence {
  const { state, expectation, parameters } = engine
  advance(engine, moment.timestampS, seen)
  const own = expectation === null ? Number.NaN : expectation.expect(parameters, state.expectation, moment)
  const expected = expectedFrom ?? own
  const scale = engine.scales[moment.slot] ?? 1
  const row = observationOf(engine, { moment, seen, expected, scale })
  const perCheck = engine.checks.map(({ check, parameters: constants }, index) =>
    check.step(constants, state.checks[index] ?? [], row),
  )
  if (Number.isFinite(seen)) {
    state.previous = seen
    const held = clamp(seen, own - HELD_LEARNING * scale, own + HELD_LEARNING * scale)
    if (expectation !== null && Number.isFinite(own)) expectation.learn(parameters, state.expectation, moment, held)
  }
  return { expected, scale, perCheck }
}

function observationOf(
  engine: Engine,
  { moment, seen, expected, scale }: { moment: Moment; seen: number; expected: number; scale: number },
): Observation {
  const { ring, head, previous } = engine.state
  const rawResidual = (seen - expected) / scale
  return {
    moment,
    seen,
    expected,
    previous: previous ?? Number.NaN,
    rawResidual,
    residual: clamp(rawResidual, -HELD_RESIDUAL, HELD_RESIDUAL),
    idle: expected <= engine.idleBelow && seen <= engine.idleBelow,
    ago: (steps) =>
      steps < ring.length ? (ring[(head - steps + ring.length) % ring.length] ?? Number.NaN) : Number.NaN,
  }
}

// Rows that were skipped leave holes in the ring; a repeated or earlier time (autumn clock change) is one step on.
function advance({ state, series }: Engine, timestampS: number, seen: number): void {
  const { ring } = state
  const elapsed = state.timestampS === null ? 1 : Math.round((timestampS - state.timestampS) / series.stepSeconds)
  const steps = clamp(elapsed, 1, ring.length)
  for (let step = 0; step < steps; step += 1) {
    state.head = (state.head + 1) % ring.length
    ring[state.head] = null
  }
  ring[state.head] = Number.isFinite(seen) ? seen : null
  state.timestampS = timestampS
}

/** The moment of a row, covariates in the order the series declares them. */
export function momentOf(
  series: SeriesDescription,
  slots: number,
  row: { readonly timestampS: number; readonly covariates?: Readonly<Record<string, number | null>> },
): Moment {
  return momentAt(
    row.timestampS,
    slots,
    series.covariates.map((name) => row.covariates?.[name] ?? Number.NaN),
  )
}

/**
 * The largest evidence where 1 is an alert, and the check to name for it: of those that alert the largest specific
 * one, else the largest; of equals the first.
 */
export function leading(
  engine: Engine,
  evidence: Evidence,
  threshold: number,
): { readonly ratio: number; readonly index: number; readonly code: ReasonCode | null } {
  const any = { ratio: 0, index: -1 }
  const specific = { ratio: 0, index: -1 }
  for (let k = 0; k < engine.checks.length; k += 1) {
    const own = ratioOf(engine, evidence, k, threshold)
    if (own > any.ratio) Object.assign(any, { ratio: own, index: k })
    if (own >= 1 && own > specific.ratio && engine.checks[k]?.check.isSpecific === true)
      Object.assign(specific, { ratio: own, index: k })
  }
  const index = specific.index < 0 ? any.index : specific.index
  return { ratio: any.ratio, index, code: engine.checks[index]?.check.code ?? null }
}

/** Evidence of one check where 1 is an alert; a physical bound is an alert by itself, whatever the threshold. */
export function ratioOf(engine: Engine, evidence: Evidence, index: number, threshold: number): number {
  const fitted = engine.checks[index]
  if (fitted === undefined) return 0
  const own = (evidence.perCheck[index] ?? 0) / fitted.tail
  return fitted.check.tail.kind === 'bound' ? own : own / threshold
}
