import { formatFixed, type Fixed, type RoundingMode } from '@tcctv/units'
import type { Side } from '../program/analyse.ts'
import type { Stages } from '../program/compile-stages.ts'
import { toFixed, type Rational } from '../program/rational.ts'
import type { ResolvedEquation } from '../program/resolve.ts'

/** What the compiler knows of an equation. Ends of `range` as decimal text, null where it is not bounded. */
export type EquationFacts = {
  readonly id: string
  readonly unit: string
  readonly expression: string
  readonly scope: 'period' | 'interval'
  readonly round?: RoundingMode
  readonly quantum?: string
  /** Of the exact number: down is never above it, up never below it. */
  readonly side: Side
  readonly range: { readonly low: string | null; readonly high: string | null }
}

/**
 * Unit, range and rounding side of every equation, those of intervals first. Ranges follow from `sign`, `plausible` and the
 * fixed values; ends that are no decimals of 18 places are widened to one.
 */
export function equationFacts({ interval, period }: Stages): EquationFacts[] {
  return [
    ...(interval?.resolved.equations ?? []).map((equation) => factsOf(equation, 'interval')),
    ...period.resolved.equations.map((equation) => factsOf(equation, 'period')),
  ]
}

function factsOf(
  { id, unit, expression, round, quantum, side, range }: ResolvedEquation,
  scope: EquationFacts['scope'],
): EquationFacts {
  const rounding = round === undefined || quantum === undefined ? {} : { round, quantum: formatFixed(quantum as Fixed) }
  const { low, high } = range
  return { id, unit, expression, scope, ...rounding, side, range: { low: end(low, 'floor'), high: end(high, 'ceil') } }
}

function end(bound: Rational | null, direction: 'floor' | 'ceil'): string | null {
  return bound === null ? null : formatFixed(toFixed(bound, direction))
}
