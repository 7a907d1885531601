import { describe, expect, it } from 'vitest'
import { formatInterchange } from './interchange.ts'
import { generateFixture } from './fixtures.ts'
import { importerOf } from './importers.ts'
import type { ImportedRow, RowFault } from './importer.ts'

const CONTEXT = { sourceId: 'test', retrieved: '2026-01-01' }
const HEADER =
  'ID,Name,Proponent,Project Type,AFOLU Activities,Methodology,Status,Country/Area,Estimated Annual Emission Reductions,Region,Project Registration Date,Crediting Period Start Date,Crediting Period End Date'

/** Cuts a text into chunks of uneven size, as a file would arrive. */
async function* chunked(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += 37) yield text.slice(at, at + 37)
}

async function read(source: string, text: string): Promise<{ rows: ImportedRow[]; faults: RowFault[] }> {
  const rows: ImportedRow[] = []
  const faults: RowFault[] = []
  for await (const item of importerOf(source).read(chunked(text), CONTEXT))
    if (item.kind === 'row') rows.push(item)
    else faults.push(item)
  return { rows, faults }
}

describe('verra', () => {
  it('reads a made-up row of the real layout', async () => {
    const row =
      '901,"Example Wind Farm\nPhase II, India",Example Wind 12 Pvt. Ltd.,Energy industries,,ACM0002; AMS-I.D.,Under validation,India,"56,373",Asia,,2024-04-01,2034-03-31'
    const { rows, faults } = await read('verra', `\uFEFF${HEADER}\n${row}\n`)
    expect(faults).toEqual([])
    expect(rows[0]?.project).toMatchObject({
      registry: 'VCS',
      registryProjectId: '901',
      nameNormalised: 'example wind farm phase 2',
      status: 'pipeline',
      category: 'wind',
      countries: ['IN'],
      methods: [{ id: 'ACM0002' }, { id: 'AMS-I.D' }],
      estimatedAnnualTonnes: 56373,
      creditingPeriod: { from: '2024-04-01', to: '2034-03-31', precision: 'day' },
      registrationDate: null,
      issuances: null,
      source: { sourceId: 'test', row: 2, retrieved: '2026-01-01' },
    })
  })

  it('reports what it does not understand and keeps the row without it', async () => {
    const row = '902,Example,,,,,New Status,Atlantis,many,,2024-13-01,,'
    const { rows, faults } = await read('verra', `${HEADER}\n${row}\n`)
    expect(rows).toHaveLength(1)
    expect(rows[0]?.project).toMatchObject({ countries: [], status: 'unknown', estimatedAnnualTonnes: null })
    expect(faults.map(({ column, action }) => [column, action])).toEqual([
      ['Country/Area', 'kept-without'],
      ['Status', 'kept-without'],
      ['Estimated Annual Emission Reductions', 'kept-without'],
      ['Project Registration Date', 'kept-without'],
    ])
  })

  it('rejects a row without id', async () => {
    const { rows, faults } = await read('verra', `${HEADER}\n,Example,,,,,,,,,,,\n`)
    expect(rows).toEqual([])
    expect(faults[0]).toMatchObject({ row: 2, column: 'ID', action: 'rejected' })
  })

  it('takes zero as unknown estimate', async () => {
    const { rows } = await read('verra', `${HEADER}\n903,Example,,,,,Registered,Kenya,0,,,,\n`)
    expect(rows[0]?.project.estimatedAnnualTonnes).toBeNull()
  })

  it('lists found and expected columns when one is missing', async () => {
    await expect(read('verra', 'ID,Title\n1,Example\n')).rejects.toMatchObject({
      code: 'IMPORT_COLUMNS_MISSING',
      details: { found: 'ID, Title', missing: expect.stringContaining('Name') },
    })
    await expect(read('verra', '')).rejects.toMatchObject({ code: 'IMPORT_COLUMNS_MISSING' })
  })

  it('refuses an open quote', async () => {
    await expect(read('verra', `${HEADER}\n904,"Example,,\n`)).rejects.toMatchObject({ code: 'IMPORT_FILE_UNREADABLE' })
  })

  it('reads a file far larger than its buffer', async () => {
    const body = Array.from({ length: 3000 }, (_, index) => `${index + 1},Example ${index},,,,,Registered,Kenya,,,,,`)
    expect((await read('verra', [HEADER, ...body].join('\n'))).rows).toHaveLength(3000)
  })
})

describe('tcctv', () => {
  it('reads back what it writes, with the new provenance', async () => {
    const { projects } = generateFixture({ seed: 7, count: 50 })
    const { rows, faults } = await read('tcctv', formatInterchange(projects))
    expect(faults).toEqual([])
    expect(rows.map(({ project }) => ({ ...project, source: null }))).toEqual(
      projects.map((project) => ({ ...project, source: null })),
    )
    expect(rows[49]?.project.source).toEqual({ sourceId: 'test', kind: 'fixture', row: 50, retrieved: '2026-01-01' })
  })

  it('rejects lines that are no records, by row and column', async () => {
    const { rows, faults } = await read('tcctv', '{"registry":5}\nnot json\n')
    expect(rows).toEqual([])
    expect(faults.map(({ row, column }) => [row, column])).toEqual([
      [1, 'registry'],
      [2, '(line)'],
    ])
  })
})

describe('importerOf', () => {
  it('refuses an unknown source', () => {
    expect(() => importerOf('nowhere')).toThrow(expect.objectContaining({ code: 'IMPORT_SOURCE_UNKNOWN' }))
  })
})
