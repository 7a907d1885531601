import { readYaml, sinkOf } from '../documents/read-yaml.ts'
import type { Methodology } from '../documents/methodology.ts'
import { refuseFaults } from '../documents/faults.ts'
import { inputsShape, type InputsDocument } from '../run/inputs-document.ts'
import { prepareRun } from '../run/prepare-run.ts'
import { inOrder, shapeFaults, type MethodologyFault } from './check-methodology.ts'

/** Inputs that a methodology can be run with, or all of their faults with line and column. */
export type InputsCheck =
  | { readonly document: InputsDocument; readonly faults: readonly [] }
  | { readonly faults: readonly MethodologyFault[] }

/** A year of hours, with some parameters. */
const LIMIT_CHARACTERS = 50_000_000

/**
 * Checks an inputs document `tcctv-inputs/1`, JSON or YAML, with its methodology: shape, decimals, missing and unknown
 * names and members, plausible ranges, the order of periods and intervals. All faults are found at once, but those of
 * amounts only while the shape has none. Not checked: whether `expected` comes out, which `runInputs` shows.
 *
 * @throws {TcctvError} those of `compileStages`, for a methodology that does not compile with the values given
 * @example checkInputs(text, methodology).faults[0] // { path: 'periods.0.monitored.EXP', line: 9, column: 22, … }
 */
export function checkInputs(text: string, methodology: Methodology): InputsCheck {
  try {
    const document = parseInputsText(text)
    const { locate } = readYaml(text, 'inputs document', LIMIT_CHARACTERS)
    const faults = prepareRun(methodology, document).faults.map(({ path, error }) => {
      const named = path.map(String).join('.')
      const message = error.message.startsWith(`${named}: `) ? error.message.slice(named.length + 2) : error.message
      return { path: named, ...locate(path), code: error.code, message, advice: error.advice }
    })
    return faults.length === 0 ? { document, faults: [] } : { faults: inOrder(faults) }
  } catch (error) {
    return { faults: shapeFaults(error) }
  }
}

/** Reads an inputs document, JSON or YAML. @throws {TcctvError} DOCUMENT_INVALID with all faults and their places */
export function parseInputsText(text: string): InputsDocument {
  const read = readYaml(text, 'inputs document', LIMIT_CHARACTERS)
  const sink = sinkOf(read)
  const document = inputsShape(read.data, [], sink)
  refuseFaults('inputs document', sink.faults)
  return document
}
