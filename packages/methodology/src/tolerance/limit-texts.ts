import { formatDecimal, formatLocalDay } from '@tcctv/units'
import type { Pdd } from '../documents/pdd.ts'
import type { PddTolerance } from '../documents/tolerance.ts'
import { conversionOf } from '../pdd-version/amount.ts'
import type { PddVersion } from '../pdd-version/pdd-version.ts'
import { multiply, rational, type Rational } from '../program/rational.ts'
import type { Bound, Limit } from './limit.ts'
import { ROWS } from './profile-rows.ts'

/** A compiled limit in words and decimals of `unit`; `first` and `second` are how far beyond an end each margin goes. */
export type LimitText = {
  readonly id: string
  /** Parameter, equation, or quotient of two parameters. */
  readonly subject: string
  readonly applies: 'reading' | 'day'
  readonly basis: string
  readonly effective: string
  readonly unit: string
  readonly rows: readonly BoundText[]
}
type BoundText = {
  /** Month, weekday, hour, or month and hour; empty for a limit that is always the same. */
  readonly row: string
  readonly low: string
  readonly high: string
  readonly first: string
  readonly second: string
}

/** More places than any limit has: 18, times a finite decimal. */
const MOST_PLACES = 60

/**
 * The limits of a version as compiled, exactly, in the unit that the document declares; where that would need endless
 * decimals, and where none is declared, in the unit of the subject.
 *
 * @example limitTexts(pdd, version)[0]?.rows // [{ row: '', low: '0', high: '875', first: '17.5', second: '87.5' }]
 */
export function limitTexts(pdd: Pick<Pdd, 'tolerances'>, { limits }: Pick<PddVersion, 'limits'>): LimitText[] {
  return pdd.tolerances.flatMap((tolerance, index) => {
    const limit = limits[index]
    return limit === undefined ? [] : [limitText(tolerance, limit)]
  })
}

function limitText(tolerance: PddTolerance, limit: Limit): LimitText {
  const { basis, parameter, id, applies } = tolerance
  const declared = 'unit' in basis ? basis.unit : limit.unit
  const inDeclared = rowsIn(declared, limit)
  return {
    id,
    subject: basis.kind === 'ratio' ? `${parameter} / ${basis.to}` : parameter,
    applies,
    basis: basisText(basis),
    effective: formatLocalDay(limit.effectiveFrom),
    unit: inDeclared === undefined ? limit.unit : declared,
    rows: inDeclared ?? rowsIn(limit.unit, limit) ?? [],
  }
}

function basisText(basis: PddTolerance['basis']): string {
  switch (basis.kind) {
    case 'range':
    case 'ratio':
      return basis.kind
    case 'profile':
      return `profile by ${basis.by}, ${basis.statistic}`
    case 'rated':
      return `rated${basis.of === undefined ? '' : ` ${basis.of}`}, ${basis.low} to ${basis.high}`
    case 'expected':
      return basis.by === 'estimates'
        ? 'expected, mean day of the estimates'
        : `expected by ${basis.by}, ${basis.source}`
  }
}

function rowsIn(unit: string, { by, bounds, places, unit: compiled }: Limit): BoundText[] | undefined {
  const factor = unit === compiled ? rational(1n) : conversionOf(compiled, unit)
  if (factor === undefined) return undefined
  const perCount = multiply(factor, rational(1n, 10n ** BigInt(places)))
  const rows = bounds.map((bound, index) => boundText(by === 'none' ? [] : (ROWS[by][index] ?? []), bound, perCount))
  const finite = rows.flatMap((row) => (row === undefined ? [] : [row]))
  return finite.length === rows.length ? finite : undefined
}

function boundText(keys: readonly string[], bound: Bound, perCount: Rational): BoundText | undefined {
  const text = (count: bigint): string | undefined => decimalText(multiply(rational(count), perCount))
  const [low, high, first, second] = [text(bound.low), text(bound.high), text(bound.first), text(bound.second)]
  if (low === undefined || high === undefined || first === undefined || second === undefined) return undefined
  return { row: keys.join(' '), low, high, first, second }
}

/** The exact number as a decimal; undefined for one without end. */
function decimalText({ n, d }: Rational): string | undefined {
  const scaled = n * 10n ** BigInt(MOST_PLACES)
  return scaled % d === 0n ? formatDecimal(scaled / d, MOST_PLACES) : undefined
}
