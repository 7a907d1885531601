import { parseInputsText, parseMethodology, type InputsDocument, type Methodology } from '@tcctv/methodology'
import { TcctvError } from '@tcctv/units'
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

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new TcctvError({
      code: 'INPUTS_SYNTAX',
      status: 422,
      message: `the inputs are not JSON: ${String(cause)}`,
      advice: 'See methodologies/cases for an example.',
      details: {},
      cause,
    })
  }
}
