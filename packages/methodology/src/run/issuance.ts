import {
  conversionFactor,
  divide,
  formatFixed,
  multiplyFixed,
  parseFixed,
  roundToQuantum,
  type Fixed,
} from '@tcctv/units'
import type { Methodology } from '../documents/methodology.ts'
import type { Evaluated } from './evaluate-period.ts'

/** What a period issues, in the issuance unit. `carried`: remainder above zero, deficit below. */
export type IssuanceRow = {
  readonly id: string
  readonly er: string
  readonly issued: string
  readonly carried: string
  /** Share of the issued units that is withheld, where the methodology has a buffer. */
  readonly buffer?: string
  /** What lay above the cap and is lost, where there is a cap. */
  readonly capped?: string
}

/**
 * Issuance of each period: remainder and deficit are carried into the next one, unless the document drops them; what
 * lies above a cap is not carried.
 */
export function issuanceOf({ issuance, equations }: Methodology, periods: readonly Evaluated[]): IssuanceRow[] {
  if (issuance === undefined) return []
  const quantum = parseFixed(issuance.quantum)
  const cap = issuance.cap === undefined || issuance.cap === 'none' ? undefined : parseFixed(issuance.cap)
  let carried = 0n
  return periods.map(({ period, results }) => {
    const result = results.find(({ id }) => id === issuance.from)?.rounded ?? 0n
    const reduction = inUnit(result, equations[issuance.from]?.unit ?? issuance.unit, issuance.unit)
    const offered = reduction + carried
    const allowed = cap !== undefined && offered > cap ? cap : offered
    const issued = allowed > 0n ? roundToQuantum(allowed, quantum, issuance.round) : 0n
    carried = carriedOn(allowed - issued, issuance)
    return {
      id: period.id,
      er: formatFixed(reduction as Fixed),
      issued: formatFixed(issued as Fixed),
      carried: formatFixed(carried as Fixed),
      ...(cap === undefined ? {} : { capped: formatFixed((offered - allowed) as Fixed) }),
      ...bufferOf(issued as Fixed, issuance.buffer),
    }
  })
}

/** An amount in another unit of the same dimension; what is no multiple of 1e-18 is rounded down. */
function inUnit(amount: bigint, from: string, to: string): bigint {
  const { numerator, denominator } = conversionFactor(from, to)
  return divide(amount * numerator, denominator, 'floor')
}

type Issuance = NonNullable<Methodology['issuance']>

function carriedOn(rest: bigint, { negative, carry_remainder: carriesRemainder = true }: Issuance): bigint {
  if (rest < 0n) return negative === 'zero' ? 0n : rest
  return carriesRemainder ? rest : 0n
}

function bufferOf(issued: Fixed, buffer: Issuance['buffer']): Pick<IssuanceRow, 'buffer'> {
  if (buffer === undefined) return {}
  const { share, quantum, round } = buffer
  // Whole units times a share of at most 18 places is exact at 1e-18 of a unit.
  const exact = multiplyFixed(issued, parseFixed(share), 'floor')
  return { buffer: formatFixed(roundToQuantum(exact, parseFixed(quantum), round) as Fixed) }
}
