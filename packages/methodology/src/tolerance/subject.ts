import { divideUnits, parseUnit, type LocalDay, type Unit } from '@tcctv/units'
import type { FaultSink } from '../documents/faults.ts'
import type { Pdd } from '../documents/pdd.ts'
import type { PddTolerance } from '../documents/tolerance.ts'
import type { Lane } from '../pdd-version/pdd-version.ts'
import type { Program } from '../program/program.ts'
import type { Limit } from './limit.ts'

/** What limits can be about, and the parts of the document that their bases refer to. */
export type Subjects = {
  readonly pdd: Pick<Pdd, 'activity' | 'estimates' | 'crediting'>
  readonly lanes: readonly Lane[]
  readonly program: Pick<Program, 'equations' | 'variables'>
  readonly firstDay: LocalDay
  /** After the last day of the crediting period. */
  readonly endDay: LocalDay
  /** Equation that is issued. */
  readonly reduction: string | undefined
}

export type Place = { readonly path: readonly (string | number)[]; readonly sink: FaultSink }

/** What a limit judges: counts of 10^-places of `scale`. `stepS` is the length of what is judged, if that has one. */
export type Subject = Pick<Limit, 'subject' | 'unit' | 'places'> &
  Partial<Pick<Limit, 'divisor'>> & {
    readonly scale: Unit
    readonly stepS: number | undefined
  }

const DAY_LENGTH_S = 86_400
const PLACES = 18

/** The subject of a tolerance; undefined after a fault. */
export function subjectOf(tolerance: PddTolerance, subjects: Subjects, place: Place): Subject | undefined {
  const { parameter: id, applies, basis } = tolerance
  const lane = laneOf(id, ['parameter'], subjects, place)
  if (basis.kind === 'ratio') return quotientOf(tolerance, basis.to, lane, subjects, place)
  if (lane !== undefined) {
    const stepS = applies === 'day' ? DAY_LENGTH_S : lane.stepS
    const { variable, unit, places } = lane
    return { subject: { kind: 'parameter', variable }, unit, scale: parseUnit(unit), places, stepS }
  }
  return equationOf(tolerance, subjects, place)
}

function quotientOf(
  { parameter: id, applies }: PddTolerance,
  to: string,
  lane: Lane | undefined,
  subjects: Subjects,
  { path, sink }: Place,
): Subject | undefined {
  const other = subjects.lanes.find(({ parameter }) => parameter === to)
  if (applies !== 'day') sink.add([...path, 'applies'], 'CHOICE', applies, 'day: a ratio is that of two days')
  if (lane === undefined) sink.add([...path, 'parameter'], 'NAME', id, 'a parameter with a column')
  if (other === undefined || to === id)
    sink.add([...path, 'basis', 'to'], 'NAME', to, 'another parameter with a column')
  const units = [lane, other].map((one) => one && subjects.program.variables[one.variable]?.unit)
  const [upper, lower] = units
  if (lane === undefined || other === undefined || upper === undefined || lower === undefined) return undefined
  const scale = divideUnits(parseUnit(upper), parseUnit(lower))
  const subject = { kind: 'parameter', variable: lane.variable } as const
  return { subject, divisor: other.variable, unit: scale.text, scale, places: PLACES, stepS: undefined }
}

function laneOf(id: string, at: readonly string[], { lanes }: Subjects, { path, sink }: Place): Lane | undefined {
  const own = lanes.filter(({ parameter }) => parameter === id)
  const [lane] = own
  const isOne = ({ unit, places, stepS }: Lane): boolean =>
    unit === lane?.unit && places === lane.places && stepS === lane.stepS
  if (!own.every(isOne))
    sink.add([...path, ...at], 'LANE_DIFFERS', id, 'one unit, quantum and interval for all meters of the parameter')
  return lane
}

function equationOf(
  { parameter: id, applies }: PddTolerance,
  { program }: Subjects,
  { path, sink }: Place,
): Subject | undefined {
  const equation = program.equations.findIndex((one) => one.id === id)
  const unit = program.equations[equation]?.unit
  if (unit === undefined) {
    sink.add([...path, 'parameter'], 'NAME', id, 'a parameter with a column, or an equation of the methodology')
    return undefined
  }
  if (applies !== 'day') sink.add([...path, 'applies'], 'CHOICE', applies, 'day: an equation has no readings')
  const scale = parseUnit(unit)
  return { subject: { kind: 'equation', equation }, unit, scale, places: PLACES, stepS: DAY_LENGTH_S }
}
