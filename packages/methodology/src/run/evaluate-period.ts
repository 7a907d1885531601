import { formatFixed, type Fixed } from '@tcctv/units'
import type { Methodology } from '../documents/methodology.ts'
import type { Stage } from '../program/compile-stages.ts'
import type { EquationResult, Program, ProgramEquation } from '../program/program.ts'
import type { Amounts } from './given-amounts.ts'
import { inputsOf, type PeriodAmounts } from './input-amounts.ts'
import type { InputsPeriod } from './inputs-document.ts'
import { aggregated } from './interval-rows.ts'
import type { PreparedPeriod } from './prepare-run.ts'

/** Evaluates a program; the reference and the contract are two of them. */
export type Evaluate = (
  program: Program,
  inputs: readonly bigint[],
  period: InputsPeriod,
) => readonly EquationResult[] | Promise<readonly EquationResult[]>

export type EquationText = {
  readonly value: string
  readonly unrounded: string
  readonly unit: string
  readonly round: string | null
}
export type IntervalText = {
  readonly start: string
  readonly end: string
  readonly equations: Readonly<Record<string, EquationText>>
}

/** Equations of a period with their results; those of intervals first. */
export type Evaluated = {
  readonly period: InputsPeriod
  readonly equations: readonly ProgramEquation[]
  readonly results: readonly EquationResult[]
  readonly rows?: readonly IntervalText[]
}

/**
 * Evaluates the interval equations of a period for each interval, aggregates their results, and evaluates the equations of
 * the period. Knife edges are added to `flags`.
 *
 * @param all amounts of every period, for those of earlier ones
 */
export async function evaluatePeriod(
  methodology: Methodology,
  { period, stages: { interval, period: stage }, measured }: PreparedPeriod,
  all: readonly Amounts[],
  evaluate: Evaluate,
  flags: string[],
): Promise<Evaluated> {
  const index = all.indexOf(measured.amounts)
  const ofRows = interval === undefined ? undefined : await evaluatedRows(interval, measured, period, evaluate, flags)
  const ofIntervals = ofRows === undefined ? [] : aggregatedResults(methodology, ofRows)
  const given = new Map([...measured.amounts, ...ofIntervals.map(({ id, rounded }) => [id, rounded as Fixed] as const)])
  const inputs = inputsOf(stage.program, all.with(index, given), index)
  const results = await evaluate(stage.program, inputs, period)
  flagKnifeEdges(stage, inputs, period.id, flags)
  const equations = [...(interval?.program.equations ?? []), ...stage.program.equations]
  const rows = ofRows === undefined ? {} : { rows: ofRows.map(({ text }) => text) }
  return { period, equations, results: [...ofIntervals, ...results], ...rows }
}

type EvaluatedRow = { readonly results: readonly EquationResult[]; readonly text: IntervalText }

async function evaluatedRows(
  stage: Stage,
  { amounts, rows }: PeriodAmounts,
  period: InputsPeriod,
  evaluate: Evaluate,
  flags: string[],
): Promise<EvaluatedRow[]> {
  const evaluated: EvaluatedRow[] = []
  for (const { start, end, amounts: measured } of rows) {
    const inputs = inputsOf(stage.program, [new Map([...amounts, ...measured])], 0)
    const results = await evaluate(stage.program, inputs, period)
    flagKnifeEdges(stage, inputs, `${period.id} ${start}`, flags)
    evaluated.push({ results, text: { start, end, equations: equationTexts(stage.program.equations, results) } })
  }
  return evaluated
}

/** One result of a period for each interval equation; what is rounded to a mean, is rounded as the equation says. */
function aggregatedResults({ equations }: Methodology, rows: readonly EvaluatedRow[]): EquationResult[] {
  const [first] = rows
  return (first?.results ?? []).map(({ id }, at) => {
    const { aggregate = 'sum', round } = equations[id.replace(/\[.*/, '')] ?? {}
    const of = (part: 'rounded' | 'unrounded'): bigint =>
      aggregated(
        rows.map(({ results }) => results[at]?.[part] ?? 0n),
        aggregate,
        round === 'ceil' ? 'ceil' : 'floor',
      )
    return { id, unrounded: of('unrounded'), rounded: of('rounded') }
  })
}

function flagKnifeEdges(
  { program, reference }: Stage,
  inputs: readonly bigint[],
  where: string,
  flags: string[],
): void {
  for (const { id, knifeEdge } of reference(namedInputs(program, inputs)))
    if (knifeEdge) flags.push(`knife-edge: ${id} in ${where}; the conservative value stands`)
}

/** Inputs of a program by variable id. */
export function namedInputs({ variables }: Program, inputs: readonly bigint[]): Record<string, bigint> {
  return Object.fromEntries(variables.map(({ id }, index) => [id, inputs[index] ?? 0n]))
}

/** Results as decimal text in the equations' units. */
export function equationTexts(
  equations: readonly ProgramEquation[],
  results: readonly EquationResult[],
): Readonly<Record<string, EquationText>> {
  return Object.fromEntries(
    results.map(({ id, unrounded, rounded }, index) => {
      const equation = equations[index]
      return [
        id,
        {
          value: formatFixed(rounded as Fixed),
          unrounded: formatFixed(unrounded as Fixed),
          unit: equation?.unit ?? '',
          round: equation?.round ?? null,
        },
      ]
    }),
  )
}
