import {
  compilePdd,
  createReference,
  hashDocument,
  interpret,
  parseMethodology,
  parsePdd,
  type FixedValues,
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
  const reference = createReference(methodology, fixedOf(pdd))
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
    evaluate: (inputs) => {
      const results = interpret(program, inputs)
      return { unrounded: results.map(({ unrounded }) => unrounded), rounded: results.map(({ rounded }) => rounded) }
    },
    evaluateExactly: (inputs) => {
      const named = Object.fromEntries(program.variables.map(({ id }, index) => [id, inputs[index] ?? 0n]))
      return reference(named).map(({ exactRounded, rounded, knifeEdge }) =>
        // At a knife edge the stepwise, conservative number stands by rule.
        knifeEdge ? rounded : divide(exactRounded.n * FIXED_ONE, exactRounded.d, 'floor'),
      )
    },
  }
}

function fixedOf({ fixed = {} }: ReturnType<typeof parsePdd>): FixedValues {
  return Object.fromEntries(
    Object.entries(fixed).flatMap(([id, { value }]) => (value === undefined ? [] : [[id, value]])),
  )
}
