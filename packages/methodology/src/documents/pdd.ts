import { GWP_SETS } from '../constants/registry.ts'
import { refuseFaults, type FaultSink, type Path } from './faults.ts'
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
  described,
  flag,
  identifier,
  list,
  object,
  oneOf,
  optional,
  record,
  schemaOf,
  text,
  whole,
  type Check,
  type Checked,
} from './shape.ts'

const hash = text(/^keccak256:0x[0-9a-f]{64}$/, 'keccak256:0x and 64 hex digits')
const instant = text(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'a time like 2012-03-11T09:00:00Z')
const month = /^(0[1-9]|1[0-2])$/

/** `parameter` of a split column is that of its positive side. */
const column = object({
  parameter: identifier,
  split: optional(object({ positive: identifier, negative: identifier })),
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

const margin = object({
  of: optional(oneOf('span', 'high', 'low', 'expected')),
  percent: optional(decimal),
  absolute: optional(decimal),
  unit: optional(unit),
})

const rangeBasis = object({ kind: oneOf('range'), low: decimal, high: decimal, unit })
const profileBasis = object({
  kind: oneOf('profile'),
  by: oneOf('month'),
  statistic: text(),
  window: optional(object({ start: date, end: date, days: optional(text()) })),
  unit,
  low: byMonth(),
  high: byMonth(),
})

const tolerance = object({
  id: identifier,
  parameter: identifier,
  applies: oneOf('reading', 'day'),
  basis: basis(),
  effective: optional(date),
  first: margin,
  second: margin,
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
        versions: optional(record(decimal, /^\d{4}$/)),
        evidence: object({
          status: text(),
          note: optional(text()),
          source: text(),
          file: optional(text()),
          hash: optional(text()),
          page: optional(text()),
        }),
      }),
    ),
  ),
  meters: record(
    object({
      measures: list(identifier),
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
    ),
  ),
  sources: record(source),
  tolerances: list(tolerance),
  estimates: optional(estimates),
  significant_increase: optional(significantIncrease),
  monitoring_plan: optional(monitoringPlan),
  applicability: optional(applicability),
  documents: optional(documents),
  materiality: optional(materiality),
  samples: optional(samples),
  notifications: optional(record(list(identifier))),
})

/** A project document `tcctv-pdd/1`, checked. */
export type Pdd = Checked<typeof pddShape>
export type PddSource = Checked<typeof source>
export type PddColumn = Checked<typeof column>
export type PddTolerance = Checked<typeof tolerance>
export type PddMargin = Checked<typeof margin>
export type PddMonths = { readonly constant: string } | Readonly<Record<string, string>>

/**
 * Reads a project document. Checks its shape; what depends on the methodology is checked by `compilePdd`.
 *
 * @throws {TcctvError} DOCUMENT_INVALID with all faults in `details.faults`
 */
export function parsePdd(yamlText: string): Pdd {
  const read = readYaml(yamlText, 'project document')
  const sink = sinkOf(read)
  const document = pddShape(read.data, [], sink)
  refuseFaults('project document', sink.faults)
  return document
}

function basis(): Check<Checked<typeof rangeBasis> | Checked<typeof profileBasis>> {
  const check = (found: unknown, path: Path, sink: FaultSink) => {
    const kind = typeof found === 'object' && found !== null && 'kind' in found ? found.kind : undefined
    if (kind === 'range') return rangeBasis(found, path, sink)
    if (kind !== 'profile')
      sink.add([...path, 'kind'], 'UNSUPPORTED', kind, 'range or profile; other kinds are not supported yet')
    else if (typeof found === 'object' && found !== null && 'by' in found && found.by !== 'month')
      sink.add([...path, 'by'], 'UNSUPPORTED', found.by, 'month; other profiles are not supported yet')
    else return profileBasis(found, path, sink)
    return found as Checked<typeof profileBasis> // used only when the sink is empty
  }
  return described(check, { anyOf: [schemaOf(rangeBasis), schemaOf(profileBasis)] })
}

/** One constant, or a limit for each of the twelve months. */
function byMonth(): Check<PddMonths> {
  const constant = object({ constant: decimal })
  const every = record(decimal, month)
  const check = (found: unknown, path: Path, sink: FaultSink): PddMonths => {
    if (typeof found === 'object' && found !== null && 'constant' in found) return constant(found, path, sink)
    const months = every(found, path, sink)
    if (typeof found === 'object' && found !== null && Object.keys(found).length !== 12)
      sink.add(path, 'LENGTH', Object.keys(found).join(' '), 'the months "01" to "12"')
    return months
  }
  return described(check, { anyOf: [schemaOf(constant), { ...schemaOf(every), minProperties: 12 }] })
}
