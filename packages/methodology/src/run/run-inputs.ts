import { formatFixed, parseFixed, type Fixed } from '@tcctv/units'
import { hashDocument, type Hex } from '../documents/hash-document.ts'
import type { Methodology } from '../documents/methodology.ts'
import { compileMethodology } from '../program/compile.ts'
import type { EquationResult, Program } from '../program/program.ts'
import { createReference } from '../program/reference.ts'
import { addThenRound } from './add-then-round.ts'
import { inputAmounts, inputsOf } from './input-amounts.ts'
import type { InputsDocument, InputsPeriod } from './inputs-document.ts'
import { issuanceOf, type IssuanceRow } from './issuance.ts'

/** Evaluates a program; the reference and the contract are two of them. */
export type Evaluate = (
  program: Program,
  inputs: readonly bigint[],
  period: InputsPeriod,
) => readonly EquationResult[] | Promise<readonly EquationResult[]>

type EquationText = {
  readonly value: string
  readonly unrounded: string
  readonly unit: string
  readonly round: string | null
}
type Difference = {
  readonly period: string
  readonly equation: string
  readonly printed: string
  readonly computed: string
  readonly difference: string
}

/** Result of `tcctv methodology run`: every equation of every period as decimal text in its unit. */
export type ResultDocument = {
  readonly schema: 'tcctv-result/1'
  readonly methodology: string
  /** Of the document. */
  readonly hash: Hex
  readonly engine: string
  readonly periods: readonly { readonly id: string; readonly equations: Readonly<Record<string, EquationText>> }[]
  readonly issuance: readonly IssuanceRow[]
  readonly totals: {
    readonly roundThenAdd: Readonly<Record<string, string>>
    readonly addThenRound: Readonly<Record<string, string>>
  }
  readonly flags: readonly string[]
  readonly differences: readonly Difference[]
}

/**
 * Evaluates a methodology over the periods of an inputs document; totals are spread by days, negative reductions are
 * carried as the document says. `differences` lists printed figures that do not come out.
 *
 * @throws {TcctvError} INPUT_MISSING; those of `compileMethodology`
 */
export async function runInputs(
  methodology: Methodology,
  document: InputsDocument,
  engine: string,
  evaluate: Evaluate,
): Promise<ResultDocument> {
  const flags: string[] = []
  const periods: Evaluated[] = []
  const amounts = inputAmounts(methodology, document)
  for (const [index, period] of document.periods.entries()) {
    const fixed = { ...document.fixed, ...period.fixed }
    const program = compileMethodology(methodology, fixed)
    const inputs = inputsOf(program, amounts, index)
    const results = await evaluate(program, inputs, period)
    const reference = createReference(methodology, fixed)(named(program, inputs))
    for (const { id, knifeEdge } of reference)
      if (knifeEdge) flags.push(`knife-edge: ${id} in ${period.id}; the conservative value stands`)
    periods.push({ period, program, results })
  }
  return {
    schema: 'tcctv-result/1',
    methodology: `${methodology.id}@${methodology.version}`,
    hash: hashDocument(methodology),
    engine,
    periods: periods.map(({ period, program, results }) => ({ id: period.id, equations: textsOf(program, results) })),
    issuance: issuanceOf(methodology, periods),
    totals: { roundThenAdd: totalsOf(periods, 'rounded'), addThenRound: addThenRound(periods) },
    flags,
    differences: differencesOf(document, periods),
  }
}

export type Evaluated = {
  readonly period: InputsPeriod
  readonly program: Program
  readonly results: readonly EquationResult[]
}

/** Evaluates by the stepwise reference: the engine `reference`. */
export function referenceEngine(methodology: Methodology, document: InputsDocument): Evaluate {
  return (program, inputs, period) => {
    const reference = createReference(methodology, { ...document.fixed, ...period.fixed })
    return reference(named(program, inputs))
  }
}

function named({ variables }: Program, inputs: readonly bigint[]): Record<string, bigint> {
  return Object.fromEntries(variables.map(({ id }, index) => [id, inputs[index] ?? 0n]))
}

function textsOf(program: Program, results: readonly EquationResult[]): Readonly<Record<string, EquationText>> {
  return Object.fromEntries(
    results.map(({ id, unrounded, rounded }, index) => {
      const equation = program.equations[index]
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

function totalsOf(periods: readonly Evaluated[], part: 'rounded' | 'unrounded'): Readonly<Record<string, string>> {
  const sums = new Map<string, bigint>()
  for (const { results } of periods)
    for (const result of results) sums.set(result.id, (sums.get(result.id) ?? 0n) + result[part])
  return Object.fromEntries([...sums].map(([id, sum]) => [id, formatFixed(sum as Fixed)]))
}

function differencesOf(document: InputsDocument, periods: readonly Evaluated[]): Difference[] {
  return (document.expected?.periods ?? []).flatMap(({ id, equations }) =>
    Object.entries(equations).flatMap(([equation, printed]) => {
      const computed = periods
        .find(({ period }) => period.id === id)
        ?.results.find((result) => result.id === equation)?.rounded
      const difference = computed === undefined ? undefined : computed - parseFixed(printed)
      if (difference === 0n) return []
      const [computedText, differenceText] = [computed, difference].map((amount) =>
        amount === undefined ? 'nothing' : formatFixed(amount as Fixed),
      )
      return [{ period: id, equation, printed, computed: computedText ?? '', difference: differenceText ?? '' }]
    }),
  )
}
