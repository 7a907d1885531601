import { projectError } from '../errors.ts'
import type { Identified } from './identify.ts'
import type { ParsedRows } from './parse-rows.ts'

const MAX_FAULTS_LISTED = 1_000

/**
 * Refuses a body that has any fault, with all of them in order of rows.
 *
 * @throws {TcctvError} ROWS_REFUSED, IMPORT_EMPTY
 */
export function refuseRows(rows: ParsedRows, { faults }: Identified): void {
  const faultCount = rows.faultCount + faults.length
  if (faultCount > 0) {
    const listed = [...rows.faults, ...faults]
      .toSorted((left, right) => left.row - right.row)
      .slice(0, MAX_FAULTS_LISTED)
    throw projectError('ROWS_REFUSED', { faultCount, rows: rows.rows, faults: listed })
  }
  if (rows.readings.length === 0) throw projectError('IMPORT_EMPTY', { rows: rows.rows })
}
