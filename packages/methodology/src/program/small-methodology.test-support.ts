import { parseFixed } from '@tcctv/units'
import { parseMethodology, type Methodology } from '../documents/methodology.ts'
import { compileMethodology } from './compile.ts'
import { interpret } from './interpret.ts'
import { createReference } from './reference.ts'

/** Lines of a document for tests: each part is YAML in braces without them. */
export function smallText(parts: {
  readonly fixed?: string
  readonly monitored: string
  readonly coefficients?: string
  readonly equations: string
  readonly split?: 'calendar-year' | 'none'
}): string {
  return [
    'schema: tcctv-methodology/1',
    'id: small',
    'version: 1.0.0',
    'title: Small',
    'basis: []',
    'output_unit: tCO2e',
    `period: {zone: project, bounds: "[start,end)", split: ${parts.split ?? 'calendar-year'}, report: P1D}`,
    `fixed: {${parts.fixed ?? ''}}`,
    `monitored: {${parts.monitored}}`,
    `coefficients: {${parts.coefficients ?? ''}}`,
    `equations: {${parts.equations}}`,
  ].join('\n')
}

export const smallMethodology = (parts: Parameters<typeof smallText>[0]): Methodology =>
  parseMethodology(smallText(parts))

/** Results of bytecode and reference for amounts by variable id. */
export function evaluated(methodology: Methodology, amounts: Readonly<Record<string, string>>) {
  const program = compileMethodology(methodology, {})
  const inputs = program.variables.map(({ id }) => parseFixed(amounts[id] ?? '0'))
  const named = Object.fromEntries(program.variables.map(({ id }, index) => [id, inputs[index] ?? 0n]))
  return { program, bytecode: interpret(program, inputs), reference: createReference(methodology, {})(named) }
}
