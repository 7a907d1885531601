import { formatFixed, type Fixed } from '@tcctv/units'
import { hashDocument, type Hex } from '../documents/hash-document.ts'
import type { Methodology } from '../documents/methodology.ts'
import { compileStages, type Stage } from '../program/compile-stages.ts'
import type { Program } from '../program/program.ts'
import { addThenRound } from './add-then-round.ts'
import { differencesOf, type Difference } from './differences.ts'
import {
  equationTexts,
  evaluatePeriod,
  namedInputs,
  type EquationText,
  type Evaluate,
  type Evaluated,
  type IntervalText,
} from './evaluate-period.ts'
import type { InputsDocument, InputsPeriod } from './inputs-document.ts'
import { prepareRun } from './prepare-run.ts'
import { issuanceOf, type IssuanceRow } from './issuance.ts'

/** Result of `tcctv methodology run`: every equation of every period as decimal text in its unit. */
export type ResultDocument = {
  readonly schema: 'tcctv-result/1'
  readonly methodology: string
  /** Of the document. */
  readonly hash: Hex
  readonly engine: string
  readonly periods: readonly {
    readonly id: string
    readonly equations: Readonly<Record<string, EquationText>>
    /** Of interval equations before they were aggregated. */
    readonly intervals?: readonly IntervalText[]
  }[]
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
 * carried as the document says. Interval equations are evaluated for each interval, and their results aggregated.
 * `differences` lists printed figures that do not come out. Compiles once for each version of the fixed values.
 *
 * @throws {TcctvError} the first fault of the inputs (INPUT_MISSING, INPUT_UNKNOWN, INPUT_VALUE, E_PLAUSIBLE, E_FIXED; see
 * `checkInputs` for all of them); those of `compileStages`; FIXED_OVERFLOW, FIXED_DIVISOR, LOOKUP_RANGE
 */
export async function runInputs(
  methodology: Methodology,
  document: InputsDocument,
  engine: string,
  evaluate: Evaluate,
): Promise<ResultDocument> {
  const prepared = prepareRun(methodology, document)
  const [fault] = prepared.faults
  if (fault !== undefined || !('periods' in prepared)) throw fault?.error
  const flags: string[] = []
  const periods: Evaluated[] = []
  const amounts = prepared.periods.map(({ measured }) => measured.amounts)
  for (const period of prepared.periods)
    periods.push(await evaluatePeriod(methodology, period, amounts, evaluate, flags))
  const issuance = issuanceOf(methodology, periods)
  return {
    schema: 'tcctv-result/1',
    methodology: `${methodology.id}@${methodology.version}`,
    hash: hashDocument(methodology),
    engine,
    periods: periods.map(({ period, equations, results, rows }) => ({
      id: period.id,
      equations: equationTexts(equations, results),
      ...(rows === undefined ? {} : { intervals: rows }),
    })),
    issuance,
    totals: { roundThenAdd: totalsOf(periods, 'rounded'), addThenRound: addThenRound(periods) },
    flags,
    differences: differencesOf(document, periods, issuance),
  }
}

/** Evaluates by the stepwise reference: the engine `reference`. Resolves the equations of each program once. */
export function referenceEngine(methodology: Methodology, document: InputsDocument): Evaluate {
  const known = new Map<Program, Stage['reference']>()
  return (program, inputs, period) => {
    const reference = known.get(program) ?? referenceOfProgram(program, methodology, document, period)
    known.set(program, reference)
    return reference(namedInputs(program, inputs))
  }
}

function referenceOfProgram(
  { hash }: Program,
  methodology: Methodology,
  document: InputsDocument,
  period: InputsPeriod,
): Stage['reference'] {
  const { interval, period: stage } = compileStages(methodology, { ...document.fixed, ...period.fixed })
  return interval?.program.hash === hash ? interval.reference : stage.reference
}

function totalsOf(periods: readonly Evaluated[], part: 'rounded' | 'unrounded'): Readonly<Record<string, string>> {
  const sums = new Map<string, bigint>()
  for (const { results } of periods)
    for (const result of results) sums.set(result.id, (sums.get(result.id) ?? 0n) + result[part])
  return Object.fromEntries([...sums].map(([id, sum]) => [id, formatFixed(sum as Fixed)]))
}
