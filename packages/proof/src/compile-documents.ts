import {
  compilePdd,
  createFillCoefficients,
  compileStages,
  namedInputs,
  type Stages,
  fixedOf,
  hashDocument,
  interpret,
  parseMethodology,
  parsePdd,
  type FillCoefficients,
} from '@tcctv/methodology'
import { toChainPddVersion } from '@tcctv/contracts'
import { divide, FIXED_ONE } from '@tcctv/units'
import type { CompiledDocument } from './verify/documents.ts'

/**
 * Compiles the texts of a bundle as the platform did, from the documents alone. The results of `evaluate` are the
 * bytecode's; those of `evaluateExactly` come from rational arithmetic over the document's expressions.
 *
 * @throws {TcctvError} those of `parseMethodology`, `parsePdd` and `compilePdd`
 */
export function compileDocuments(methodologyYaml: string, pddYaml: string): CompiledDocument {
  const methodology = parseMethodology(methodologyYaml)
  const pdd = parsePdd(pddYaml)
  const version = compilePdd(pdd, methodology)
  const { program } = version
  const programOf = (year: number) => version.programs.find((one) => one.year === year)?.program ?? program
  const fillers = new Map<number, FillCoefficients>()
  const fillerOf = (year: number) => {
    const of = version.programs.length === 0 ? 0 : year
    const known = fillers.get(of) ?? createFillCoefficients(methodology, fixedOf(pdd, of))
    fillers.set(of, known)
    return known
  }
  const compiled = new Map<number, Stages>()
  const stagesOf = (year: number) => {
    const of = version.programs.length === 0 ? 0 : year
    const known = compiled.get(of) ?? compileStages(methodology, fixedOf(pdd, of))
    compiled.set(of, known)
    return known
  }
  const exactly = ({ program, reference }: Stages['period'], inputs: readonly bigint[]) =>
    reference(namedInputs(program, inputs)).map(({ exactRounded, rounded, knifeEdge }) =>
      // At a knife edge the stepwise, conservative number stands by rule.
      knifeEdge ? rounded : divide(exactRounded.n * FIXED_ONE, exactRounded.d, 'floor'),
    )
  return {
    methodology,
    methodologyHash: hashDocument(methodology),
    pdd,
    documentHash: hashDocument(pdd),
    version: toChainPddVersion(version),
    gaps: version.lanes.map(({ parameter, meter }, lane) => ({
      parameter,
      meter,
      ...(version.gaps[lane] ?? { kind: 'review' as const }),
    })),
    equations: program.equations.map(({ id }) => id),
    evaluate: (inputs, year) => {
      const results = interpret(programOf(year), inputs)
      return { unrounded: results.map(({ unrounded }) => unrounded), rounded: results.map(({ rounded }) => rounded) }
    },
    fill: (inputs, year) => fillerOf(year)(inputs),
    evaluateExactly: (inputs, year) => exactly(stagesOf(year).period, inputs),
    evaluateInterval: (inputs, year) => {
      const { interval } = stagesOf(year)
      if (interval === undefined) return { rounded: [], exact: [] }
      const rounded = interpret(interval.program, inputs).map((result) => result.rounded)
      return { rounded, exact: exactly(interval, inputs) }
    },
  }
}
