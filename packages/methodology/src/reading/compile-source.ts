import { multiplyUnits, parseUnit, type RoundingMode, type UnixS } from '@tcctv/units'
import { faultSink, refuseFaults } from '../documents/faults.ts'
import type { Pdd, PddColumn } from '../documents/pdd.ts'
import { methodologyError } from '../errors.ts'
import { factorOf } from '../pdd-version/amount.ts'
import { secondsOf } from '../pdd-version/duration.ts'
import type { PddVersion, SourceLane } from '../pdd-version/pdd-version.ts'
import { registerRule } from '../pdd-version/register-rules.ts'
import { multiply, rational, type Rational } from '../program/rational.ts'
import { registerReader, type ReadRegister } from './registers.ts'
import { sourceClock, type SourceClock } from './source-clock.ts'

/** How records of one source become readings of lanes. */
export type SourceMapping = {
  readonly sourceId: string
  readonly timeColumn: string
  readonly clock: SourceClock
  readonly stepS: number
  /** Whether stamps are instants at which registers were read. */
  readonly isOfRegisters: boolean
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
  /** Takes what is below zero, with its sign turned; each interval then gives both lanes a reading, one of them 0. */
  readonly negative?: Pick<ColumnMapping, 'lane' | 'low' | 'high' | 'range'>
  readonly readRegister?: ReadRegister
}

/** End of the last committed interval of a lane; a file of registers must reach back to it. */
export type KnownTo = (lane: number) => UnixS | undefined

/**
 * Compiles a source of a project document. The mapping remembers the last day of its clock and the last registers: one
 * mapping per file.
 *
 * @throws {TcctvError} SOURCE_UNKNOWN; DOCUMENT_INVALID when a column's unit does not give its quantum's
 * @example readRecord(compileSource(pdd, version, 'ac_power'), { measured_on: '…', ac_power_kw: '12.5' }, 2, nowS)
 */
export function compileSource(
  pdd: Pdd,
  version: SourceVersion,
  sourceId: string,
  knownTo: KnownTo = () => undefined,
): SourceMapping {
  const source = Object.hasOwn(pdd.sources, sourceId) ? pdd.sources[sourceId] : undefined
  if (source === undefined)
    throw methodologyError('SOURCE_UNKNOWN', { source: sourceId, known: Object.keys(pdd.sources).join(', ') })
  const columns = Object.entries(source.columns).map(([name, column]) =>
    columnOf(name, column, { pdd, version, sourceId, knownTo }),
  )
  const stepS = secondsOf(source.time.interval) ?? 0
  const isOfRegisters = columns.some(({ readRegister }) => readRegister !== undefined)
  const time = isOfRegisters ? { ...source.time, marks: 'interval-start' as const } : source.time
  return {
    sourceId,
    timeColumn: source.time.column,
    clock: sourceClock(time, version.offsets, stepS),
    stepS,
    isOfRegisters,
    columns,
    known: new Set([source.time.column, ...columns.map(({ name }) => name)]),
    version,
  }
}

/** What reading a source needs of a version. */
export type SourceVersion = Pick<PddVersion, 'crediting' | 'offsets'> & { readonly lanes: readonly SourceLane[] }

type Compiling = {
  readonly pdd: Pdd
  readonly version: SourceVersion
  readonly sourceId: string
  readonly knownTo: KnownTo
}

function columnOf(name: string, column: PddColumn, compiling: Compiling): ColumnMapping {
  const { pdd, version, sourceId, knownTo } = compiling
  const side = sideOf(name, column.parameter, column, compiling)
  const lane = version.lanes[side.lane]
  const factor = lane === undefined ? undefined : factorToLane(column, lane, ['sources', sourceId, 'columns', name])
  if (lane === undefined || factor === undefined) throw laneUnknown(name, sourceId)
  const { split, kind } = column
  return {
    name,
    unit: column.unit,
    ...side,
    factor,
    round: column.quantum.round,
    emptyIsGap: column.empty === 'gap',
    ...(split === undefined ? {} : { negative: sideOf(name, split.negative, column, compiling) }),
    ...(kind === 'cumulative'
      ? { readRegister: registerReader(registerRule(pdd, column, lane, knownTo(side.lane))) }
      : {}),
  }
}

function sideOf(
  name: string,
  parameter: string,
  { meter }: PddColumn,
  { version, sourceId }: Compiling,
): Pick<ColumnMapping, 'lane' | 'low' | 'high' | 'range'> {
  const index = version.lanes.findIndex((lane) => lane.parameter === parameter && lane.meter === meter)
  const lane = version.lanes[index]
  if (lane === undefined) throw laneUnknown(name, sourceId)
  const { low, high, unit, quantum } = lane
  return { lane: index, low, high, range: `${low} to ${high} times ${quantum} ${unit}` }
}

function laneUnknown(name: string, sourceId: string): Error {
  return methodologyError('SOURCE_UNKNOWN', { source: `${sourceId}.${name}`, known: 'other lanes in this version' })
}

/** Mean power over the interval is energy: kW times seconds, exactly. */
function factorToLane({ kind, unit }: PddColumn, lane: SourceLane, path: readonly string[]): Rational | undefined {
  const sink = faultSink(() => ({ line: 1, column: 1 }))
  const isRate = kind === 'mean-power'
  const from = isRate ? multiplyUnits(parseUnit(unit), parseUnit('s')) : unit
  const factor = factorOf(from, lane.unit, [...path, 'unit'], sink)
  refuseFaults('project document', sink.faults)
  const perStep = rational(isRate ? BigInt(lane.stepS) : 1n)
  return factor && multiply(multiply(factor, perStep), rational(10n ** BigInt(lane.places)))
}
