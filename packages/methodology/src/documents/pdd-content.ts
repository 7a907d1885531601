import type { FaultSink, Path } from './faults.ts'
import { duration, unit } from './methodology.ts'
import {
  anything,
  date,
  decimal,
  described,
  identifier,
  list,
  object,
  oneOf,
  optional,
  record,
  schemaOf,
  text,
  type Check,
  type Checked,
} from './shape.ts'

/**
 * The parts of a project document that the platform records and shows but does not assess: estimates, monitoring plan,
 * applicability, documents, materiality, place and technology. No field asks for the name of a person: `responsible`
 * is a role. What of it a live project must have is checked by `compilePdd`.
 */
const filled = text(/\S/, 'a text that is not empty')

/** Hash of a file, as evidence is kept, or of a document. */
export const contentHash: Check<string> = text(
  /^(sha256:[0-9a-f]{64}|keccak256:0x[0-9a-f]{64})$/,
  'sha256: and 64 hex digits, or keccak256:0x and 64 hex digits',
)

/** Ex-ante reductions by calendar year of the crediting period. */
export const estimates = record(object({ value: decimal, unit, source: filled }), /^\d{4}$/)

/** Percent above a year's estimate from which an increase must be explained before it is reported. */
export const significantIncrease = object({
  percent: text(/^\d{1,4}(\.\d{1,4})?$/, 'a quoted decimal from zero'),
  source: optional(filled),
})

/** How each parameter is monitored. `archive` is how long its data are kept. */
export const monitoringPlan = record(
  object({
    responsible: filled,
    equipment: filled,
    place: filled,
    qa_qc: filled,
    fallback: filled,
    archive: duration,
    clause: filled,
  }),
)

/** Conditions of the methodology and what the project says of each; words, because YAML 1.1 readers turn yes into true. */
export const applicability = list(
  object({ clause: filled, text: filled, met: oneOf('met', 'not-met', 'not-applicable'), evidence: filled }),
)

export const documents = list(
  object({
    kind: oneOf(
      'additionality',
      'baseline-scenario',
      'applicability',
      'boundary',
      'ownership',
      'validation-report',
      'deviation',
      'calibration',
      'monitoring',
      'other',
    ),
    title: filled,
    hash: contentHash,
    conclusion: filled,
  }),
)

/** Threshold of the project's size class, in percent of the reduction (CDM ladder), and how the sample is drawn. */
export const materiality = object({
  size: optional(oneOf('large', 'small-scale', 'microscale')),
  threshold_percent: oneOf('0.5', '1', '2', '5', '10'),
  sampling: object({ method: filled, seed: optional(filled), note: optional(filled) }),
})

/** A sample whose mean stands as a constant: how it was drawn, what it gave, and the file that holds it. */
export const samples = record(
  object({
    unit,
    mean: decimal,
    standard_deviation: decimal,
    size: text(/^[1-9]\d{0,8}$/, 'a quoted whole number'),
    population: optional(text(/^[1-9]\d{0,11}$/, 'a quoted whole number')),
    precision: decimal,
    confidence: decimal,
    drawn: date,
    method: filled,
    seed: filled,
    record: contentHash,
  }),
)

/** Epochs of crediting after the first: what was determined again, by which methodology, and the new validation. */
export const renewals = list(
  object({
    start: date,
    end: date,
    methodology: object({ id: identifier, version: text(/^\d+\.\d+\.\d+$/, 'a version of three numbers like 1.0.0') }),
    parameters: record(object({ decision: oneOf('determined-again', 'kept'), evidence: filled })),
    baseline: object({ conclusion: filled, hash: contentHash }),
    estimates: object({ source: filled, hash: contentHash }),
    monitoring_plan: object({ conclusion: filled, hash: contentHash }),
    validation: object({ conclusion: filled, hash: contentHash }),
  }),
)

const party = either(
  (found) => typeof found === 'string',
  filled,
  loosely({ name: optional(filled), role: optional(filled), key: optional(text(/^0x[0-9a-fA-F]{40}$/, 'an address')) }),
)
export const parties = record(party)

const coordinates: Check<readonly string[]> = described(
  (found: unknown, path: Path, sink: FaultSink) => {
    if (Array.isArray(found) && found.length !== 2) sink.add(path, 'LENGTH', found, 'latitude and longitude')
    return list(decimal)(found, path, sink)
  },
  { ...schemaOf(list(decimal)), minItems: 2, maxItems: 2 },
)
const polygon: Check<readonly (readonly string[])[]> = described(
  (found: unknown, path: Path, sink: FaultSink) => {
    if (Array.isArray(found) && found.length < 3) sink.add(path, 'LENGTH', found, 'at least three corners')
    return list(coordinates)(found, path, sink)
  },
  { ...schemaOf(list(coordinates)), minItems: 3 },
)
export const location = loosely({
  country: optional(text(/^[A-Z]{2}$/, 'two capital letters of ISO 3166')),
  point: optional(coordinates),
  polygon: optional(polygon),
  place: optional(filled),
  precision: optional(filled),
  note: optional(text()),
})

const rating = object({ value: decimal, unit, note: optional(text()) })
/** `rated`: one nameplate value of the plant, or one by parameter or equipment. */
export const activity = loosely({
  technology: optional(filled),
  rated: optional(either((found) => isMap(found) && 'value' in found, rating, record(rating))),
})

type Fields = Parameters<typeof object>[0]
type Loose<F extends Fields> = Partial<Checked<ReturnType<typeof object<F>>>> & Readonly<Record<string, unknown>>

/** A map whose known keys are checked; others are shown and hashed, but not interpreted. */
function loosely<F extends Fields>(fields: F): Check<Loose<F>> {
  const known = object(fields)
  const names = record(anything)
  const check = (found: unknown, path: Path, sink: FaultSink): Loose<F> => {
    names(found, path, sink)
    if (isMap(found)) known(Object.fromEntries(Object.entries(found).filter(([key]) => key in fields)), path, sink)
    return found as Loose<F> // used only when the sink is empty
  }
  const { propertyNames } = schemaOf(names)
  return described(check, { ...schemaOf(known), additionalProperties: true, propertyNames })
}

function either<A, B>(isFirst: (found: unknown) => boolean, first: Check<A>, second: Check<B>): Check<A | B> {
  return described(
    (found: unknown, path: Path, sink: FaultSink) => (isFirst(found) ? first : second)(found, path, sink),
    { anyOf: [schemaOf(first), schemaOf(second)] },
  )
}

function isMap(found: unknown): found is Readonly<Record<string, unknown>> {
  return typeof found === 'object' && found !== null && !Array.isArray(found)
}
