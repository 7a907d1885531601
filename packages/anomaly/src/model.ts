import { canonicalJson } from './canonical.ts'
import { anomalyError } from './errors.ts'
import type { SeriesDescription } from './series.ts'
import { checkNamed, expectationNamed } from './zoo.ts'

/** One check of a model: its constants and the evidence that counts as 1. */
export type FittedCheck = { readonly name: string; readonly parameters: readonly number[]; readonly tail: number }

/** A fitted detector of one series. Frozen; plain JSON. */
export type Model = {
  readonly model: 1
  readonly series: SeriesDescription
  readonly slots: number
  readonly expectation: { readonly name: string; readonly parameters: readonly number[] } | null
  /** Scale of the residual per slot of the day, in the series' unit. */
  readonly scales: readonly number[]
  /** A generator at or below this, expected and seen, is dark; −1 for other series. */
  readonly idleBelow: number
  readonly checks: readonly FittedCheck[]
  /** Combined evidence that is an alert. */
  readonly threshold: number
  readonly seed: string
  /** The state at the end of the history. */
  readonly state: ScorerState
}

/** All that scoring remembers: plain JSON of bounded size. */
export type ScorerState = {
  readonly sequence: number
  readonly timestampS: number | null
  /** The last readings step by step, null where missing; `head` is the newest. */
  readonly ring: readonly (number | null)[]
  readonly head: number
  readonly previous: number | null
  readonly expectation: readonly number[]
  readonly checks: readonly (readonly number[])[]
  /** Per check: since when its evidence has exceeded half the threshold. */
  readonly since: readonly (number | null)[]
}

/** The state in which scoring continues directly after the model's history. */
export function initialState(model: Model): ScorerState {
  return model.state
}

/** Canonical bytes of a model: equal models give equal bytes; the caller hashes them. */
export function serializeModel(model: Model): Uint8Array {
  return new TextEncoder().encode(canonicalJson(model))
}

/**
 * The model of bytes written by {@link serializeModel}. Checks the version and that every part is known to this
 * version of the package, not each number: compare the hash with the one on the chain first.
 *
 * @throws {TcctvError} ANOMALY_MODEL
 */
export function parseModel(bytes: Uint8Array): Model {
  const model = modelOf(new TextDecoder().decode(bytes))
  if (model.expectation !== null && expectationNamed(model.expectation.name) === undefined)
    throw anomalyError('ANOMALY_MODEL', { fault: `unknown expectation ${model.expectation.name}` })
  const unknown = model.checks.find(({ name }) => checkNamed(name) === undefined)
  if (unknown !== undefined) throw anomalyError('ANOMALY_MODEL', { fault: `unknown check ${unknown.name}` })
  return model
}

const FIELDS = ['series', 'slots', 'scales', 'idleBelow', 'checks', 'threshold', 'state', 'expectation'] as const

function modelOf(text: string): Model {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (cause) {
    throw anomalyError('ANOMALY_MODEL', { fault: 'not JSON' }, cause)
  }
  if (typeof parsed !== 'object' || parsed === null || !('model' in parsed) || parsed.model !== 1)
    throw anomalyError('ANOMALY_MODEL', { fault: 'field model is not 1' })
  const absent = FIELDS.find((field) => !(field in parsed))
  if (absent !== undefined) throw anomalyError('ANOMALY_MODEL', { fault: `field ${absent} is missing` })
  return parsed as Model // version and fields checked above; the hash on the chain vouches for the rest
}
