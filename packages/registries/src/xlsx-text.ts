import { csvLine } from './csv-line.ts'
import { registriesError } from './errors.ts'
import { openXlsx, parseXmlInChunks, type XlsxPackage } from './xlsx-package.ts'

const DAY_MS = 86_400_000
const EPOCH_1900_MS = Date.UTC(1899, 11, 30)
const EPOCH_1904_MS = Date.UTC(1904, 0, 1)
const MAX_COLUMNS = 1000

/** Names of the sheets of a workbook. @throws {TcctvError} IMPORT_SHEET */
export function sheetNames(bytes: Uint8Array): string[] {
  return [...openXlsx(bytes).sheets.keys()]
}

/**
 * One sheet of a workbook as CSV text; the first one unless named. Days come as ISO dates. Formulas, error values and
 * merged cells are refused with their place: what stands there is not data.
 *
 * @throws {TcctvError} IMPORT_SHEET
 */
export function* xlsxText(bytes: Uint8Array, sheet?: string): Generator<string> {
  const workbook = openXlsx(bytes)
  const found = sheet === undefined ? [...workbook.sheets.values()][0] : workbook.sheets.get(sheet)
  if (found === undefined)
    throw registriesError('IMPORT_SHEET', {
      where: 'file',
      reason: `it has no sheet ${sheet ?? ''}; found ${[...workbook.sheets.keys()].join(', ')}`,
    })
  const reader = new SheetReader(workbook)
  for (const _ of parseXmlInChunks(found, reader)) {
    const lines = reader.takeLines()
    if (lines !== '') yield lines
  }
}

type Tag = { readonly name: string; readonly attributes: Readonly<Record<string, string>> }

/** Builds rows from the events of a sheet's XML. Cells that the file leaves out are empty. */
class SheetReader {
  readonly #workbook: XlsxPackage
  #lines = ''
  #row: string[] = []
  #cell = { place: '', type: '', style: 0, text: '' }
  #isContent = false

  constructor(workbook: XlsxPackage) {
    this.#workbook = workbook
  }

  takeLines(): string {
    const lines = this.#lines
    this.#lines = ''
    return lines
  }

  readonly open = ({ name, attributes }: Tag): void => {
    if (name === 'row') this.#row = []
    if (name === 'c')
      this.#cell = {
        place: attributes['r'] ?? '',
        type: attributes['t'] ?? 'n',
        style: Number(attributes['s'] ?? 0),
        text: '',
      }
    if (name === 'f') throw registriesError('IMPORT_SHEET', { where: this.#cell.place, reason: 'it is a formula' })
    if (name === 'mergeCell')
      throw registriesError('IMPORT_SHEET', { where: attributes['ref'] ?? '', reason: 'cells are merged' })
    this.#isContent = name === 'v' || name === 't'
  }

  readonly text = (text: string): void => {
    if (this.#isContent) this.#cell.text += text
  }

  readonly close = ({ name }: Tag): void => {
    if (name === 'v' || name === 't') this.#isContent = false
    if (name === 'c') this.#endCell()
    if (name === 'row') this.#lines += csvLine(this.#row)
  }

  #endCell(): void {
    const { place } = this.#cell
    const column = place === '' ? this.#row.length : columnOf(place)
    if (column >= MAX_COLUMNS)
      throw registriesError('IMPORT_SHEET', { where: place, reason: `more than ${MAX_COLUMNS} columns` })
    while (this.#row.length < column) this.#row.push('')
    this.#row[column] = this.#content()
  }

  #content(): string {
    const { type, text, style, place } = this.#cell
    if (type === 's') return this.#workbook.sharedStrings[Number(text)] ?? ''
    if (type === 'e') throw registriesError('IMPORT_SHEET', { where: place, reason: `it is the error ${text}` })
    if (type === 'b') return text === '1' ? 'true' : 'false'
    if (type !== 'n' || text === '') return text
    return this.#workbook.isDateStyle(style) ? dateOf(Number(text), this.#workbook.is1904) : plainNumber(text)
  }
}

/** @example columnOf('AB12') // 27 */
function columnOf(place: string): number {
  let column = 0
  for (const letter of /^[A-Z]+/.exec(place)?.[0] ?? 'A') column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}

function dateOf(serial: number, is1904: boolean): string {
  const date = new Date((is1904 ? EPOCH_1904_MS : EPOCH_1900_MS) + Math.round(serial * DAY_MS))
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().replace(/T00:00:00\.000Z$/, '')
}

/** Spreadsheets write large numbers with an exponent and whole ones with a fraction of zero. */
function plainNumber(text: string): string {
  return /[eE]/.test(text) ? String(Number(text)) : text.replace(/\.0+$/, '')
}
