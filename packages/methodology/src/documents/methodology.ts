import { conversionFactor, parseUnit, TcctvError } from '@tcctv/units'
import { checkGwp, setOf } from '../constants/check-gwp.ts'
import { GWP_SETS } from '../constants/registry.ts'
import { compare, rationalOf } from '../program/rational.ts'
import { refuseFaults } from './faults.ts'
import { readYaml, sinkOf } from './read-yaml.ts'
import {
  byMember,
  decimal,
  described,
  flag,
  identifier,
  list,
  object,
  oneOf,
  optional,
  range,
  record,
  schemaOf,
  text,
  whole,
  type Check,
  type Checked,
} from './shape.ts'

/** A name that an expression can use. */
const symbol = /^[A-Za-z_][A-Za-z0-9_]{0,30}$/
const rounding = oneOf('floor', 'ceil', 'trunc', 'half-up', 'half-even')
export const semanticVersion: Check<string> = text(/^\d+\.\d+\.\d+$/, 'a version of three numbers like 1.0.0')
export const duration: Check<string> = text(
  /^P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?$/,
  'a duration like PT15M',
)

/** One factor of a unit for the schema; a test holds it to the table of packages/units. */
const UNIT_TERM = [
  '\\s*(%|[1-9]\\d{0,8}|(',
  '[mck]?m|mi|ha|m?l|gal|Nm3|s|min|h|d|yr|K|degC|m?bar|[kMGT]?(J|Wh|W|Pa)|',
  '([mkMG]?g|[kM]?t|lb)(CO2e?|CH4|N2O|C|COD|waste|fuel|biomass)?',
  ')(\\^?-?\\d+)?)\\s*',
].join('')

/** Text of a unit of the list in packages/units. */
export const unit: Check<string> = described(
  (found, path, sink) => {
    if (typeof found !== 'string' || found.length > 1000) {
      sink.add(path, 'TEXT', found, 'a unit in quotes, for example "tCO2/MWh" or "1"')
      return ''
    }
    try {
      parseUnit(found)
    } catch {
      sink.add(path, 'UNIT_UNKNOWN', found, 'a known unit, for example tCO2/MWh')
    }
    return found
  },
  {
    type: 'string',
    description: 'a unit, for example tCO2/MWh',
    maxLength: 1000,
    pattern: `^${UNIT_TERM}([*/]${UNIT_TERM})*$`,
  },
)

const terms = list(decimal)
/** One decimal, or the terms of a kernel. */
export const decimalOrTerms: Check<string | readonly string[]> = described(
  (found, path, sink) => (Array.isArray(found) ? terms(found, path, sink) : decimal(found, path, sink)),
  { anyOf: [schemaOf(decimal), schemaOf(terms)] },
)

const fixed = object({
  unit,
  value: optional(byMember(decimalOrTerms)),
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
  corroborated_by: optional(identifier),
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
  aggregate: optional(oneOf('sum', 'mean', 'last', 'min', 'max')),
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
  argument: optional(unit),
  table: optional(list(range)),
  values: optional(byMember(decimalOrTerms)),
  plausible: optional(range),
})

/** Shape of a methodology document. */
export const methodologyShape = object({
  schema: oneOf('tcctv-methodology/1'),
  id: identifier,
  version: semanticVersion,
  title: text(),
  basis: list(object({ ref: text(), uses: text(), status: oneOf('V', 'S', 'M') })),
  output_unit: oneOf('tCO2e'),
  gwp: optional(oneOf(...GWP_SETS)),
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
      buffer: optional(object({ share: decimal, round: rounding, quantum: decimal })),
      carry_remainder: optional(flag),
    }),
  ),
  tests: optional(list(object({ case: optional(text()), inputs: optional(text()), expected: optional(text()) }))),
})

/** A methodology document `tcctv-methodology/1`, checked. */
export type Methodology = Checked<typeof methodologyShape>
export type MonitoredParameter = Checked<typeof monitored>
export type MethodologyEquation = Checked<typeof equation>
export type MethodologyCoefficient = Checked<typeof coefficient>

