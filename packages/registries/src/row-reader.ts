import { countryCode } from './countries.ts'
import type { CsvRow } from './csv-rows.ts'
import type { RowFault } from './importer.ts'
import { normaliseStatus } from './normalise-status.ts'
import { parseCount, parseDate, type DateFormat } from './parse-cells.ts'
import { parsePythonList } from './parse-python.ts'
import type { ProjectPeriod, ProjectStatus } from './project.ts'

/** Reads the cells of one row and collects what it does not understand. Empty cells are unknown, not faults. */
export class RowReader {
  readonly row: number
  readonly faults: RowFault[] = []
  readonly #cells: CsvRow['cells']

  constructor({ row, cells }: CsvRow) {
    this.row = row
    this.#cells = cells
  }

  get isRejected(): boolean {
    return this.faults.some(({ action }) => action === 'rejected')
  }

  /** Text of a cell; '' when it is empty or the file has no such column. */
  text(column: string): string {
    return this.#cells.get(column.replace(/\s+/g, ' ').trim().toLowerCase()) ?? ''
  }

  /** Text that a row can not be without; the row is rejected when it does not match. */
  required(column: string, pattern: RegExp, expected: string): string {
    const text = this.text(column)
    if (!pattern.test(text)) this.fault(column, expected, 'rejected')
    return text
  }

  date(column: string, format: DateFormat): string | null {
    return this.#parsed(column, format, (text) => parseDate(text, format))
  }

  count(column: string): number | null {
    return this.#parsed(column, 'a count', parseCount)
  }

  /** A count of which zero means that the registry does not know it. */
  positiveCount(column: string): number | null {
    const count = this.count(column)
    return count === 0 ? null : count
  }

  country(column: string): string[] {
    const code = this.#parsed(column, 'a country of ISO 3166-1', countryCode)
    if (this.text(column) === '') this.fault(column, 'a country of ISO 3166-1', 'kept-without')
    return code === null ? [] : [code]
  }

  status(column: string): ProjectStatus {
    const status = normaliseStatus(this.text(column))
    if (status === 'unknown' && this.text(column) !== '') this.fault(column, 'a known status', 'kept-without')
    return status
  }

  /** A web address; anything else is no link. */
  link(column: string): string | null {
    const text = this.text(column)
    return text.startsWith('https://') && URL.canParse(text) ? text : null
  }

  /** Days of two columns; null when both are unknown. */
  period(from: string, to: string, format: DateFormat): ProjectPeriod | null {
    const [start, end] = [this.date(from, format), this.date(to, format)]
    return start === null && end === null ? null : { from: start, to: end, precision: 'day' }
  }

  /** A list written as a Python literal, as some exports do. */
  list(column: string): readonly unknown[] {
    return this.#parsed(column, 'a list', parsePythonList) ?? []
  }

  fault(column: string, expected: string, action: RowFault['action']): null {
    this.faults.push({ kind: 'fault', row: this.row, column, found: this.text(column).slice(0, 200), expected, action })
    return null
  }

  #parsed<Parsed>(column: string, expected: string, parse: (text: string) => Parsed | undefined): Parsed | null {
    const text = this.text(column)
    return text === '' ? null : (parse(text) ?? this.fault(column, expected, 'kept-without'))
  }
}
