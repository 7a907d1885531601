import { strToU8, zipSync } from 'fflate'

export type Sheet = { readonly name: string; readonly rows: readonly (readonly (string | number | null)[])[] }

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
/** ZIP knows no time before 1980; a fixed one makes equal sheets equal bytes. */
const WRITTEN_AT = new Date(1980, 0, 1)
/** What XML 1.0 can not hold. */
// oxlint-disable-next-line no-control-regex -- these characters are the point
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** A workbook of plain cells: texts, numbers and empty ones; no styles, no formulas. The same bytes for the same sheets. */
export function writeXlsx(sheets: readonly Sheet[]): Uint8Array {
  const numbered = sheets.map((sheet, index) => ({ ...sheet, number: index + 1 }))
  const files: Record<string, Uint8Array> = {
    '[Content_Types].xml': strToU8(contentTypes(numbered.map(({ number }) => number))),
    '_rels/.rels': strToU8(relations([{ id: 'rId1', type: 'officeDocument', target: 'xl/workbook.xml' }])),
    'xl/workbook.xml': strToU8(
      `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${numbered
        .map(({ name, number }) => `<sheet name="${escaped(name)}" sheetId="${number}" r:id="rId${number}"/>`)
        .join('')}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      relations(
        numbered.map(({ number }) => ({
          id: `rId${number}`,
          type: 'worksheet',
          target: `worksheets/sheet${number}.xml`,
        })),
      ),
    ),
  }
  for (const { number, rows } of numbered) files[`xl/worksheets/sheet${number}.xml`] = strToU8(sheetXml(rows))
  return zipSync(files, { mtime: WRITTEN_AT })
}

function sheetXml(rows: Sheet['rows']): string {
  const lines = rows.map((cells) => `<row>${cells.map(cellXml).join('')}</row>`)
  return `${HEAD}<worksheet xmlns="${MAIN}"><sheetData>${lines.join('')}</sheetData></worksheet>`
}

function cellXml(content: string | number | null): string {
  if (content === null || content === '') return '<c/>'
  if (typeof content === 'number') return `<c><v>${content}</v></c>`
  return `<c t="inlineStr"><is><t xml:space="preserve">${escaped(content)}</t></is></c>`
}

function escaped(text: string): string {
  return text
    .replace(FORBIDDEN, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

function relations(items: readonly { readonly id: string; readonly type: string; readonly target: string }[]): string {
  const lines = items.map(
    ({ id, type, target }) => `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`,
  )
  return `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${lines.join('')}</Relationships>`
}

function contentTypes(numbers: readonly number[]): string {
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  const sheets = numbers.map(
    (number) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${type}.worksheet+xml"/>`,
  )
  return `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/>${sheets.join('')}</Types>`
}
