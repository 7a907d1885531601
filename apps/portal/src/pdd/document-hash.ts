import { hashDocument, parseMethodology, parsePdd } from '@tcctv/methodology'

/**
 * Hash of a project document as the ledger has it, from its text.
 *
 * @throws {TcctvError} of the methodology package for a text that is no project document
 */
export function hashOfPdd(yaml: string): string {
  return hashDocument(parsePdd(yaml))
}

/** Hash of a methodology, from its text. @throws {TcctvError} as {@link hashOfPdd} */
export function hashOfMethodology(yaml: string): string {
  return hashDocument(parseMethodology(yaml))
}
