import type { FaultSink, Path } from './faults.ts'
import { nearestOf } from './nearest.ts'

/**
 * A check of one part of a document. Adds its faults to the sink and returns the part; what it returns may be
 * used only when the sink stayed empty. Types of documents are inferred from their checks.
 */
export type Check<T> = ((found: unknown, path: Path, sink: FaultSink) => T) & { readonly schema?: JsonSchema }
/** A JSON Schema, version 2020-12. It says what a check can say of one part alone, so it accepts more than the check. */
export type JsonSchema = { readonly [key: string]: unknown }
export type Checked<C> = C extends Check<infer T> ? T : never

type Optional<T> = { readonly optional: Check<T> }
type Fields = Readonly<Record<string, Check<unknown> | Optional<unknown>>>
type RequiredOf<F> = { readonly [K in keyof F as F[K] extends Check<unknown> ? K : never]: Checked<F[K]> }
type OptionalOf<F> = {
  readonly [K in keyof F as F[K] extends Optional<unknown> ? K : never]?: F[K] extends Optional<infer T> ? T : never
}

/** A check with what an editor can know of it. */
export function described<T>(check: (found: unknown, path: Path, sink: FaultSink) => T, schema: JsonSchema): Check<T> {
  return Object.assign(check, { schema })
}

/** The schema of a check; of one without, that of anything. */
export function schemaOf(check: Check<unknown>): JsonSchema {
  return check.schema ?? {}
}

export function optional<T>(check: Check<T>): Optional<T> {
  return { optional: check }
}

/** A map with exactly these keys; unknown keys are refused. */
export function object<F extends Fields>(fields: F): Check<RequiredOf<F> & OptionalOf<F>> {
  const check = (found: unknown, path: Path, sink: FaultSink): RequiredOf<F> & OptionalOf<F> => {
    if (isMap(found, path, sink)) {
      for (const key of Object.keys(found))
        if (!Object.hasOwn(fields, key)) sink.add([...path, key], 'UNKNOWN_KEY', key, knownOf(key, Object.keys(fields)))
      for (const [key, field] of Object.entries(fields)) checkField(found, key, field, path, sink)
    }
    return found as RequiredOf<F> & OptionalOf<F> // used only when the sink is empty
  }
  const parts = Object.entries(fields)
  return described(check, {
    type: 'object',
    additionalProperties: false,
    required: parts.flatMap(([key, field]) => (typeof field === 'function' ? [key] : [])),
    properties: Object.fromEntries(
      parts.map(([key, field]) => [key, schemaOf(typeof field === 'function' ? field : field.optional)]),
    ),
  })
}

function knownOf(key: string, known: readonly string[]): string {
  const nearest = nearestOf(key, known)
  return nearest === undefined ? `one of ${known.join(', ')}` : `${nearest}, the nearest of ${known.join(', ')}`
}

/** A map from names to parts of one kind. */
export function record<T>(check: Check<T>, key = /^[A-Za-z][A-Za-z0-9_.-]{0,30}$/): Check<Readonly<Record<string, T>>> {
  const all = (found: unknown, path: Path, sink: FaultSink): Readonly<Record<string, T>> => {
    if (isMap(found, path, sink))
      for (const [name, part] of Object.entries(found)) {
        if (!key.test(name)) sink.add([...path, name], 'KEY', name, `a name like ${String(key)}`)
        check(part, [...path, name], sink)
      }
    return found as Readonly<Record<string, T>> // used only when the sink is empty
  }
  const propertyNames = { pattern: key.source }
  return described(all, { type: 'object', propertyNames, additionalProperties: schemaOf(check) })
}

export function list<T>(check: Check<T>): Check<readonly T[]> {
  const all = (found: unknown, path: Path, sink: FaultSink): readonly T[] => {
    if (Array.isArray(found)) for (const [index, part] of found.entries()) check(part, [...path, index], sink)
    else sink.add(path, 'TYPE', found, 'a list')
    return found as readonly T[] // used only when the sink is empty
  }
  return described(all, { type: 'array', items: schemaOf(check) })
}

