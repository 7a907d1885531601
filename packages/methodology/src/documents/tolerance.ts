import type { FaultSink, Path } from './faults.ts'
import { unit } from './methodology.ts'
import { HOURS, MONTHS, WEEKDAYS } from '../tolerance/profile-rows.ts'
import {
  date,
  decimal,
  described,
  flatName,
  identifier,
  list,
  object,
  oneOf,
  optional,
  schemaOf,
  text,
  type Check,
  type Checked,
} from './shape.ts'

const margin = object({
  of: optional(oneOf('span', 'high', 'low', 'expected')),
  percent: optional(decimal),
  absolute: optional(decimal),
  unit: optional(unit),
})

const monthRows = rows(MONTHS, decimal)
const weekdayRows = rows(WEEKDAYS, decimal)
const hourRows = rows(HOURS, decimal)
const monthHourRows = rows(MONTHS, hourRows)

/** Two constants. */
const range = object({ kind: oneOf('range'), low: decimal, high: decimal, unit })

/** A table of the initialisation phase; `window` and `statistic` say where it comes from. */
const profile = choice('by', {
  month: profileOf('month', monthRows),
  weekday: profileOf('weekday', weekdayRows),
  hour: profileOf('hour', hourRows),
  'month-hour': profileOf('month-hour', monthHourRows),
})

/** Factors of the value of `activity.rated`, or of that one of its values which `of` names. */
const rated = object({ kind: oneOf('rated'), of: optional(identifier), low: decimal, high: decimal })

/** Quotient of the parameter's day by that of another. */
const ratio = object({ kind: oneOf('ratio'), to: flatName, low: decimal, high: decimal, unit })

/** What is expected; without `within` nothing but exactly that is in range. */
const expected = choice('by', {
  month: expectedOf('month', monthRows, { per: optional(oneOf('month')) }),
  weekday: expectedOf('weekday', weekdayRows, {}),
  hour: expectedOf('hour', hourRows, {}),
  'month-hour': expectedOf('month-hour', monthHourRows, {}),
  estimates: object({ kind: oneOf('expected'), by: oneOf('estimates'), within: optional(margin) }),
})

const basis = choice('kind', { range, profile, rated, ratio, expected })

const tolerance = object({
  id: identifier,
  parameter: flatName,
  applies: oneOf('reading', 'day'),
  basis,
  effective: optional(date),
  first: margin,
  second: margin,
})

/** Limits of a project document. What depends on parameters and units is checked by `compileLimits`. */
export const tolerances = list(tolerance)

export type PddTolerance = Checked<typeof tolerance>
export type PddBasis = Checked<typeof basis>
export type PddMargin = Checked<typeof margin>
/** Amounts by row of a profile, by month and hour in two levels. */
export type PddTable = Readonly<Record<string, string | Readonly<Record<string, string>>>>

function profileOf<const B extends string>(by: B, table: Check<PddTable>) {
  return object({
    kind: oneOf('profile'),
    by: oneOf(by),
    statistic: text(/\S/, 'what the table is, for example max or p95'),
    window: optional(object({ start: date, end: date, days: optional(text()) })),
    unit,
    low: constantOr(table),
    high: constantOr(table),
  })
}

function expectedOf<const B extends string, M extends Parameters<typeof object>[0]>(
  by: B,
  table: Check<PddTable>,
  more: M,
) {
  return object({
    kind: oneOf('expected'),
    by: oneOf(by),
    source: text(/\S/, 'where the figures come from'),
    unit,
    expected: table,
    within: optional(margin),
    ...more,
  })
}

/** A table with exactly these rows. Its schema is short: one of each row would be thousands of lines. */
function rows<T extends string | Readonly<Record<string, string>>>(
  names: readonly string[],
  cell: Check<T>,
): Check<Readonly<Record<string, T>>> {
  const check = object(Object.fromEntries(names.map((name) => [name, cell])))
  return described((found: unknown, path: Path, sink: FaultSink) => check(found, path, sink), {
    type: 'object',
    propertyNames: { enum: names },
    minProperties: names.length,
    additionalProperties: schemaOf(cell),
  })
}

/** One constant for all rows, or a table of them. */
function constantOr(table: Check<PddTable>): Check<{ readonly constant: string } | PddTable> {
  const constant = object({ constant: decimal })
  const check = (found: unknown, path: Path, sink: FaultSink): { readonly constant: string } | PddTable =>
    typeof found === 'object' && found !== null && 'constant' in found
      ? constant(found, path, sink)
      : table(found, path, sink)
  return described(check, { anyOf: [schemaOf(constant), schemaOf(table)] })
}

/** One of several shapes, by the text of one key. */
function choice<const O extends Readonly<Record<string, Check<unknown>>>>(
  key: string,
  options: O,
): Check<Checked<O[keyof O]>> {
  const check = (found: unknown, path: Path, sink: FaultSink): Checked<O[keyof O]> => {
    const isMap = typeof found === 'object' && found !== null && !Array.isArray(found)
    const name: unknown = isMap ? Object.entries(found).find(([one]) => one === key)?.[1] : undefined
    const option = typeof name === 'string' && Object.hasOwn(options, name) ? options[name] : undefined
    if (option !== undefined) option(found, path, sink)
    else if (isMap) sink.add([...path, key], 'CHOICE', name, Object.keys(options).join(', '))
    else sink.add(path, 'TYPE', found, 'a map of keys')
    return found as Checked<O[keyof O]> // used only when the sink is empty
  }
  return described(check, { anyOf: Object.values(options).map(schemaOf) })
}
