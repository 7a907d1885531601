import { methodologyShape } from '../documents/methodology.ts'
import { pddShape } from '../documents/pdd.ts'
import { schemaOf, type JsonSchema } from '../documents/shape.ts'
import { inputsShape } from '../run/inputs-document.ts'

const DOCUMENTS = {
  methodology: { title: 'tcctv-methodology/1', shape: methodologyShape },
  pdd: { title: 'tcctv-pdd/1', shape: pddShape },
  inputs: { title: 'tcctv-inputs/1', shape: inputsShape },
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
  const { title, shape } = DOCUMENTS[name]
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...schemaOf(shape) }
}
