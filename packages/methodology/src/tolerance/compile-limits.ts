import type { LocalDay } from '@tcctv/units'
import type { FaultSink } from '../documents/faults.ts'
import type { PddMargin, PddMonths, PddTolerance } from '../documents/pdd.ts'
import { countOf, factorOf, wholeCount } from '../pdd-version/amount.ts'
import { dayOf } from '../pdd-version/crediting.ts'
import type { Lane } from '../pdd-version/pdd-version.ts'
import type { Program } from '../program/program.ts'
import { multiply, quotient, rational, rationalOf, type Rational } from '../program/rational.ts'
import type { Bound, Limit } from './limit.ts'

const MONTHS = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'] as const
const HUNDRED = rational(100n)
/** Bounds are int128 in the contract. */
const MOST = 2n ** 127n - 1n

type Subjects = {
  readonly lanes: readonly Lane[]
  readonly program: Pick<Program, 'equations'>
  readonly firstDay: LocalDay
}
type Subject = Pick<Limit, 'subject' | 'unit' | 'places'>
type Scale = { readonly factor: Rational; readonly places: number }
type Place = { readonly path: readonly (string | number)[]; readonly sink: FaultSink }

/** Limits of a document's tolerances, in their order. A limit that is not a whole count is narrowed to one. */
export function compileLimits(tolerances: readonly PddTolerance[], subjects: Subjects, sink: FaultSink): Limit[] {
  const ids = new Set<string>()
  return tolerances.flatMap((tolerance, index) => {
    const place = { path: ['tolerances', index], sink }
    if (ids.has(tolerance.id)) sink.add([...place.path, 'id'], 'TWICE', tolerance.id, 'a name that is used once')
    ids.add(tolerance.id)
    const limit = limitOf(tolerance, subjects, place)
    return limit === undefined ? [] : [limit]
  })
}

function limitOf(tolerance: PddTolerance, subjects: Subjects, place: Place): Limit | undefined {
  const { id, applies, basis, effective } = tolerance
  const subject = subjectOf(tolerance, subjects, place)
  if (subject === undefined) return undefined
  const factor = factorOf(basis.unit, subject.unit, [...place.path, 'basis', 'unit'], place.sink)
  if (factor === undefined) return undefined
  const effectiveFrom =
    effective === undefined ? subjects.firstDay : dayOf(effective, [...place.path, 'effective'], place.sink)
  const bounds = boundsOf(tolerance, { factor, places: subject.places }, subject, place)
  const by = bounds.length === 1 ? 'none' : 'month'
  return { id, applies, ...subject, divisor: null, effectiveFrom, by, bounds }
}

function subjectOf(
  { parameter: id, applies }: PddTolerance,
  subjects: Subjects,
  { path, sink }: Place,
): Subject | undefined {
  const lanes = subjects.lanes.filter(({ parameter }) => parameter === id)
  const [lane] = lanes
  if (lane !== undefined) {
    if (lanes.some(({ unit, places }) => unit !== lane.unit || places !== lane.places))
      sink.add([...path, 'parameter'], 'LANE_DIFFERS', id, 'one unit and quantum for all meters of the parameter')
    return { subject: { kind: 'parameter', variable: lane.variable }, unit: lane.unit, places: lane.places }
  }
  const equation = subjects.program.equations.findIndex((one) => one.id === id)
  const unit = subjects.program.equations[equation]?.unit
  if (unit === undefined) {
    sink.add([...path, 'parameter'], 'NAME', id, 'a parameter with a column, or an equation of the methodology')
    return undefined
  }
  if (applies !== 'day') sink.add([...path, 'applies'], 'CHOICE', applies, 'day: an equation has no readings')
  return { subject: { kind: 'equation', equation }, unit, places: 18 }
}

function boundsOf(tolerance: PddTolerance, scale: Scale, subject: Subject, place: Place): Bound[] {
  const { basis } = tolerance
  const ends: (readonly [string, string])[] =
    basis.kind === 'range'
      ? [[basis.low, basis.high]]
      : isConstant(basis.low) && isConstant(basis.high)
        ? [[basis.low.constant, basis.high.constant]]
        : MONTHS.map((month) => [inMonth(basis.low, month), inMonth(basis.high, month)])
  return ends.map(([lowText, highText]) => {
    const low = wholeCount(countOf(lowText, scale.factor, scale.places), 'ceil')
    const high = wholeCount(countOf(highText, scale.factor, scale.places), 'floor')
    const first = marginOf('first', tolerance, { low, high }, subject, place)
    const second = marginOf('second', tolerance, { low, high }, subject, place)
    checkBound({ low, high, first, second }, `${lowText} to ${highText} ${basis.unit}`, place)
    return { low, high, first, second }
  })
}

function marginOf(
  name: 'first' | 'second',
  tolerance: PddTolerance,
  ends: Pick<Bound, 'low' | 'high'>,
  { unit, places }: Subject,
  { path, sink }: Place,
): bigint {
  const margin = tolerance[name]
  const at = [...path, name]
  if (margin.absolute !== undefined && margin.percent === undefined && margin.of === undefined) {
    const factor = factorOf(margin.unit ?? tolerance.basis.unit, unit, [...at, 'unit'], sink)
    return factor === undefined ? 0n : wholeCount(countOf(margin.absolute, factor, places), 'floor')
  }
  const base = baseOf(margin, ends)
  if (base === undefined || margin.percent === undefined || margin.absolute !== undefined) {
    sink.add(at, 'MARGIN', margin, '{of: span, high or low, percent} or {absolute, unit}')
    return 0n
  }
  return wholeCount(quotient(multiply(rational(base), rationalOf(margin.percent)), HUNDRED), 'floor')
}

function baseOf({ of }: PddMargin, { low, high }: Pick<Bound, 'low' | 'high'>): bigint | undefined {
  switch (of) {
    case 'span':
      return high - low
    case 'high':
      return high < 0n ? -high : high
    case 'low':
      return low < 0n ? -low : low
    default: // 'expected' needs a forecast, which no basis of a compiled limit has
      return undefined
  }
}

function checkBound({ low, high, first, second }: Bound, ends: string, { path, sink }: Place): void {
  if (low > high) sink.add([...path, 'basis'], 'ORDER', ends, 'low up to high')
  if (first < 0n || second < first)
    sink.add([...path, 'second'], 'MARGIN', `${first} and ${second}`, 'zero ≤ first margin ≤ second margin')
  if ([-low, high, second].some((end) => end > MOST))
    sink.add([...path, 'basis'], 'TOO_LARGE', ends, 'at most 2^127 counts')
}

function isConstant(months: PddMonths): months is { readonly constant: string } {
  return 'constant' in months
}

function inMonth(months: PddMonths, month: (typeof MONTHS)[number]): string {
  return (isConstant(months) ? months.constant : months[month]) ?? '0'
}
