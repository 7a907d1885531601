import { formatTime, parseDecimal, parseTime, type UnixS } from '@tcctv/units'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Pdd } from '../documents/pdd.ts'
import type { PddVersion } from '../pdd-version/pdd-version.ts'
import { checkInterval } from './check-interval.ts'
import { dataSchema, type SchemaVersion } from './data-schema.ts'
import type { Reading, RowFault } from './reading.ts'
import { rowFault } from './row-faults.ts'
import { schemaFaults } from './schema-faults.ts'

/** One JSON record; `status` is kept by the sender's evidence, not by the reading. */
type JsonReading = {
  readonly parameter: string
  readonly meter: string
  readonly unit: string
  readonly start: string
  readonly end: string
  readonly value: string
}

export type ReadReading = (
  json: unknown,
  row: number,
  nowS: UnixS,
) => { readonly reading?: Reading; readonly faults: RowFault[] }

/**
 * A reader of JSON readings: the data schema first, then step, grid, crediting period and hard bounds. The schema is
 * compiled once. Not checked: order and duplicates.
 *
 * @example
 * const read = compileReadingReader(pdd, version)
 * read({ parameter: 'EG_EXP', meter: 'M1', unit: 'kWh', start: '2012-06-10T18:00:00Z', end: '2012-06-10T18:15:00Z',
 *   value: '12.5' }, 1, nowS).reading?.count // 12500n
 */
export function compileReadingReader(
  pdd: Pdd,
  version: SchemaVersion & Pick<PddVersion, 'crediting' | 'offsets'>,
): ReadReading {
  const ajv = new Ajv2020({ allErrors: true, formats: { 'date-time': isTime } })
  const validate = ajv.compile<JsonReading>(dataSchema(pdd, version))
  const lanes = new Map(version.lanes.map((lane, index) => [`${lane.parameter} ${lane.meter}`, { ...lane, index }]))
  return (json, row, nowS) => {
    if (!validate(json)) return { faults: schemaFaults(validate.errors ?? [], json, row) }
    const lane = lanes.get(`${json.parameter} ${json.meter}`)
    if (lane === undefined)
      return { faults: [rowFault(row, '/meter', 'LANE_UNKNOWN', json.meter, `a meter of ${json.parameter}`)] }
    const [startS, endS] = [parseTime(json.start), parseTime(json.end)]
    const { stepS, places, low, high, unit } = lane
    const faults: RowFault[] = []
    if (endS !== startS + stepS) faults.push(rowFault(row, '/end', 'TIME_ORDER', json.end, formatTime(startS + stepS)))
    checkInterval(version, { startS, stepS }, nowS, { row, field: '/start' }, faults)
    const count = parseDecimal(json.value, places)
    if (count < low || count > high) {
      const code = count < low ? 'TOO_LOW' : 'TOO_HIGH'
      faults.push(
        rowFault(row, '/value', code, `${json.value} ${unit}`, `${low} to ${high} times ${lane.quantum} ${unit}`),
      )
    }
    return faults.length > 0 ? { faults } : { reading: { lane: lane.index, startS, stepS, count, row }, faults }
  }
}

function isTime(text: string): boolean {
  try {
    parseTime(text)
    return true
  } catch {
    return false
  }
}
