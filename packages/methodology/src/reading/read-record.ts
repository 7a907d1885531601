import { divide, roundToQuantum, type UnixS } from '@tcctv/units'
import { checkInterval } from './check-interval.ts'
import type { ColumnMapping, SourceMapping } from './compile-source.ts'
import { readDecimalText } from './decimal-text.ts'
import type { Reading, RowFault } from './reading.ts'
import type { ReadRegister } from './registers.ts'
import { rowFault, type RowFaultCode } from './row-faults.ts'

/** What one record gave. `gaps`: empty values that the source allows; `spread`: intervals between distant registers. */
export type RecordResult = {
  readonly readings: Reading[]
  readonly gaps: number
  readonly spread: number
  readonly faults: RowFault[]
}

/**
 * Reads one record of a source. All its faults are reported; a record with a fault in its time gives no readings. Empty
 * values of hours that never existed are neither gaps nor faults. A register gives the intervals since the register
 * before it. Not checked: order and duplicates of records.
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
  const found = { readings: [] as Reading[], gaps: 0, spread: 0, faults: [] as RowFault[] }
  checkColumns(mapping, record, row, found.faults)
  const stamp = record[mapping.timeColumn]
  if (stamp === undefined) return found
  const atS = mapping.clock(stamp)
  if (atS === 'TIME_NEVER' && mapping.columns.every(({ name }) => record[name] === '')) return found
  const field = mapping.timeColumn
  // A register stands at an instant; the intervals that end there are checked by what they follow from.
  const interval = { startS: typeof atS === 'number' ? atS : 0, stepS: mapping.stepS }
  if (typeof atS !== 'number') found.faults.push(rowFault(row, field, atS, stamp, EXPECTED_TIME[atS] ?? ''))
  else checkInterval(mapping.version, interval, nowS, { row, field, isInstant: mapping.isOfRegisters }, found.faults)
  const isTimed = found.faults.length === 0
  for (const column of mapping.columns) {
    const count = countOf(column, record[column.name], row, found.faults)
    if (count === 'gap') found.gaps += 1
    else if (count !== undefined && isTimed) addReadings(column, { ...interval, count, row }, found)
  }
  return found
}

type Found = { readonly readings: Reading[]; spread: number; readonly faults: RowFault[] }
type Counted = Omit<Reading, 'lane'>

function addReadings(column: ColumnMapping, counted: Counted, found: Found): void {
  const { negative, readRegister, lane } = column
  if (readRegister !== undefined) addRegister(column, readRegister, counted, found)
  else {
    const { count } = counted
    found.readings.push({ ...counted, lane, count: negative !== undefined && count < 0n ? 0n : count })
    if (negative !== undefined)
      found.readings.push({ ...counted, lane: negative.lane, count: count < 0n ? -count : 0n })
  }
}

function addRegister(column: ColumnMapping, read: ReadRegister, counted: Counted, found: Found): void {
  const { startS: atS, stepS, row, count } = counted
  const { intervals, isSpread, fault } = read({ atS, count })
  if (fault !== undefined) found.faults.push(rowFault(row, column.name, fault.code, fault.found, fault.expected))
  if (isSpread) found.spread += intervals.length
  for (const interval of intervals) found.readings.push({ ...interval, lane: column.lane, stepS, row })
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
  const [dividend, divisor] = [number.digits * column.factor.n, number.divisor * column.factor.d]
  if (column.readRegister !== undefined) {
    if (dividend % divisor === 0n) return dividend / divisor
    faults.push(rowFault(row, column.name, 'DIGITS', text, 'a register in whole quanta of its lane'))
    return undefined
  }
  const count = rounded(dividend, divisor, column)
  const { negative } = column
  const side = negative !== undefined && count < 0n ? { ...negative, low: -negative.high, high: -negative.low } : column
  if (count >= side.low && count <= side.high) return count
  const code = count < side.low ? 'TOO_LOW' : 'TOO_HIGH'
  faults.push(rowFault(row, column.name, code, `${text} ${column.unit}`, side.range))
  return undefined
}

function rounded(dividend: bigint, divisor: bigint, { round }: ColumnMapping): bigint {
  if (round === 'floor' || round === 'ceil') return divide(dividend, divisor, round)
  return roundToQuantum(dividend, divisor, round) / divisor
}
