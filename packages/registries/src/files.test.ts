import { strToU8, unzipSync, zipSync } from 'fflate'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cadtWorkbook } from './cadt-export.ts'
import { fileForm, tableText } from './file-text.ts'
import { generateFixture } from './fixtures.ts'
import { importerOf } from './importers.ts'
import type { Importer, ImportedRow, RowFault } from './importer.ts'
import { xlsxText } from './xlsx-text.ts'
import { writeXlsx } from './xlsx-write.ts'

const CONTEXT = { sourceId: 'test', retrieved: '2026-01-01' }
const text = (bytes: Uint8Array) => [...xlsxText(bytes)].join('')

async function collect(items: ReturnType<Importer['read']>) {
  const projects: ImportedRow['project'][] = []
  const faults: RowFault[] = []
  for await (const item of items)
    if (item.kind === 'row') projects.push(item.project)
    else faults.push(item)
  return { projects, faults }
}

/** A workbook with this XML as its only sheet, and other parts. */
function workbookOf(sheetData: string, parts: Readonly<Record<string, string>> = {}): Uint8Array {
  const files = unzipSync(writeXlsx([{ name: 'Sheet1', rows: [] }]))
  files['xl/worksheets/sheet1.xml'] = strToU8(`<worksheet>${sheetData}</worksheet>`)
  for (const [name, xml] of Object.entries(parts)) files[name] = strToU8(xml)
  return zipSync(files)
}

describe('workbooks', () => {
  it('come as CSV with gaps as empty cells, shared and rich texts, whole numbers and ISO days', () => {
    const bytes = workbookOf(
      `<sheetData>
        <row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>a "b", c</t></is></c></row>
        <row r="2"><c r="A2" s="1"><v>43987</v></c><c r="B2"><v>1.417E6</v></c><c r="C2"><v>12.0</v></c><c r="D2" t="b"><v>1</v></c><c r="E2" s="1"><v>43987.5</v></c></row>
      </sheetData>`,
      {
        'xl/sharedStrings.xml': '<sst><si><r><t>Grün </t></r><r><t>&amp; x</t></r><rPh><t>no</t></rPh></si></sst>',
        'xl/styles.xml':
          '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
      },
    )
    expect(fileForm(bytes)).toBe('xlsx')
    expect(text(bytes)).toBe('Grün & x,,"a ""b"", c"\n2020-06-05,1417000,12,true,2020-06-05T12:00:00.000Z\n')
  })

  it.each([
    ['a formula', '<sheetData><row><c r="B7"><f>A1*2</f><v>4</v></c></row></sheetData>', 'B7'],
    ['an error value', '<sheetData><row><c r="C3" t="e"><v>#REF!</v></c></row></sheetData>', 'C3'],
    ['merged cells', '<sheetData/><mergeCells><mergeCell ref="A1:C1"/></mergeCells>', 'A1:C1'],
    ['a cell far to the right', '<sheetData><row><c r="ZZZ1"><v>1</v></c></row></sheetData>', 'ZZZ1'],
    ['broken XML', '<sheetData><row></sheetData>', 'XML of the workbook'],
  ])('are refused with %s', (_, sheet, where) => {
    expect(() => text(workbookOf(sheet))).toThrow(
      expect.objectContaining({ code: 'IMPORT_SHEET', details: expect.objectContaining({ where }) }),
    )
  })

  it('are refused when they are none, cut off, or unpack to far more than they are', () => {
    const bomb = zipSync({ 'xl/workbook.xml': new Uint8Array(50_000_000) }, { level: 9 })
    for (const bytes of [
      zipSync({ 'a.txt': strToU8('x') }),
      bomb,
      writeXlsx([{ name: 'S', rows: [['a']] }]).slice(0, 300),
    ])
      expect(() => text(bytes)).toThrow(expect.objectContaining({ code: 'IMPORT_SHEET' }))
  })

  it('are written so that they read back, with the same bytes for the same cells', () => {
    const rows = [
      ['id', 'a <b> & "c"'],
      [1, null],
      ['  two\nlines ', 2.5],
    ]
    expect(text(writeXlsx([{ name: 'S', rows }]))).toBe('id,"a <b> & ""c"""\n1,\n"  two\nlines ",2.5\n')
    expect(writeXlsx([{ name: 'S', rows }])).toEqual(writeXlsx([{ name: 'S', rows }]))
  })

  it('feed an importer, with titles above the header', async () => {
    const header = importerOf('puro').requiredColumns
    const bytes = writeXlsx([
      {
        name: 'S',
        rows: [['Made-up list'], header, ['Made-up Biochar', 'Example Oy', 'Biochar, 2022', 'Finland', 990]],
      },
    ])
    const { projects, faults } = await collect(importerOf('puro').read(tableText(bytes, 'xlsx'), CONTEXT))
    expect(faults).toEqual([])
    expect(projects).toMatchObject([{ registryProjectId: '990', countries: ['FI'], source: { row: 3 } }])
  })
})

