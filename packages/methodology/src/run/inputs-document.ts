import { refuseFaults, type DocumentFault } from '../documents/faults.ts'
import { decimalOrTerms } from '../documents/methodology.ts'
import type { identifier } from '../documents/shape.ts'
import {
  byMember,
  date,
  decimal,
  list,
  object,
  oneOf,
  optional,
  record,
  text,
  type Checked,
} from '../documents/shape.ts'

/** A result's key: an equation, or one member of it. */
const equations = record(decimal, /^[A-Za-z_]\w{0,30}(\[\w{1,31}\])?$/)
/** One decimal, the terms of a kernel, or either by member of a set. */
const values = record(byMember(decimalOrTerms))
/** Shape of an inputs document. */
export const inputsShape = object({
  schema: oneOf('tcctv-inputs/1'),
  methodology: optional(text()),
  note: optional(text()),
  zone: optional(text()),
  fixed: optional(values),
  totals: optional(record(byMember(decimal))),
  periods: list(
    object({
      id: identifierOrYear(),
      start: date,
      end: date,
      fixed: optional(values),
      monitored: record(byMember(decimal)),
      intervals: optional(list(object({ start: text(), end: text(), monitored: record(byMember(decimal)) }))),
    }),
  ),
  expected: optional(
    object({
      periods: list(object({ id: identifierOrYear(), equations })),
      issuance: optional(
        record(record(decimal, /^(er|issued|carried|capped|buffer)$/), /^[A-Za-z0-9][A-Za-z0-9_.-]{0,30}$/),
      ),
      total: optional(record(decimal)),
    }),
  ),
})

/** Inputs of `tcctv methodology run`, checked. */
export type InputsDocument = Checked<typeof inputsShape>
export type InputsPeriod = InputsDocument['periods'][number]

/**
 * Checks the JSON of an inputs document `tcctv-inputs/1`.
 *
 * @throws {TcctvError} DOCUMENT_INVALID with all faults
 */
export function parseInputs(json: unknown): InputsDocument {
  const faults: DocumentFault[] = []
  const add = (path: readonly (string | number)[], code: string, found: unknown, expected: string): void => {
    faults.push({ path: path.join('.'), line: 1, column: 1, code, found: JSON.stringify(found) ?? 'nothing', expected })
  }
  const document = inputsShape(json, [], { add, faults })
  refuseFaults('inputs document', faults)
  return document
}

function identifierOrYear(): typeof identifier {
  return text(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,30}$/, 'a name of at most 31 characters')
}
