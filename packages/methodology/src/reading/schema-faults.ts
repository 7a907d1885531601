import type { ErrorObject } from 'ajv/dist/2020.js'
import type { RowFault } from './reading.ts'
import { rowFault, type RowFaultCode } from './row-faults.ts'

/** Faults of a record from what the validator says; `field` is a JSON pointer. */
export function schemaFaults(errors: readonly ErrorObject[], record: unknown, row: number): RowFault[] {
  const faults = errors.filter(({ keyword }) => keyword !== 'if').map((error) => faultOf(error, record, row))
  return faults.filter(
    ({ field, code }, index) => faults.findIndex((one) => one.field === field && one.code === code) === index,
  )
}

function faultOf(error: ErrorObject, record: unknown, row: number): RowFault {
  const { code, name, expected } = meaningOf(error)
  const field =
    name === undefined ? error.instancePath : `${error.instancePath}/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`
  return rowFault(row, field, code, code === 'FIELD_MISSING' ? 'nothing' : foundAt(record, name, error), expected)
}

function meaningOf({ keyword, params, message }: ErrorObject): {
  readonly code: RowFaultCode
  readonly name?: string
  readonly expected: string
} {
  const { missingProperty, additionalProperty, allowedValue, allowedValues, pattern, type } = params as Readonly<
    Record<string, unknown>
  > // the validator's parameters depend on the keyword
  switch (keyword) {
    case 'required':
      return { code: 'FIELD_MISSING', name: String(missingProperty), expected: `the field ${String(missingProperty)}` }
    case 'additionalProperties':
      return { code: 'FIELD_UNKNOWN', name: String(additionalProperty), expected: 'no such field' }
    case 'const':
      return { code: 'FIELD_VALUE', expected: String(allowedValue) }
    case 'enum':
      return { code: 'FIELD_VALUE', expected: Array.isArray(allowedValues) ? allowedValues.join(', ') : '' }
    case 'pattern':
      return { code: 'NUMBER', expected: `a decimal text like ${String(pattern)}` }
    case 'format':
      return { code: 'TIME_FORMAT', expected: 'a time like 2012-03-11T09:00:00Z' }
    case 'type':
      return { code: 'FIELD_TYPE', expected: `a ${String(type)}` }
    default:
      return { code: 'FIELD_VALUE', expected: message ?? keyword }
  }
}

function foundAt(record: unknown, name: string | undefined, { instancePath }: ErrorObject): string {
  let found = record
  for (const part of [...instancePath.split('/').slice(1), ...(name === undefined ? [] : [name])])
    found =
      typeof found === 'object' && found !== null ? Object.entries(found).find(([key]) => key === part)?.[1] : undefined
  return typeof found === 'string' ? found : (JSON.stringify(found) ?? 'nothing')
}
