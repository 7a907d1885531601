import type { Methodology } from '../documents/methodology.ts'
import { programOf } from './compile.ts'
import type { Coefficients } from './coefficients.ts'
import type { FixedValues } from './fixed-amounts.ts'
import type { Program } from './program.ts'
import { referenceOf, type ReferenceInputs, type ReferenceResult } from './reference.ts'
import { resolve, type Resolved } from './resolve.ts'

/** A program, the same equations for the reference, and what is known of each. */
export type Stage = {
  readonly program: Program
  readonly resolved: Resolved
  readonly reference: (inputs: ReferenceInputs) => ReferenceResult[]
}

/** A methodology compiled once for all of its engines: for each period and, where it has such equations, each interval. */
export type Stages = {
  readonly coefficients: Coefficients
  readonly period: Stage
  readonly interval?: Stage
}

/**
 * Compiles a methodology with a project's fixed values, interval equations too. Their aggregated results are variables
 * of the period's program, with the source `interval`.
 *
 * @throws {TcctvError} those of `compileMethodology`; E_UNSUPPORTED for DAYS or conv in an interval equation
 */
export function compileStages(methodology: Methodology, fixed: FixedValues): Stages {
  const { coefficients, period, interval } = resolve(methodology, fixed)
  const stageOf = (resolved: Resolved): Stage => ({
    program: programOf(resolved),
    resolved,
    reference: referenceOf(resolved, methodology.id),
  })
  return { coefficients, period: stageOf(period), ...(interval === undefined ? {} : { interval: stageOf(interval) }) }
}