export function text(pattern?: RegExp, expected = 'a text'): Check<string> {
  const check = (found: unknown, path: Path, sink: FaultSink): string => {
    if (typeof found !== 'string' || found.length > 10_000 || (pattern !== undefined && !pattern.test(found)))
      sink.add(path, 'TEXT', found, expected)
    return found as string // used only when the sink is empty
  }
  const limits = pattern === undefined ? {} : { pattern: pattern.source, description: expected }
  return described(check, { type: 'string', maxLength: 10_000, ...limits })
}

/** A quoted decimal. */
export const decimal: Check<string> = text(/^-?\d{1,40}(\.\d{1,40})?$/, 'a quoted decimal, for example "0.5"')
export const identifier: Check<string> = text(/^[A-Za-z][A-Za-z0-9_.-]{0,30}$/, 'a name of at most 31 characters')
/** A name of the methodology, or one member of an indexed one. */
export const FLAT_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,30}(\[[A-Za-z_][A-Za-z0-9_]{0,30}\])?$/
/** A parameter or an equation, of an indexed one the member: `W[paper]`. */
export const flatName: Check<string> = text(FLAT_NAME, 'a name like EG_EXP, or one member like "W[paper]"')
export const date: Check<string> = text(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a date like "2011-04-15"')

export function oneOf<const T extends string>(...allowed: readonly T[]): Check<T> {
  const check = (found: unknown, path: Path, sink: FaultSink): T => {
    if (!allowed.some((one) => one === found)) sink.add(path, 'CHOICE', found, allowed.join(', '))
    return found as T // used only when the sink is empty
  }
  return described(check, { enum: allowed })
}

export const flag: Check<boolean> = described(
  (found, path, sink) => {
    if (typeof found !== 'boolean') sink.add(path, 'TYPE', found, 'true or false')
    return found as boolean // used only when the sink is empty
  },
  { type: 'boolean' },
)

export const whole: Check<number> = described(
  (found, path, sink) => {
    if (!Number.isSafeInteger(found)) sink.add(path, 'TYPE', found, 'a whole number')
    return found as number // used only when the sink is empty
  },
  { type: 'integer' },
)

/** Anything: shown and hashed, but not interpreted here. */
export const anything: Check<unknown> = (found) => found

/** Text, or a map by member of a set. */
export function byMember<T>(check: Check<T>): Check<T | Readonly<Record<string, T>>> {
  const members = record(check)
  return described(
    (found, path, sink) =>
      typeof found === 'object' && !Array.isArray(found) ? members(found, path, sink) : check(found, path, sink),
    { anyOf: [schemaOf(check), schemaOf(members)] },
  )
}

/** Exactly two parts, low and high. */
export const range: Check<readonly [string, string]> = described(
  (found, path, sink) => {
    const parts = list(decimal)(found, path, sink)
    if (Array.isArray(found) && found.length !== 2) sink.add(path, 'LENGTH', found, 'two decimals, low and high')
    return parts as readonly [string, string] // used only when the sink is empty
  },
  { type: 'array', items: schemaOf(decimal), minItems: 2, maxItems: 2 },
)

function checkField(
  found: Readonly<Record<string, unknown>>,
  key: string,
  field: Check<unknown> | Optional<unknown>,
  path: Path,
  sink: FaultSink,
): void {
  const present = Object.hasOwn(found, key)
  if (typeof field !== 'function') {
    if (present) field.optional(found[key], [...path, key], sink)
  } else if (present) field(found[key], [...path, key], sink)
  else sink.add([...path, key], 'MISSING', 'nothing', `the key ${key}`)
}

function isMap(found: unknown, path: Path, sink: FaultSink): found is Readonly<Record<string, unknown>> {
  if (typeof found === 'object' && found !== null && !Array.isArray(found)) return true
  sink.add(path, 'TYPE', found, 'a map of keys')
  return false
}
