import { FIXED_ONE } from '@tcctv/units'
import type { FaultSink } from '../documents/faults.ts'
import type { Methodology, MonitoredParameter } from '../documents/methodology.ts'
import type { Pdd, PddColumn, PddSource } from '../documents/pdd.ts'
import { flatId, membersOf, parameterOf } from '../program/expand.ts'
import type { Program } from '../program/program.ts'
import { multiply, rational, rationalOf, type Rational } from '../program/rational.ts'
import { countOf, factorOf, wholeCount } from './amount.ts'
import { secondsOf } from './duration.ts'
import type { Lane, SourceLane } from './pdd-version.ts'
import { beginsAt, checkRegister, replacedAt } from './register-rules.ts'

/** Digits before the point that a reading may have; with 9 places a count still fits 64 bits. */
export const WHOLE_DIGITS = 9
const MAX_PLACES = 9
const MAX_STEP_S = 2 ** 24 - 1
/** The chain keeps the name of a lane in 32 bytes, padded with at least one zero. */
const MAX_NAME = 31
const QUANTUM = /^(?:1|0\.(0*)1)$/

/** One lane per parameter and meter of the sources, in their order. */
export function lanesOf(
  pdd: Pdd,
  methodology: Methodology,
  program: Pick<Program, 'variables'>,
  sink: FaultSink,
): Lane[] {
  const lanes: Lane[] = []
  for (const [id, source] of Object.entries(pdd.sources)) {
    checkClock(id, source, pdd, sink)
    for (const [name, column] of Object.entries(source.columns)) {
      const place = { path: ['sources', id, 'columns', name], source, column, pdd, sink }
      for (const side of sidesOf(place)) {
        const lane = laneOf(side, methodology, program)
        if (lane !== undefined) addLane(lanes, lane, side)
      }
      checkSplit(place, methodology)
    }
  }
  return lanes
}

/** Lanes of a document alone, for reading a file before there is a methodology: what is plausible is not known. */
export function sourceLanes(pdd: Pdd, sink: FaultSink): SourceLane[] {
  const lanes: SourceLane[] = []
  for (const [id, source] of Object.entries(pdd.sources)) {
    checkClock(id, source, pdd, sink)
    for (const [name, column] of Object.entries(source.columns))
      for (const side of sidesOf({ path: ['sources', id, 'columns', name], source, column, pdd, sink })) {
        checkMeter(side)
        checkRegister(side)
        const [stepS, places] = [stepOf(side, {}), placesOf(side)]
        const { parameter, meter, quantum } = side.column
        if (stepS === undefined || places === undefined) continue
        const high = 10n ** BigInt(WHOLE_DIGITS + places) - 1n
        lanes.push({ parameter, meter, unit: quantum.unit, quantum: quantum.value, places, stepS, low: -high, high })
      }
  }
  return lanes
}

export type Place = {
  readonly path: readonly string[]
  readonly source: PddSource
  readonly column: PddColumn
  readonly pdd: Pdd
  readonly sink: FaultSink
}

