import { canonicalJson, type Json } from './canonical.ts'
import { decodeNumbers, encodeNumbers } from './base64.ts'
import { anomalyError } from './errors.ts'
import type { SeriesDescription } from './series.ts'
import { checkNamed, expectationNamed } from './zoo.ts'

/** One check of a model: its constants, and how rare its evidence was in the history (see `rank.ts`). */
export type FittedCheck = {
  readonly name: string
  readonly parameters: Float64Array
  readonly knots: Float64Array
  readonly start: Float64Array
}

/** A model of the normal reading with the checks on its residuals. */
export type Member = {
  readonly expectation: { readonly name: string; readonly parameters: Float64Array } | null
  /** Scale of the residual per slot of the day, in the series' unit. */
  readonly scales: Float64Array
  readonly checks: readonly FittedCheck[]
}

/** A fitted detector at one granularity: checks on the readings, and members that are averaged. */
export type View = {
  /** As seen at this granularity: its step, period and week. */
  readonly series: SeriesDescription
  readonly slots: number
  /** A generator at or below this, expected and seen, is dark; −1 for other series. */
  readonly idleBelow: number
  readonly checks: readonly FittedCheck[]
  readonly members: readonly Member[]
}

/** A fitted detector of one series. Frozen. */
export type Model = {
  readonly model: 3
  readonly series: SeriesDescription
  /** Native granularity first, then coarser ones, each made of closed buckets of the readings. */
  readonly views: readonly [View, ...View[]]
  /** Rows over which the largest evidence is held: window detectors of a short history. 1 = not held. */
  readonly hold: number
  /** Combined evidence that is an alert. */
  readonly threshold: number
  readonly seed: string
  /** Memory at the end of the history, view after view. */
  readonly memory: Float64Array
}

/** All that scoring remembers: plain JSON of bounded size. */
export type ScorerState = {
  readonly sequence: number
  /** See `base64.ts`. */
  readonly memory: string
}

/** The state in which scoring continues directly after the model's history. */
export function initialState(model: Model): ScorerState {
  return { sequence: -1, memory: encodeNumbers(model.memory) }
}

/** Canonical bytes of a model: equal models give equal bytes; the caller hashes them. */
export function serializeModel(model: Model): Uint8Array {
  return new TextEncoder().encode(canonicalJson(packed(model)))
}

type Packable =
  | string
  | number
  | boolean
  | null
  | Float64Array
  | readonly Packable[]
  | { readonly [key: string]: Packable }

function packed(value: Packable): Json {
  if (value instanceof Float64Array) return { numbers: encodeNumbers(value) }
  if (value === null || typeof value !== 'object') return value
  if (isPackableList(value)) return value.map(packed)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, packed(member)]))
}

function isPackableList(value: Packable): value is readonly Packable[] {
  return Array.isArray(value)
}

function unpacked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpacked)
  if (typeof value !== 'object' || value === null) return value
  if ('numbers' in value && typeof value.numbers === 'string') return decodeNumbers(value.numbers)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unpacked(member)]))
}

/**
 * The model of bytes written by {@link serializeModel}. Checks the version and that every part is known to this
 * version of the package, not each number: compare the hash with the one on the chain first.
 *
 * @throws {TcctvError} ANOMALY_MODEL
 */
export function parseModel(bytes: Uint8Array): Model {
  const model = modelOf(new TextDecoder().decode(bytes))
  for (const { checks, members } of model.views)
    for (const { expectation, checks: own } of [...members, { expectation: null, checks }]) {
      if (expectation !== null && expectationNamed(expectation.name) === undefined)
        throw anomalyError('ANOMALY_MODEL', { fault: `unknown expectation ${expectation.name}` })
      const unknown = own.find(({ name }) => checkNamed(name) === undefined)
      if (unknown !== undefined) throw anomalyError('ANOMALY_MODEL', { fault: `unknown check ${unknown.name}` })
    }
  return model
}

const FIELDS = ['series', 'views', 'hold', 'threshold', 'seed', 'memory'] as const

function modelOf(text: string): Model {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (cause) {
    throw anomalyError('ANOMALY_MODEL', { fault: 'not JSON' }, cause)
  }
  if (typeof parsed !== 'object' || parsed === null || !('model' in parsed) || parsed.model !== 3)
    throw anomalyError('ANOMALY_MODEL', { fault: 'field model is not 3' })
  const absent = FIELDS.find((field) => !(field in parsed))
  if (absent !== undefined) throw anomalyError('ANOMALY_MODEL', { fault: `field ${absent} is missing` })
  return unpacked(parsed) as Model // version and fields checked above; the hash on the chain vouches for the rest
}
