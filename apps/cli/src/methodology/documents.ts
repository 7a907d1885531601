import { parseInputsText, parseMethodology, type InputsDocument, type Methodology } from '@tcctv/methodology'
import { readInput } from '../arguments.ts'

/** @throws {TcctvError} FILE_UNREADABLE, DOCUMENT_INVALID */
export function readMethodology(path: string): Methodology {
  return parseMethodology(readText(path))
}

/** Inputs as JSON or YAML. @throws {TcctvError} FILE_UNREADABLE, DOCUMENT_INVALID */
export function readInputs(path: string): InputsDocument {
  return parseInputsText(readText(path))
}

export function readText(path: string): string {
  return readInput(path).toString('utf8')
}
