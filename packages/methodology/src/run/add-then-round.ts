import { formatFixed, roundToQuantum, type Fixed } from '@tcctv/units'
import type { Evaluated } from './evaluate-period.ts'

/** Sums the unrounded results of all periods and rounds each sum once, to show what the order of rounding changes. */
export function addThenRound(periods: readonly Evaluated[]): Readonly<Record<string, string>> {
  const [first] = periods
  return Object.fromEntries(
    (first?.equations ?? []).map(({ id, round, quantum }, index) => {
      const sum = periods.reduce((total, { results }) => total + (results[index]?.unrounded ?? 0n), 0n)
      const rounded = round === undefined || quantum === undefined ? sum : roundToQuantum(sum, quantum, round)
      return [id, formatFixed(rounded as Fixed)]
    }),
  )
}