function laneOf(place: Place, methodology: Methodology, program: Pick<Program, 'variables'>): Lane | undefined {
  const { path, column, pdd, sink } = place
  const { parameter: id, meter, quantum } = column
  const parameter = monitoredOf(methodology, id)
  const variable = program.variables.findIndex((one) => one.id === id)
  const inProgram = program.variables[variable]
  if (parameter === undefined || inProgram === undefined) {
    sink.add([...path, 'parameter'], 'NAME', id, `one of ${inputNames(methodology).join(', ')}`)
    return undefined
  }
  if (id.length > MAX_NAME)
    sink.add([...path, 'parameter'], 'LENGTH', id, `at most ${MAX_NAME} characters on the chain`)
  checkMeter(place)
  checkRegister(place)
  if (parameter.role === undefined)
    sink.add([...path, 'parameter'], 'ROLE', id, 'a parameter with a role in the methodology')
  checkAggregate(place, parameter)
  if (column.split === undefined) checkDirection(place, parameter)
  const stepS = stepOf(place, parameter)
  const places = placesOf(place)
  const factor = factorOf(quantum.unit, inProgram.unit, [...path, 'quantum', 'unit'], sink)
  if (factor === undefined || stepS === undefined || places === undefined) return undefined
  const multiplier = multiply(multiply(rationalOf(quantum.value), factor), rational(FIXED_ONE))
  if (multiplier.d !== 1n)
    sink.add([...path, 'quantum'], 'NOT_EXACT', quantum.value, `a whole number of 1e-18 ${inProgram.unit}`)
  const [untilS, fromS] = [replacedAt(pdd, meter), beginsAt(pdd, meter)]
  return {
    parameter: id,
    meter,
    unit: quantum.unit,
    quantum: quantum.value,
    places,
    stepS,
    role: parameter.role ?? 'project',
    variable,
    multiplier: multiplier.n,
    ...boundsOf(parameter, places, factor),
    ...(untilS === undefined ? {} : { untilS }),
    ...(fromS === undefined ? {} : { fromS }),
  }
}

/** The declaration of an input by its flat id, `W[paper]` or `EG`; undefined if there is no such input. */
export function monitoredOf(methodology: Methodology, id: string): MonitoredParameter | undefined {
  return inputNames(methodology).includes(id) ? methodology.monitored[parameterOf(id)] : undefined
}

/** Flat ids of all inputs: one for each member of an indexed parameter. */
export function inputNames({ monitored, sets = {} }: Methodology): string[] {
  return Object.entries(monitored).flatMap(([id, { index }]) =>
    membersOf(sets, index).map((member) => flatId(id, member)),
  )
}

/** Without an aggregate only quantities of intervals can be added up: a factor or a status must say what becomes of it. */
function checkAggregate({ path, column, sink }: Place, { aggregate, kind }: MonitoredParameter): void {
  if (aggregate === undefined && kind !== 'interval' && kind !== 'cumulative')
    sink.add(
      [...path, 'parameter'],
      'UNSUPPORTED',
      `${column.parameter} (kind ${kind}, aggregate none)`,
      'an aggregate in the methodology, or a quantity of intervals, which is added up',
    )
}

/** A reading between two quanta is rounded against the claim. */
function checkDirection({ path, column, sink }: Place, { role }: MonitoredParameter): void {
  if (role === undefined) return // said already
  const expected = role === 'baseline' ? 'floor' : 'ceil'
  if (column.quantum.round !== expected)
    sink.add([...path, 'quantum', 'round'], 'ROUND', column.quantum.round, `${expected}, because the role is ${role}`)
}

/** The column, and for a split column its negative side as a column of its own. */
function sidesOf(place: Place): Place[] {
  const { column } = place
  if (column.split === undefined) return [place]
  return [place, { ...place, column: { ...column, parameter: column.split.negative } }]
}

/**
 * A split column is rounded once, as a signed number. Rounded down it is too small on its positive side and too large
 * on its negative one, which is against the claim only if these are baseline and project.
 */
function checkSplit({ path, column, sink }: Place, methodology: Methodology): void {
  const { split, quantum } = column
  const roleOf = (id: string): MonitoredParameter['role'] => monitoredOf(methodology, id)?.role
  if (split === undefined) return
  if (split.positive !== column.parameter)
    sink.add([...path, 'split', 'positive'], 'NAME', split.positive, `${column.parameter}, the column's parameter`)
  if (split.negative === column.parameter)
    sink.add([...path, 'split', 'negative'], 'TWICE', split.negative, 'another parameter')
  if (column.kind === 'cumulative')
    sink.add([...path, 'split'], 'UNSUPPORTED', column.kind, 'mean-power or interval: a register counts one direction')
  const [up, down] = [roleOf(column.parameter), roleOf(split.negative)]
  const isSafe = quantum.round === 'floor' ? up === 'baseline' && down !== 'baseline' : false
  const isMirrored = quantum.round === 'ceil' ? up !== 'baseline' && down === 'baseline' : false
  if (!isSafe && !isMirrored)
    sink.add(
      [...path, 'quantum', 'round'],
      'ROUND',
      quantum.round,
      'floor for baseline over project, ceil the other way',
    )
}

