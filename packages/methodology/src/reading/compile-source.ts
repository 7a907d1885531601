import { multiplyUnits, parseUnit, type RoundingMode } from '@tcctv/units'
import { faultSink, refuseFaults } from '../documents/faults.ts'
import type { Pdd, PddColumn } from '../documents/pdd.ts'
import { methodologyError } from '../errors.ts'
import { factorOf } from '../pdd-version/amount.ts'
import { secondsOf } from '../pdd-version/duration.ts'
import type { Lane, PddVersion } from '../pdd-version/pdd-version.ts'
import { multiply, rational, type Rational } from '../program/rational.ts'
import { sourceClock, type SourceClock } from './source-clock.ts'

/** How records of one source become readings of lanes. */
export type SourceMapping = {
  readonly sourceId: string
  readonly timeColumn: string
  readonly clock: SourceClock
  readonly stepS: number
  readonly columns: readonly ColumnMapping[]
  /** Every column that a record has. */
  readonly known: ReadonlySet<string>
  readonly version: Pick<PddVersion, 'crediting' | 'offsets'>
}

/** A number of the column times `factor` is a count of its lane, rounded by `round`. */
export type ColumnMapping = {
  readonly name: string
  readonly unit: string
  readonly lane: number
  readonly factor: Rational
  readonly round: RoundingMode
  readonly emptyIsGap: boolean
  readonly low: bigint
  readonly high: bigint
  readonly range: string
}

/**
 * Compiles a source of a project document. The mapping remembers the last day of its clock: one mapping per file.
 *
 * @throws {TcctvError} SOURCE_UNKNOWN; DOCUMENT_INVALID when a column's unit does not give its quantum's
 * @example readRecord(compileSource(pdd, version, 'ac_power'), { measured_on: '…', ac_power_kw: '12.5' }, 2, nowS)
 */
export function compileSource(pdd: Pdd, version: PddVersion, sourceId: string): SourceMapping {
  const source = Object.hasOwn(pdd.sources, sourceId) ? pdd.sources[sourceId] : undefined
  if (source === undefined)
    throw methodologyError('SOURCE_UNKNOWN', { source: sourceId, known: Object.keys(pdd.sources).join(', ') })
  const columns = Object.entries(source.columns).map(([name, column]) => columnOf(name, column, version, sourceId))
  const stepS = secondsOf(source.time.interval) ?? 0
  return {
    sourceId,
    timeColumn: source.time.column,
    clock: sourceClock(source.time, version.offsets, stepS),
    stepS,
    columns,
    known: new Set([source.time.column, ...columns.map(({ name }) => name)]),
    version,
  }
}

function columnOf(name: string, column: PddColumn, version: PddVersion, sourceId: string): ColumnMapping {
  const index = version.lanes.findIndex(
    ({ parameter, meter }) => parameter === column.parameter && meter === column.meter,
  )
  const lane = version.lanes[index]
  const factor = lane === undefined ? undefined : factorToLane(column, lane, ['sources', sourceId, 'columns', name])
  if (lane === undefined || factor === undefined)
    throw methodologyError('SOURCE_UNKNOWN', { source: `${sourceId}.${name}`, known: 'other lanes in this version' })
  const { low, high, unit, quantum } = lane
  return {
    name,
    unit: column.unit,
    lane: index,
    factor,
    round: column.quantum.round,
    emptyIsGap: column.empty === 'gap',
    low,
    high,
    range: `${low} to ${high} times ${quantum} ${unit}`,
  }
}

/** Mean power over the interval is energy: kW times seconds, exactly. */
function factorToLane({ kind, unit }: PddColumn, lane: Lane, path: readonly string[]): Rational | undefined {
  const sink = faultSink(() => ({ line: 1, column: 1 }))
  const isRate = kind === 'mean-power'
  const from = isRate ? multiplyUnits(parseUnit(unit), parseUnit('s')) : unit
  const factor = factorOf(from, lane.unit, [...path, 'unit'], sink)
  refuseFaults('project document', sink.faults)
  const perStep = rational(isRate ? BigInt(lane.stepS) : 1n)
  return factor && multiply(multiply(factor, perStep), rational(10n ** BigInt(lane.places)))
}
