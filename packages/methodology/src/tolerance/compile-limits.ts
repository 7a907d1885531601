import { formatDecimal, parseLocalDay, type LocalDay } from '@tcctv/units'
import type { FaultSink } from '../documents/faults.ts'
import type { PddTolerance } from '../documents/tolerance.ts'
import { wholeCount } from '../pdd-version/amount.ts'
import { dayOf } from '../pdd-version/crediting.ts'
import { add, rational, subtract, type Rational } from '../program/rational.ts'
import { basisRows, type Row } from './basis-rows.ts'
import type { Bound, Limit } from './limit.ts'
import { marginRule, type MarginRule } from './margins.ts'
import { subjectOf, type Place, type Subject, type Subjects } from './subject.ts'

/** Bounds are int128 in the contract. */
const MOST = 2n ** 127n - 1n
const HOUR_S = 3600

/**
 * Limits of a document's tolerances, in their order. Whatever is not a whole count is rounded to the stricter side: low
 * up, high and margins down. An expectation that is not whole becomes the count below, its margins so much narrower.
 */
export function compileLimits(tolerances: readonly PddTolerance[], subjects: Subjects, sink: FaultSink): Limit[] {
  const ids = new Set<string>()
  return tolerances.flatMap((tolerance, index) => {
    const place = { path: ['tolerances', index], sink }
    if (ids.has(tolerance.id)) sink.add([...place.path, 'id'], 'TWICE', tolerance.id, 'a name that is used once')
    ids.add(tolerance.id)
    checkWindow(tolerance, place)
    const limit = limitOf(tolerance, subjects, place)
    return limit === undefined ? [] : [limit]
  })
}

function limitOf(tolerance: PddTolerance, subjects: Subjects, place: Place): Limit | undefined {
  const { id, applies } = tolerance
  const effectiveFrom = effectiveDay(tolerance, subjects, place)
  const found = subjectOf(tolerance, subjects, place)
  if (found === undefined) return undefined
  const basis = basisRows(tolerance, { subject: found, subjects, place })
  checkHours(tolerance, found, place)
  const bounds = boundsOf(tolerance, basis?.rows ?? [], found, place)
  if (basis === undefined) return undefined
  const { subject, divisor, unit, places } = found
  const ratio = divisor === undefined ? {} : { divisor }
  return { id, applies, subject, ...ratio, effectiveFrom, by: basis.by, bounds, unit, places }
}

function effectiveDay({ effective }: PddTolerance, { firstDay, endDay }: Subjects, { path, sink }: Place): LocalDay {
  if (effective === undefined) return firstDay
  const day = dayOf(effective, [...path, 'effective'], sink)
  if (day >= endDay) sink.add([...path, 'effective'], 'ORDER', effective, 'a day of the crediting period or before it')
  return day
}

function checkWindow({ basis }: PddTolerance, { path, sink }: Place): void {
  if (basis.kind !== 'profile' || basis.window === undefined) return
  const at = [...path, 'basis', 'window']
  const { start, end } = basis.window
  if (dayOf(start, [...at, 'start'], sink) >= dayOf(end, [...at, 'end'], sink))
    sink.add([...at, 'end'], 'ORDER', end, `a day after ${start}`)
}

/** Hours are those of readings, which must not be longer. */
function checkHours({ applies, basis }: PddTolerance, { stepS }: Subject, { path, sink }: Place): void {
  if (!('by' in basis) || (basis.by !== 'hour' && basis.by !== 'month-hour')) return
  if (applies !== 'reading') sink.add([...path, 'basis', 'by'], 'CHOICE', basis.by, 'month or weekday for a day')
  else if ((stepS ?? 0) > HOUR_S)
    sink.add([...path, 'basis', 'by'], 'INTERVAL', basis.by, `month or weekday: a reading is ${String(stepS)} s long`)
}

function boundsOf(tolerance: PddTolerance, rows: readonly Row[], subject: Subject, place: Place): Bound[] {
  const { basis } = tolerance
  const rule = (margin: typeof tolerance.first | undefined, ...at: string[]): MarginRule =>
    marginRule(margin, tolerance, { subject, place, at })
  const within = rule('within' in basis ? basis.within : undefined, 'basis', 'within')
  const [first, second] = [rule(tolerance.first, 'first'), rule(tolerance.second, 'second')]
  const faults = new Set<string>()
  const addOnce: FaultSink['add'] = (path, code, found, expected) => {
    if (!faults.has(code)) place.sink.add(path, code, found, expected) // of many rows the first one says it
    faults.add(code)
  }
  return rows.map((row) => {
    const wide = withinOf(row, within(row))
    const bound = boundOf(wide, first(wide), second(wide))
    checkBound(bound, row, subject, { path: place.path, sink: { add: addOnce, faults: place.sink.faults } })
    return bound
  })
}

function withinOf(row: Row, within: Rational): Row {
  return { ...row, low: subtract(row.low, within), high: add(row.high, within) }
}

function boundOf({ low, high, expected }: Row, first: Rational, second: Rational): Bound {
  const [least, most] = [wholeCount(low, 'ceil'), wholeCount(high, 'floor')]
  if (expected === undefined || least <= most)
    return { low: least, high: most, first: wholeCount(first, 'floor'), second: wholeCount(second, 'floor') }
  // No whole count lies within: the one below stands for it, and margins end where they would have above and below.
  const point = wholeCount(expected, 'floor')
  const lost = subtract(low, rational(point))
  const margin = (exact: Rational): bigint => {
    const count = wholeCount(subtract(exact, lost), 'floor')
    return exact.n >= 0n && count < 0n ? 0n : count
  }
  return { low: point, high: point, first: margin(first), second: margin(second) }
}

function checkBound(bound: Bound, { path: at }: Row, { unit, places }: Subject, { path, sink }: Place): void {
  const { low, high, first, second } = bound
  const shown = (count: bigint): string => formatDecimal(count, places)
  const ends = `${shown(low)} to ${shown(high)} ${unit}`
  if (low > high) sink.add([...path, ...at], 'ORDER', ends, 'low up to high, with a whole count between')
  if (first < 0n || second < first) {
    const found = `${shown(first)} and ${shown(second)} ${unit}`
    sink.add([...path, 'second'], 'MARGIN', found, 'zero ≤ first margin ≤ second margin')
  }
  if ([-low, high, second].some((end) => end > MOST))
    sink.add([...path, ...at], 'TOO_LARGE', ends, 'at most 2^127 counts')
}

/** Whether a tolerance judges days of the window that its own table is made from. */
export function isInSample({ basis }: PddTolerance, effectiveFrom: LocalDay): boolean {
  return basis.kind === 'profile' && basis.window !== undefined && effectiveFrom < parseLocalDay(basis.window.end)
}