function addLane(lanes: Lane[], lane: Lane, { path, sink }: Place): void {
  const known = lanes.find(({ parameter, meter }) => parameter === lane.parameter && meter === lane.meter)
  if (known === undefined) lanes.push(lane)
  else if (known.unit !== lane.unit || known.places !== lane.places || known.stepS !== lane.stepS)
    sink.add(path, 'LANE_DIFFERS', lane.meter, 'the unit, quantum and interval of the other column of this meter')
}

function checkMeter({ path, column, pdd, sink }: Place): void {
  const meter = Object.hasOwn(pdd.meters, column.meter) ? pdd.meters[column.meter] : undefined
  if (meter === undefined)
    sink.add([...path, 'meter'], 'NAME', column.meter, `one of ${Object.keys(pdd.meters).join(', ')}`)
  else if (!meter.measures.includes(column.parameter))
    sink.add([...path, 'meter'], 'METER', column.meter, `a meter that measures ${column.parameter}`)
}

function checkClock(id: string, { time }: PddSource, pdd: Pdd, sink: FaultSink): void {
  const path = ['sources', id, 'time']
  if (time.read_as === 'wall-clock' && time.zone !== pdd.crediting.zone)
    sink.add([...path, 'zone'], 'ZONE', time.zone, `${pdd.crediting.zone}, the zone of the crediting period`)
  if (time.read_as === 'instant' && time.stored_offset !== undefined)
    sink.add([...path, 'stored_offset'], 'CLOCK', time.stored_offset, 'nothing: an instant states its own offset')
}

function stepOf(
  { path, source, sink }: Place,
  parameter: Pick<MonitoredParameter, 'max_interval'>,
): number | undefined {
  const at = [...path.slice(0, 2), 'time', 'interval']
  const { interval } = source.time
  const stepS = secondsOf(interval)
  if (stepS === undefined || stepS === 0 || stepS > MAX_STEP_S) {
    sink.add(at, 'INTERVAL', interval, 'a length in days, hours, minutes, seconds, up to 194 days')
    return undefined
  }
  const longestS = parameter.max_interval === undefined ? undefined : secondsOf(parameter.max_interval)
  if (longestS !== undefined && stepS > longestS)
    sink.add(at, 'INTERVAL', interval, `at most ${String(parameter.max_interval)}, by the methodology`)
  return stepS
}

function placesOf({ path, column, sink }: Place): number | undefined {
  const match = QUANTUM.exec(column.quantum.value)
  const places = match === null ? undefined : match[1] === undefined ? 0 : match[1].length + 1
  if (places !== undefined && places <= MAX_PLACES) return places
  sink.add([...path, 'quantum', 'value'], 'QUANTUM', column.quantum.value, '"1", "0.1", "0.01" … to nine places')
  return undefined
}

/** Counts that are possible at all: digits, sign, and what the methodology calls plausible. */
function boundsOf(
  { sign, plausible }: MonitoredParameter,
  places: number,
  toVariable: Rational,
): Pick<Lane, 'low' | 'high'> {
  const most = 10n ** BigInt(WHOLE_DIGITS + places) - 1n
  const least = sign === 'nonnegative' ? 0n : -most
  if (plausible === undefined) return { low: least, high: most }
  const toLane = rational(toVariable.d, toVariable.n)
  const low = wholeCount(countOf(plausible[0], toLane, places), 'ceil')
  const high = wholeCount(countOf(plausible[1], toLane, places), 'floor')
  return { low: low > least ? low : least, high: high < most ? high : most }
}