describe('vrod', () => {
  it('reads Parquet: the first of repeated years, parents, references in notes, an own space for compliance numbers', async () => {
    const bytes = new Uint8Array(readFileSync(new URL('../fixtures/vrod.parquet', import.meta.url)))
    expect(fileForm(bytes)).toBe('parquet')
    const { projects, faults } = await collect(importerOf('vrod').read(tableText(bytes, 'parquet'), CONTEXT))
    expect(faults).toEqual([])
    const year = (of: number, units: number) => ({ from: `${of}-01-01`, to: `${of}-12-31`, precision: 'year', units })
    expect(projects).toMatchObject([
      {
        registry: 'GS',
        registryProjectId: '990001',
        programKind: 'component',
        parent: { registry: 'GS', registryProjectId: '990000' },
        issuances: [year(2019, 100), year(2020, 200)],
        estimatedAnnualTonnes: null,
        registrationDate: '2020-06-04',
      },
      {
        registry: 'VCSOPR',
        registryProjectId: '990',
        issuances: [],
        status: 'registered',
        references: [{ registry: 'ARB', registryProjectId: 'CAFR99001' }],
      },
      {
        registry: 'CAR',
        registryProjectId: 'CAR9901',
        issuances: [year(2020, 30), year(2021, 40)],
        references: [{ registry: 'VCS', registryProjectId: '9907' }],
        parent: { registry: 'CAR', registryProjectId: 'CARC990' },
      },
    ])
  })

  it('refuses Parquet that is cut off', async () => {
    await expect(
      collect(importerOf('vrod').read(tableText(strToU8('PAR1 and no more'), 'parquet'), CONTEXT)),
    ).rejects.toMatchObject({ code: 'IMPORT_FILE_UNREADABLE' })
  })
})

describe('cadt', () => {
  it('writes the tables of the model and reads back what they hold', async () => {
    const projects = generateFixture({ seed: 5, count: 60 }).projects
    const read = importerOf('cadt').readWorkbook
    if (read === undefined) throw new Error('cadt reads no workbook')
    const back = await collect(read(cadtWorkbook(projects), CONTEXT))
    expect(back.faults).toEqual([])
    const kept = ({
      registry,
      registryProjectId,
      name,
      status,
      countries,
      methods,
      estimatedAnnualTonnes,
      creditingPeriod,
      parent,
      references,
      serialBlocks,
      description,
      programKind,
    }: ImportedRow['project']) => ({
      registry,
      registryProjectId,
      name,
      status,
      countries,
      methods: methods.map(({ id }) => id),
      estimatedAnnualTonnes,
      creditingPeriod,
      parent,
      references,
      serialBlocks: serialBlocks?.length === 0 ? null : serialBlocks,
      description,
      programKind,
    })
    expect(back.projects.map(kept)).toEqual(projects.map(kept))
    expect(back.projects.map(({ issuances }) => issuances ?? [])).toEqual(
      projects.map(({ issuances }) => issuances ?? []),
    )
  })

  it('takes free text where the model has a pick list, and reports what it can not place', async () => {
    const row = {
      warehouseProjectId: 'w1',
      currentRegistry: 'NORTH',
      projectId: 'N-1',
      projectName: 'Made-up Wind',
      projectStatus: 'somehow',
      methodology: 'ACM0002',
    }
    const bytes = writeXlsx([
      { name: 'projects', rows: [Object.keys(row), Object.values(row)] },
      {
        name: 'projectLocations',
        rows: [
          ['warehouseProjectId', 'country', 'geographicIdentifier'],
          ['w1', 'Atlantis', '{"latitude": 12.5, "longitude": -4}'],
        ],
      },
    ])
    const read = importerOf('cadt').readWorkbook
    if (read === undefined) throw new Error('cadt reads no workbook')
    const { projects, faults } = await collect(read(bytes, CONTEXT))
    expect(projects).toMatchObject([
      {
        registry: 'NORTH',
        status: 'unknown',
        countries: [],
        locations: [{ kind: 'point', latitude: 12.5, longitude: -4 }],
      },
    ])
    expect(faults.map(({ column }) => column)).toEqual(['projectStatus', 'country'])
  })

  it('does not take the text of one sheet for the export', () => {
    expect(() => importerOf('cadt').read(tableText(new Uint8Array(), 'xlsx'), CONTEXT)).toThrow(
      expect.objectContaining({ code: 'IMPORT_SHEET' }),
    )
  })
})
