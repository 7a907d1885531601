import { multiplyUnits, parseLocalDay, parseUnit } from '@tcctv/units'
import type { PddBasis, PddTable, PddTolerance } from '../documents/tolerance.ts'
import { conversionOf, countOf, factorOf } from '../pdd-version/amount.ts'
import { yearsOf } from '../pdd-version/check-content.ts'
import { add, multiply, quotient, rational, rationalOf, ZERO, type Rational } from '../program/rational.ts'
import type { Limit } from './limit.ts'
import { ROWS } from './profile-rows.ts'
import type { Place, Subject, Subjects } from './subject.ts'

/** Exact ends of a row in counts of the subject, before they are rounded, and where the document has them. */
export type Row = {
  readonly low: Rational
  readonly high: Rational
  /** Of an expectation; its ends are then both this, `within` aside. */
  readonly expected?: Rational
  readonly path: readonly string[]
}
export type BasisRows = { readonly by: Limit['by']; readonly rows: readonly Row[] }

type Of<K extends PddBasis['kind']> = Extract<PddBasis, { readonly kind: K }>
type Compiling = { readonly subject: Subject; readonly subjects: Subjects; readonly place: Place }

/** Days of each month; a total of February is that of 28 days, so that the limit of a leap year is not too wide. */
const DAYS_OF_MONTH = [31n, 28n, 31n, 30n, 31n, 30n, 31n, 31n, 30n, 31n, 30n, 31n] as const

/** Exact low and high ends of a tolerance's basis; undefined after a fault. */
export function basisRows({ basis, applies }: PddTolerance, compiling: Compiling): BasisRows | undefined {
  switch (basis.kind) {
    case 'range':
    case 'ratio':
      return constantRow(basis, compiling)
    case 'profile':
      return profileRows(basis, compiling)
    case 'rated':
      return ratedRow(basis, compiling)
    case 'expected':
      if (basis.by === 'estimates') return estimatedRow(applies, compiling)
      return expectedRows(basis, applies, compiling)
  }
}

function constantRow({ low, high, unit }: Of<'range'> | Of<'ratio'>, compiling: Compiling): BasisRows | undefined {
  const factor = factorFrom(unit, compiling)
  if (factor === undefined) return undefined
  const { places } = compiling.subject
  const row = { low: countOf(low, factor, places), high: countOf(high, factor, places), path: ['basis'] }
  return { by: 'none', rows: [row] }
}

function profileRows({ by, low, high, unit }: Of<'profile'>, compiling: Compiling): BasisRows | undefined {
  const factor = factorFrom(unit, compiling)
  if (factor === undefined) return undefined
  const count = (text: string): Rational => countOf(text, factor, compiling.subject.places)
  if (isConstant(low) && isConstant(high)) {
    const row = { low: count(low.constant), high: count(high.constant), path: ['basis', 'high'] }
    return { by: 'none', rows: [row] }
  }
  const rows = ROWS[by].map((keys) => ({
    low: count(cellOf(low, keys)),
    high: count(cellOf(high, keys)),
    path: ['basis', ...(isConstant(high) ? ['low'] : ['high']), ...keys],
  }))
  return { by, rows }
}

function ratedRow({ of, low, high }: Of<'rated'>, compiling: Compiling): BasisRows | undefined {
  const rating = ratingOf(of, compiling)
  if (rating === undefined) return undefined
  const { subject, place } = compiling
  const perUnit = ratedFactor(rating.unit, subject)
  if (perUnit === undefined) {
    const expected = `a nameplate value in ${subject.unit}, or in ${subject.unit} per time`
    place.sink.add([...place.path, 'basis'], 'UNIT_DIMENSION', rating.unit, expected)
    return undefined
  }
  const nameplate = countOf(rating.value, perUnit, subject.places)
  const end = (factor: string): Rational => multiply(nameplate, rationalOf(factor))
  return { by: 'none', rows: [{ low: end(low), high: end(high), path: ['basis'] }] }
}