/**
 * Reads a methodology document. Checks its shape, not its equations: see `compileMethodology`.
 *
 * @throws {TcctvError} DOCUMENT_INVALID with all faults in `details.faults`, each with path, line, found, expected
 */
export function parseMethodology(yamlText: string): Methodology {
  const read = readYaml(yamlText, 'methodology document')
  return methodologyOf(read.data, sinkOf(read))
}

/** Checks a methodology document that was read. @throws {TcctvError} DOCUMENT_INVALID with all faults in `details.faults` */
export function methodologyOf(data: unknown, sink: Sink): Methodology {
  const document = methodologyShape(data, [], sink)
  if (sink.faults.length === 0) crossCheck(document, sink)
  refuseFaults('methodology document', sink.faults)
  return document
}

type Sink = ReturnType<typeof sinkOf>
const BUILT_IN = ['DAYS', 'DAYS_ALL', 'HOURS', 'n']

function crossCheck(document: Methodology, sink: Sink): void {
  for (const [id, { round, quantum }] of Object.entries(document.equations)) {
    if ((round === undefined) !== (quantum === undefined))
      sink.add(['equations', id], 'ROUND', round ?? quantum, '`round` and `quantum` together')
    if (quantum !== undefined && !isAboveZero(quantum))
      sink.add(['equations', id, 'quantum'], 'RANGE', quantum, 'a decimal above zero')
  }
  checkIntervals(document, sink)
  checkNames(document, sink)
  checkCorroboration(document, sink)
  checkPotentials(document, sink)
  for (const [id, coefficient] of Object.entries(document.coefficients ?? {})) checkCoefficient(id, coefficient, sink)
  if (document.issuance !== undefined && !Object.hasOwn(document.equations, document.issuance.from))
    sink.add(['issuance', 'from'], 'NAME', document.issuance.from, 'an equation')
  if (document.issuance !== undefined) checkIssuance(document.issuance, document.equations, sink)
}

function checkIntervals({ equations, monitored, issuance }: Methodology, sink: Sink): void {
  for (const [id, { scope, aggregate, round }] of Object.entries(equations)) {
    if (aggregate !== undefined && scope !== 'interval')
      sink.add(['equations', id, 'aggregate'], 'SCOPE', aggregate, '`scope: interval` with it')
    if (aggregate === 'mean' && round !== 'floor' && round !== 'ceil')
      sink.add(
        ['equations', id, 'aggregate'],
        'ROUND',
        aggregate,
        '`round` floor or ceil, for the mean has to be rounded',
      )
    if (scope === 'interval' && issuance?.from === id)
      sink.add(['issuance', 'from'], 'SCOPE', id, 'an equation of the period')
  }
  for (const [id, { when }] of Object.entries(monitored)) {
    const status = when !== undefined && Object.hasOwn(monitored, when) ? monitored[when] : undefined
    if (when !== undefined && (status === undefined || status.when !== undefined || status.index !== undefined))
      sink.add(['monitored', id, 'when'], 'NAME', when, 'a monitored parameter without `when` and `index`')
  }
}

function checkNames(document: Methodology, sink: Sink): void {
  const taken = new Map(BUILT_IN.map((id) => [id, 'the compiler']))
  for (const group of ['fixed', 'monitored', 'coefficients', 'equations'] as const)
    for (const [id, { index }] of Object.entries(document[group] ?? {})) {
      const by = taken.get(id)
      if (by !== undefined) sink.add([group, id], 'TWICE', id, `a name that ${by} does not use`)
      taken.set(id, group)
      if (index !== undefined && !Object.hasOwn(document.sets ?? {}, index))
        sink.add([group, id, 'index'], 'NAME', index, knownSets(document))
    }
  for (const [id, members] of Object.entries(document.sets ?? {})) {
    if (members.length === 0 || new Set(members).size < members.length)
      sink.add(['sets', id], 'MEMBERS', members, 'at least one member, each once')
    if (!members.every((member) => symbol.test(member)))
      sink.add(['sets', id], 'MEMBERS', members, 'members of letters, digits and _')
  }
}

