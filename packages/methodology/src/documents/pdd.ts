import { blankFaults, isOfBlank } from '../pdd-fields/blanks.ts'
import { refuseFaults } from './faults.ts'
import { GWP_SETS } from '../constants/registry.ts'
import { duration, semanticVersion, unit } from './methodology.ts'
import {
  activity,
  applicability,
  contentHash,
  documents,
  estimates,
  location,
  materiality,
  monitoringPlan,
  parties,
  renewals,
  samples,
  significantIncrease,
} from './pdd-content.ts'
import { readYaml, sinkOf } from './read-yaml.ts'
import {
  byMember,
  date,
  decimal,
  flag,
  FLAT_NAME,
  flatName,
  identifier,
  list,
  object,
  oneOf,
  optional,
  record,
  text,
  whole,
  type Checked,
} from './shape.ts'
import { tolerances } from './tolerance.ts'

const hash = text(/^keccak256:0x[0-9a-f]{64}$/, 'keccak256:0x and 64 hex digits')
const instant = text(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'a time like 2012-03-11T09:00:00Z')

/** `parameter` of a split column is that of its positive side; of an indexed parameter it names one member. */
const column = object({
  parameter: flatName,
  split: optional(object({ positive: flatName, negative: flatName })),
  unit,
  kind: oneOf('mean-power', 'interval', 'cumulative'),
  meter: identifier,
  empty: oneOf('gap', 'fault'),
  quantum: object({ value: decimal, unit, round: oneOf('floor', 'ceil', 'trunc', 'half-up', 'half-even') }),
})

const source = object({
  file: optional(text()),
  sha256: optional(text(/^[0-9a-f]{64}$/, '64 hex digits')),
  format: oneOf('csv', 'json', 'ndjson'),
  time: object({
    column: text(),
    parse: oneOf('rfc3339'),
    read_as: oneOf('wall-clock', 'instant'),
    stored_offset: optional(text(/^[+-]\d\d:\d\d$/, 'an offset like "-07:00"')),
    zone: text(),
    marks: oneOf('interval-start', 'interval-end'),
    interval: duration,
  }),
  columns: record(column, /^.{1,100}$/),
})

const evidence = object({
  status: text(),
  note: optional(text()),
  source: text(),
  file: optional(text()),
  hash: optional(text()),
  page: optional(text()),
})
const year = /^\d{4}$/

/** Amounts of an input in the years before the chain has its own; what lies before `zero_before` is declared to be 0. */
const history = object({
  unit,
  years: record(decimal, year),
  zero_before: optional(object({ year: text(year, 'a year like "2009"'), reason: text(/\S/, 'a reason') })),
  evidence,
})

/** Shape of a project document. */
export const pddShape = object({
  schema: oneOf('tcctv-pdd/1'),
  id: identifier,
  version: semanticVersion,
  purpose: oneOf('project', 'demonstration'),
  visibility: optional(oneOf('parties', 'public-records', 'public')),
  title: text(),
  methodology: object({ id: identifier, version: semanticVersion, hash }),
  parties,
  location: optional(location),
  activity: optional(activity),
  crediting: object({ start: date, end: date, zone: text(), renewals: optional(renewals) }),
  gwp: optional(oneOf(...GWP_SETS)),
  fixed: optional(
    record(
      object({
        value: optional(byMember(decimal)),
        versions: optional(record(byMember(decimal), year)),
        evidence,
      }),
    ),
  ),
  meters: record(
    object({
      measures: list(flatName),
      model: text(),
      serial: text(),
      class: text(),
      mpe: decimal,
      calibration: object({ interval: duration, last: date, certificate: optional(text()) }),
      register: object({
        kind: oneOf('interval', 'cumulative'),
        digits: optional(whole),
        rollover: optional(decimal),
        resets: optional(
          list(object({ at: instant, before: decimal, after: decimal, reason: text(/\S/, 'a reason') })),
        ),
      }),
      handover: optional(object({ replaces: identifier, at: instant, last: decimal, first: decimal })),
    }),
  ),
  constants: optional(
    record(
      object({
        value: decimal,
        unit,
        reason: text(),
        flag,
        approved_deviation: optional(
          object({ reference: text(/\S/, 'a reference of the registry'), hash: contentHash }),
        ),
      }),
      FLAT_NAME,
    ),
  ),
  history: optional(record(history, FLAT_NAME)),
  sources: record(source),
  tolerances,
  estimates: optional(estimates),
  significant_increase: optional(significantIncrease),
  monitoring_plan: optional(monitoringPlan),
  applicability: optional(applicability),
  documents: optional(documents),
  materiality: optional(materiality),
  samples: optional(samples),
  anomaly: optional(object({ policy: oneOf('flag', 'hold') })),
  notifications: optional(record(list(identifier))),
})

/** A project document `tcctv-pdd/1`, checked. */
export type Pdd = Checked<typeof pddShape>
export type PddSource = Checked<typeof source>
export type PddColumn = Checked<typeof column>

/**
 * Reads a project document. Checks its shape; what depends on the methodology is checked by `compilePdd`.
 *
 * @throws {TcctvError} DOCUMENT_INVALID with all faults in `details.faults`
 */
export function parsePdd(yamlText: string): Pdd {
  const read = readYaml(yamlText, 'project document')
  const sink = sinkOf(read)
  const document = pddShape(read.data, [], sink)
  const blanks = blankFaults(read.data, read.locate)
  refuseFaults('project document', [...blanks, ...sink.faults.filter((fault) => !isOfBlank(fault, blanks))])
  return document
}
