import { parseUnit } from '@tcctv/units'
import { refuseFaults } from './faults.ts'
import { readYaml, sinkOf } from './read-yaml.ts'
import {
  anything,
  byMember,
  decimal,
  flag,
  identifier,
  list,
  object,
  oneOf,
  optional,
  range,
  record,
  text,
  whole,
  type Check,
  type Checked,
} from './shape.ts'

/** A name that an expression can use. */
const symbol = /^[A-Za-z_][A-Za-z0-9_]{0,30}$/
const rounding = oneOf('floor', 'ceil', 'trunc', 'half-up', 'half-even')
export const semanticVersion: Check<string> = text(/^\d+\.\d+\.\d+$/, 'a version like 1.0.0')
export const duration: Check<string> = text(
  /^P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?$/,
  'a duration like PT15M',
)

/** Text of a unit of the list in packages/units. */
export const unit: Check<string> = (found, path, sink) => {
  const checked = text()(found, path, sink)
  try {
    parseUnit(checked)
  } catch {
    sink.add(path, 'UNIT_UNKNOWN', found, 'a known unit, for example tCO2/MWh')
  }
  return checked
}

const fixed = object({
  unit,
  value: optional(byMember(decimal)),
  fixity: optional(oneOf('ex-ante')),
  versions: optional(oneOf('calendar-year')),
  ref: optional(text()),
  plausible: optional(range),
  index: optional(identifier),
})

const monitored = object({
  unit,
  kind: oneOf('interval', 'cumulative', 'published', 'sampled', 'module', 'total'),
  role: optional(oneOf('baseline', 'project', 'leakage')),
  aggregate: optional(oneOf('sum', 'mean', 'last', 'min', 'max')),
  max_interval: optional(duration),
  gap: optional(oneOf('zero', 'rated', 'review', 'tool08')),
  meter: optional(
    object({ class: text(), mpe: decimal, calibration: optional(duration), rollover: optional(decimal) }),
  ),
  sign: optional(oneOf('nonnegative', 'any')),
  plausible: optional(range),
  when: optional(identifier),
  spread: optional(oneOf('days')),
  module: optional(identifier),
  versions: optional(oneOf('calendar-year')),
  index: optional(identifier),
})

const equation = object({
  expr: text(),
  unit,
  round: optional(rounding),
  quantum: optional(decimal),
  scope: optional(oneOf('period', 'interval')),
  index: optional(identifier),
  declares: optional(identifier),
})

const coefficient = object({
  kind: oneOf('static', 'period', 'table'),
  unit,
  index: optional(identifier),
  expr: optional(text()),
  terms: optional(whole),
  round: optional(rounding),
  places: optional(whole),
  table: optional(list(list(decimal))),
  values: optional(list(decimal)),
})

const methodology = object({
  schema: oneOf('tcctv-methodology/1'),
  id: identifier,
  version: semanticVersion,
  title: text(),
  basis: list(object({ ref: text(), uses: text(), status: oneOf('V', 'S', 'M') })),
  output_unit: oneOf('tCO2e'),
  period: object({
    zone: text(),
    bounds: oneOf('[start,end)'),
    split: oneOf('calendar-year', 'none'),
    report: duration,
  }),
  sets: optional(record(list(identifier), symbol)),
  fixed: record(fixed, symbol),
  monitored: record(monitored, symbol),
  coefficients: optional(record(coefficient, symbol)),
  equations: record(equation, symbol),
  issuance: optional(
    object({
      from: identifier,
      unit,
      quantum: decimal,
      round: rounding,
      negative: oneOf('carry', 'zero'),
      cap: optional(text()),
      buffer: optional(anything),
      carry_remainder: optional(flag),
    }),
  ),
  tests: optional(list(object({ case: optional(text()), inputs: optional(text()), expected: optional(text()) }))),
})

/** A methodology document `tcctv-methodology/1`, checked. */
export type Methodology = Checked<typeof methodology>
export type MonitoredParameter = Checked<typeof monitored>
export type MethodologyEquation = Checked<typeof equation>

/**
 * Reads a methodology document. Checks its shape, not its equations: see `compileMethodology`.
 *
 * @throws {TcctvError} DOCUMENT_INVALID with all faults in `details.faults`, each with path, line, found, expected
 */
export function parseMethodology(yamlText: string): Methodology {
  const read = readYaml(yamlText, 'methodology document')
  const sink = sinkOf(read)
  const document = methodology(read.data, [], sink)
  if (sink.faults.length === 0) crossCheck(document, sink)
  refuseFaults('methodology document', sink.faults)
  return document
}

function crossCheck(document: Methodology, sink: ReturnType<typeof sinkOf>): void {
  for (const [id, { round, quantum }] of Object.entries(document.equations)) {
    if ((round === undefined) !== (quantum === undefined))
      sink.add(['equations', id], 'ROUND', round ?? quantum, '`round` and `quantum` together')
    if (quantum !== undefined && !/[1-9]/.test(quantum.replace(/^-.*/, '')))
      sink.add(['equations', id, 'quantum'], 'RANGE', quantum, 'a decimal above zero')
  }
  for (const group of ['fixed', 'monitored', 'coefficients'] as const)
    for (const id of Object.keys(document[group] ?? {}))
      if (Object.hasOwn(document.equations, id))
        sink.add(['equations', id], 'TWICE', id, `a name that ${group} does not use`)
  if (document.issuance !== undefined && !Object.hasOwn(document.equations, document.issuance.from))
    sink.add(['issuance', 'from'], 'NAME', document.issuance.from, 'an equation')
}