function ratingOf(of: string | undefined, { subjects, place }: Compiling): { value: string; unit: string } | undefined {
  const { rated } = subjects.pdd.activity ?? {}
  const { path, sink } = place
  if (rated === undefined) {
    sink.add([...path, 'basis'], 'MISSING', 'nothing', 'the key activity.rated with a nameplate value')
    return undefined
  }
  if (isRating(rated)) {
    if (of !== undefined) sink.add([...path, 'basis', 'of'], 'NAME', of, 'nothing: activity.rated is one value')
    return rated
  }
  const rating = of !== undefined && Object.hasOwn(rated, of) ? rated[of] : undefined
  if (rating === undefined)
    sink.add([...path, 'basis', 'of'], 'NAME', of, `one of ${Object.keys(rated).join(', ')}, of activity.rated`)
  return rating
}

type Rated = NonNullable<NonNullable<Subjects['pdd']['activity']>['rated']>
type Rating = { readonly value: string; readonly unit: string }

function isRating(rated: Rated): rated is Extract<Rated, Rating> {
  return 'value' in rated && typeof rated.value === 'string'
}

/** A power gives the energy of a reading, or of a day of 24 hours; a value of the subject's own kind is taken as it is. */
function ratedFactor(unit: string, { scale, stepS }: Subject): Rational | undefined {
  const direct = conversionOf(unit, scale)
  if (direct !== undefined || stepS === undefined) return direct
  const perSecond = conversionOf(multiplyUnits(parseUnit(unit), parseUnit('s')), scale)
  return perSecond && multiply(perSecond, rational(BigInt(stepS)))
}

type Table = Extract<Of<'expected'>, { readonly expected: unknown }>

function expectedRows(basis: Table, applies: PddTolerance['applies'], compiling: Compiling): BasisRows | undefined {
  const factor = factorFrom(basis.unit, compiling)
  const isOfMonths = 'per' in basis && basis.per === 'month'
  if (isOfMonths && applies !== 'day') {
    const { path, sink } = compiling.place
    sink.add([...path, 'basis', 'per'], 'CHOICE', basis.per, 'nothing: totals of months give days, not readings')
  }
  if (factor === undefined) return undefined
  const rows = ROWS[basis.by].map((keys, index) => {
    const total = countOf(cellOf(basis.expected, keys), factor, compiling.subject.places)
    const expected = isOfMonths ? quotient(total, rational(DAYS_OF_MONTH[index] ?? 1n)) : total
    return { low: expected, high: expected, expected, path: ['basis', 'expected', ...keys] }
  })
  return { by: basis.by, rows }
}

/** The mean day of all ex-ante estimates. */
function estimatedRow(
  applies: PddTolerance['applies'],
  { subject, subjects, place }: Compiling,
): BasisRows | undefined {
  const { pdd, program, reduction } = subjects
  const { path, sink } = place
  const id = subject.subject.kind === 'equation' ? program.equations[subject.subject.equation]?.id : undefined
  if (applies === 'day' && (id === undefined || id !== reduction))
    sink.add([...path, 'parameter'], 'NAME', id, `${String(reduction)}, which the estimates are of`)
  const { estimates = {} } = pdd
  const years = yearsOf(pdd.crediting)
  const missing = years.filter((year) => !Object.hasOwn(estimates, year))
  if (missing.length > 0)
    sink.add([...path, 'basis', 'by'], 'MISSING', 'estimates', `estimates of ${missing.join(', ')}`)
  const days = parseLocalDay(pdd.crediting.end) - parseLocalDay(pdd.crediting.start)
  const parts = Object.values(estimates).map(({ value, unit }) => ({
    value,
    factor: conversionOf(unit, subject.scale),
  }))
  if (missing.length > 0 || days <= 0 || parts.some(({ factor }) => factor === undefined)) return undefined
  const total = parts.reduce((sum, { value, factor = ZERO }) => add(sum, countOf(value, factor, subject.places)), ZERO)
  const expected = quotient(total, rational(BigInt(days)))
  return { by: 'none', rows: [{ low: expected, high: expected, expected, path: ['basis'] }] }
}

function factorFrom(unit: string, { subject, place }: Compiling): Rational | undefined {
  return factorOf(unit, subject.scale, [...place.path, 'basis', 'unit'], place.sink)
}

function isConstant(ends: { readonly constant: string } | PddTable): ends is { readonly constant: string } {
  return 'constant' in ends
}

/** The document's shape has made sure that the table has the row. */
function cellOf(ends: { readonly constant: string } | PddTable, [key = '', inner = '']: readonly string[]): string {
  if (isConstant(ends)) return ends.constant
  const cell = ends[key] ?? '0'
  return typeof cell === 'string' ? cell : (cell[inner] ?? '0')
}
