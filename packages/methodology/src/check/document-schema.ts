import { describeSchema } from './describe-schema.ts'
import { INPUTS_DESCRIPTIONS, METHODOLOGY_DESCRIPTIONS } from './methodology-descriptions.ts'
import { PDD_DESCRIPTIONS } from './pdd-descriptions.ts'
import { methodologyShape } from '../documents/methodology.ts'
import { pddShape } from '../documents/pdd.ts'
import { schemaOf, type JsonSchema } from '../documents/shape.ts'
import { inputsShape } from '../run/inputs-document.ts'

const DOCUMENTS = {
  methodology: { title: 'tcctv-methodology/1', shape: methodologyShape, descriptions: METHODOLOGY_DESCRIPTIONS },
  pdd: { title: 'tcctv-pdd/1', shape: pddShape, descriptions: PDD_DESCRIPTIONS },
  inputs: { title: 'tcctv-inputs/1', shape: inputsShape, descriptions: INPUTS_DESCRIPTIONS },
} as const

export type DocumentName = keyof typeof DOCUMENTS
export const DOCUMENT_NAMES: readonly DocumentName[] = ['methodology', 'pdd', 'inputs']

/**
 * JSON Schema (2020-12) of a kind of document, for editors. It is what the checks of the document say of each part; what
 * depends on several parts, as names and units of expressions, only `checkMethodology` and `compilePdd` know.
 *
 * @example documentSchema('methodology')['title'] // 'tcctv-methodology/1'
 */
export function documentSchema(name: DocumentName): JsonSchema {
  const { title, shape, descriptions } = DOCUMENTS[name]
  const { schema } = describeSchema(schemaOf(shape), descriptions)
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...schema }
}

/** Properties of a kind of document without a description, and descriptions without a property. Both must be none. */
export function undescribed(name: DocumentName): { readonly missing: string[]; readonly stale: string[] } {
  const { shape, descriptions } = DOCUMENTS[name]
  const { paths } = describeSchema(schemaOf(shape), descriptions)
  return {
    missing: paths.filter((path) => !Object.hasOwn(descriptions, path)),
    stale: Object.keys(descriptions).filter((path) => !paths.includes(path)),
  }
}