function knownSets({ sets = {} }: Methodology): string {
  const known = Object.keys(sets)
  return known.length === 0 ? 'a set that stands under `sets`, of which there are none' : `a set: ${known.join(', ')}`
}

/** Global warming potentials come from the set that the document or their `ref` names (R11). */
function checkPotentials({ fixed: parameters, gwp }: Methodology, sink: Sink): void {
  for (const [id, parameter] of Object.entries(parameters)) {
    const path = ['fixed', id]
    const set = setOf(path, parameter, gwp, sink)
    if (typeof parameter.value === 'string') checkGwp([...path, 'value'], parameter, parameter.value, set, sink)
  }
}

/** Only values of the table's rule are corroborated, and by another monitored parameter. */
function checkCorroboration({ monitored }: Methodology, sink: Sink): void {
  for (const [id, { gap, corroborated_by: by }] of Object.entries(monitored)) {
    if (by === undefined) continue
    const path = ['monitored', id, 'corroborated_by']
    if (gap !== 'tool08') sink.add(path, 'GAP', gap ?? 'no gap rule', '`gap: tool08`, or no corroboration')
    if (by === id || !Object.hasOwn(monitored, by)) sink.add(path, 'NAME', by, 'another monitored parameter')
  }
}

function checkCoefficient(
  id: string,
  { kind, expr, values, table, round, places }: MethodologyCoefficient,
  sink: Sink,
) {
  const path = ['coefficients', id]
  if (kind === 'table') {
    if (table === undefined || table.length === 0)
      sink.add([...path, 'table'], 'MISSING', table, 'rows of key and value')
    const keys = (table ?? []).map(([key]) => rationalOf(key))
    if (keys.some((key, row) => row > 0 && compare(key, keys[row - 1] ?? key) <= 0))
      sink.add([...path, 'table'], 'ORDER', id, 'ascending keys')
    return
  }
  if ((expr === undefined) === (values === undefined))
    sink.add(path, 'COEFFICIENT', id, 'either `expr` or committed `values`')
  if (kind === 'period' && values !== undefined) sink.add([...path, 'values'], 'COEFFICIENT', id, '`kind: static`')
  if (expr !== undefined && (round === undefined || round === 'trunc' || round === 'half-up' || places === undefined))
    sink.add(path, 'ROUND', round, '`round` floor, ceil or half-even, and `places`')
  if (places !== undefined && (places < 0 || places > 18)) sink.add([...path, 'places'], 'RANGE', places, '0 to 18')
}

function checkIssuance(
  { from, unit: issued, quantum, cap, buffer }: NonNullable<Methodology['issuance']>,
  equations: Methodology['equations'],
  sink: Sink,
): void {
  const equation = Object.hasOwn(equations, from) ? equations[from] : undefined
  if (equation?.index !== undefined) sink.add(['issuance', 'from'], 'INDEX', from, 'an equation without `index`')
  if (equation !== undefined && !isConvertible(equation.unit, issued))
    sink.add(['issuance', 'unit'], 'UNIT', issued, `a unit that ${from} in ${equation.unit} can be converted to`)
  if (!isAboveZero(quantum)) sink.add(['issuance', 'quantum'], 'RANGE', quantum, 'a decimal above zero')
  if (cap !== undefined && cap !== 'none' && !/^\d{1,40}(\.\d{1,18})?$/.test(cap))
    sink.add(['issuance', 'cap'], 'RANGE', cap, 'none, or a decimal from zero')
  if (buffer === undefined) return
  if (!/^(0(\.\d{1,18})?|1(\.0{1,18})?)$/.test(buffer.share))
    sink.add(['issuance', 'buffer', 'share'], 'RANGE', buffer.share, 'a share from 0 to 1')
  if (!isAboveZero(buffer.quantum)) sink.add(['issuance', 'buffer', 'quantum'], 'RANGE', buffer.quantum, 'above zero')
}

function isConvertible(from: string, to: string): boolean {
  try {
    conversionFactor(from, to)
    return true
  } catch (error) {
    if (error instanceof TcctvError) return false
    throw error
  }
}

function isAboveZero(decimalText: string): boolean {
  return /^(?!-).*[1-9]/.test(decimalText)
}
