import type { Credit } from './credit.ts'
import { readCsvRows } from './csv-rows.ts'
import type { ImportContext, RowFault } from './importer.ts'
import type { DateFormat } from './parse-cells.ts'
import { parseTonnesAsKg } from './parse-quantity.ts'
import { parseSerial } from './parse-serial.ts'
import { RowReader } from './row-reader.ts'

export type ImportedCredit = { readonly kind: 'credit'; readonly row: number; readonly credit: Credit }

/** Reads one layout of issuances or retirements; a row may tell of several events. Faults as for projects. */
export type CreditImporter = {
  readonly id: string
  readonly publisher: string
  readonly requiredColumns: readonly string[]
  readonly read: (chunks: AsyncIterable<string>, context: ImportContext) => AsyncIterable<ImportedCredit | RowFault>
}

/** What one row says; everything left out is unknown. */
export type CreditFacts = Pick<Credit, 'registry' | 'registryProjectId' | 'event' | 'quantityKg'> &
  Partial<Omit<Credit, 'source' | 'block'>> & { readonly block?: Credit['block'] }

type Layout = Pick<CreditImporter, 'id' | 'publisher' | 'requiredColumns'> & {
  readonly credits: (cells: RowReader) => readonly CreditFacts[]
}

/** An importer of a layout with blocks of credits. A row with a rejecting fault is left out, its faults are not. */
export function creditImporter({ id, publisher, requiredColumns, credits }: Layout): CreditImporter {
  async function* read(chunks: AsyncIterable<string>, context: ImportContext) {
    for await (const csvRow of readCsvRows(chunks, requiredColumns)) {
      const cells = new RowReader(csvRow)
      const facts = credits(cells)
      const source = { sourceId: context.sourceId, row: csvRow.row, retrieved: context.retrieved }
      if (!cells.isRejected)
        for (const fact of facts) yield { kind: 'credit' as const, row: csvRow.row, credit: completed(fact, source) }
      yield* cells.faults
    }
  }
  return { id, publisher, requiredColumns, read }
}

function completed({ block, ...facts }: CreditFacts, source: Credit['source']): Credit {
  const serial = facts.serial ?? null
  return {
    issuanceId: null,
    period: null,
    on: null,
    use: null,
    labels: [],
    authorisation: null,
    counterpart: null,
    ...facts,
    serial,
    block: block ?? (serial === null ? null : (parseSerial(serial) ?? null)),
    source,
  }
}

/** Credits of a column in kilograms; the row is rejected without them. */
export function quantityOf(cells: RowReader, column: string): number {
  const found = parseTonnesAsKg(cells.text(column))
  if (found === undefined) cells.fault(column, 'a number of credits', 'rejected')
  return found ?? 0
}

/** Credits of a column that may be empty, which says none. */
export function optionalQuantity(cells: RowReader, column: string): number {
  const text = cells.text(column)
  if (text === '') return 0
  return parseTonnesAsKg(text) ?? cells.fault(column, 'a number of credits', 'kept-without') ?? 0
}

/** The period of two columns by day; without both, the year of a third. */
export function vintageOf(
  cells: RowReader,
  {
    from,
    to,
    year,
    format,
  }: { readonly from?: string; readonly to?: string; readonly year?: string; readonly format: DateFormat },
): Credit['period'] {
  const [start, end] = [from, to].map((column) => (column === undefined ? null : cells.date(column, format)))
  if (start != null && end != null && start <= end) return { from: start, to: end, precision: 'day' }
  const found = year === undefined ? null : /^(\d{4})(?:\.0)?$/.exec(cells.text(year))
  return found === null ? null : { from: `${found[1] ?? ''}-01-01`, to: `${found[1] ?? ''}-12-31`, precision: 'year' }
}

/** The serial of a column; reported when its numbers can not be read, and then kept as text. */
export function serialOf(cells: RowReader, column: string): string | null {
  const serial = cells.text(column)
  if (serial === '') return null
  if (parseSerial(serial) === undefined) cells.fault(column, 'a serial range of a known form', 'kept-without')
  return serial
}

/** Labels of a cell, separated by commas or semicolons. */
export function labelsOf(text: string): string[] {
  return text
    .split(/[;,]/)
    .map((label) => label.trim())
    .filter((label) => label !== '')
}
