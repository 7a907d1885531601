import type { Pdd } from '../documents/pdd.ts'
import { WHOLE_DIGITS } from '../pdd-version/lanes.ts'
import type { PddVersion, SourceLane } from '../pdd-version/pdd-version.ts'

/** What the schema of a reading needs of a version. */
export type SchemaVersion = Pick<PddVersion, 'documentHash'> & { readonly lanes: readonly SourceLane[] }

/**
 * JSON Schema 2020-12 of one reading, made from the lanes: unit and pattern of the value follow from parameter and
 * meter. Not in the schema: step, crediting period and plausible bounds, see {@link compileReadingReader}; tolerance,
 * because data outside of it may be right.
 */
export function dataSchema(pdd: Pdd, version: SchemaVersion): Readonly<Record<string, unknown>> {
  const { lanes } = version
  const time = { type: 'string', format: 'date-time' }
  const [only] = lanes
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:tcctv:reading:${pdd.id}:${pdd.version}:${version.documentHash}`,
    title: `Reading of ${pdd.title}`,
    type: 'object',
    additionalProperties: false,
    required: ['parameter', 'meter', 'unit', 'start', 'end', 'value'],
    properties: {
      parameter: oneOf(lanes.map(({ parameter }) => parameter)),
      meter: oneOf(lanes.map(({ meter }) => meter)),
      unit: oneOf(lanes.map(({ unit }) => unit)),
      start: time,
      end: time,
      value: lanes.length === 1 && only !== undefined ? amount(only) : { type: 'string' },
      status: { type: 'string', maxLength: 64 },
    },
    ...(lanes.length > 1 ? { allOf: lanes.map(whenOf) } : {}),
  }
}

function oneOf(names: readonly string[]): Readonly<Record<string, unknown>> {
  const different = [...new Set(names)]
  return different.length === 1 ? { const: different[0] } : { enum: different }
}

function amount({ low, places }: SourceLane): Readonly<Record<string, unknown>> {
  const sign = low < 0n ? '-?' : ''
  const fraction = places === 0 ? '' : `(\\.[0-9]{1,${places}})?`
  return { type: 'string', pattern: `^${sign}[0-9]{1,${WHOLE_DIGITS}}${fraction}$` }
}

function whenOf(lane: SourceLane): Readonly<Record<string, unknown>> {
  return {
    if: {
      type: 'object',
      properties: { parameter: { const: lane.parameter }, meter: { const: lane.meter } },
      required: ['parameter', 'meter'],
    },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: { type: 'object', properties: { unit: { const: lane.unit }, value: amount(lane) } },
  }
}
