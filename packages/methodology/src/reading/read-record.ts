import { divide, roundToQuantum, type UnixS } from '@tcctv/units'
import { checkInterval } from './check-interval.ts'
import type { ColumnMapping, SourceMapping } from './compile-source.ts'
import { readDecimalText } from './decimal-text.ts'
import type { Reading, RowFault } from './reading.ts'
import { rowFault, type RowFaultCode } from './row-faults.ts'

/** What one record gave. `gaps`: empty values that the source allows. */
export type RecordResult = {
  readonly readings: Reading[]
  readonly gaps: number
  readonly faults: RowFault[]
}

/**
 * Reads one record of a source. All its faults are reported; a record with a fault in its time gives no readings. Empty
 * values of hours that never existed are neither gaps nor faults. Not checked: order and duplicates of records.
 *
 * @param row number of the record as the sender sees it; it stands in readings and faults
 * @param nowS an interval that ends later lies in the future
 * @example readRecord(mapping, { measured_on: '2011-04-15T19:00:00.000Z', ac_power_kw: '1000' }, 50, nowS).readings
 */
export function readRecord(
  mapping: SourceMapping,
  record: Readonly<Record<string, string>>,
  row: number,
  nowS: UnixS,
): RecordResult {
  const faults: RowFault[] = []
  checkColumns(mapping, record, row, faults)
  const stamp = record[mapping.timeColumn]
  if (stamp === undefined) return { readings: [], gaps: 0, faults }
  const startS = mapping.clock(stamp)
  if (startS === 'TIME_NEVER' && mapping.columns.every(({ name }) => record[name] === ''))
    return { readings: [], gaps: 0, faults }
  const field = mapping.timeColumn
  if (typeof startS !== 'number') faults.push(rowFault(row, field, startS, stamp, EXPECTED_TIME[startS] ?? ''))
  else checkInterval(mapping.version, { startS, stepS: mapping.stepS }, nowS, { row, field }, faults)
  const timeFaults = faults.length
  const readings: Reading[] = []
  let gaps = 0
  for (const column of mapping.columns) {
    const count = countOf(column, record[column.name], row, faults)
    if (count === 'gap') gaps += 1
    else if (count !== undefined && typeof startS === 'number')
      readings.push({ lane: column.lane, startS, stepS: mapping.stepS, count, row })
  }
  return timeFaults === 0 ? { readings, gaps, faults } : { readings: [], gaps: 0, faults }
}

const EXPECTED_TIME: { readonly [Code in RowFaultCode]?: string } = {
  TIME_FORMAT: 'a time like 2012-03-11T09:00:00Z',
  TIME_ZONE: 'a time that ends in Z',
  TIME_NEVER: 'an hour that the local clock shows, or no value',
}

function checkColumns(
  { known }: SourceMapping,
  record: Readonly<Record<string, string>>,
  row: number,
  faults: RowFault[],
): void {
  for (const name of Object.keys(record))
    if (!known.has(name)) faults.push(rowFault(row, name, 'COLUMN_UNKNOWN', name, [...known].join(', ')))
  for (const name of known)
    if (record[name] === undefined) faults.push(rowFault(row, name, 'COLUMN_MISSING', 'nothing', `the column ${name}`))
}

/** The count of a value; undefined after a fault. */
function countOf(
  column: ColumnMapping,
  text: string | undefined,
  row: number,
  faults: RowFault[],
): bigint | 'gap' | undefined {
  if (text === undefined) return undefined
  if (text === '') {
    if (column.emptyIsGap) return 'gap'
    faults.push(rowFault(row, column.name, 'EMPTY', 'nothing', `an amount in ${column.unit}`))
    return undefined
  }
  const number = readDecimalText(text)
  if (typeof number === 'string') {
    faults.push(rowFault(row, column.name, number, text, `a decimal in ${column.unit}`))
    return undefined
  }
  const count = rounded(number.digits * column.factor.n, number.divisor * column.factor.d, column)
  if (count >= column.low && count <= column.high) return count
  const code = count < column.low ? 'TOO_LOW' : 'TOO_HIGH'
  faults.push(rowFault(row, column.name, code, `${text} ${column.unit}`, column.range))
  return undefined
}

function rounded(dividend: bigint, divisor: bigint, { round }: ColumnMapping): bigint {
  if (round === 'floor' || round === 'ceil') return divide(dividend, divisor, round)
  return roundToQuantum(dividend, divisor, round) / divisor
}
