import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { mappedImporter } from './column-mapping.ts'
import type { ImportedRow, RowFault } from './importer.ts'
import { parseProject } from './interchange.ts'

const MAPPING = {
  registry: 'VELMORA',
  publisher: 'Velmora Registry',
  dateFormat: 'DD/MM/YYYY',
  country: 'Thailand',
  statuses: { 'In force': 'registered' },
  columns: {
    id: 'No.',
    name: 'Project\nTitle',
    status: 'State of play',
    developer: 'Owner',
    methodology: 'Rule',
    annualEstimate: 'tCO2e/y',
    creditingStart: 'From',
    latitude: 'Lat',
    longitude: 'Lon',
  },
}
const HEADER = 'Lon,Lat,No.,Project Title,State of play,Owner,Rule,tCO2e/y,From,Else'

async function read(text: string, mapping: unknown = MAPPING) {
  const importer = mappedImporter(JSON.stringify(mapping))
  const items: (ImportedRow | RowFault)[] = []
  const context = { sourceId: importer.id, retrieved: '2026-01-01' }
  for await (const item of importer.read(Readable.from([text]), context)) items.push(item)
  return {
    projects: items.flatMap((item) => (item.kind === 'row' ? [item.project] : [])),
    faults: items.flatMap((item) => (item.kind === 'fault' ? [item] : [])),
  }
}

describe('mappedImporter', () => {
  it('reads a made-up registry by its mapping', async () => {
    const { projects, faults } = await read(
      `${HEADER}\n100.5,13.75,V-1,Velmora Solar 5 MW,In force,Velmora Co.,AMS-I.D,"1,200",31/12/2024,x\n`,
    )
    expect(faults).toEqual([])
    expect(projects).toMatchObject([
      {
        registry: 'VELMORA',
        registryProjectId: 'V-1',
        status: 'registered',
        statusRaw: 'In force',
        countries: ['TH'],
        methods: [{ id: 'AMS-I.D' }],
        estimatedAnnualTonnes: 1200,
        creditingPeriod: { from: '2024-12-31', to: null },
        locations: [{ kind: 'point', latitude: 13.75, longitude: 100.5 }],
        source: { sourceId: 'mapped-velmora' },
      },
    ])
    expect(parseProject(projects[0])).toEqual({ project: projects[0] })
  })

  it('reports cells by the headers of the file', async () => {
    const { projects, faults } = await read(`${HEADER}\n,,,,,,,,,\n,,V-2,Velmora,Unheard of,,,many,12/31/2024,\n`)
    expect(projects).toHaveLength(1)
    expect(faults.map(({ row, column, action }) => [row, column, action])).toEqual([
      [2, 'No.', 'rejected'],
      [2, 'Project\nTitle', 'rejected'],
      [3, 'State of play', 'kept-without'],
      [3, 'tCO2e/y', 'kept-without'],
      [3, 'From', 'kept-without'],
    ])
  })

  it.each([
    ['not JSON', undefined, '(mapping)'],
    ['no country', { ...MAPPING, country: undefined }, 'country: give either'],
    ['two countries', { ...MAPPING, columns: { ...MAPPING.columns, country: 'Land' } }, 'country: give either'],
    ['half a point', { ...MAPPING, columns: { ...MAPPING.columns, longitude: undefined } }, 'latitude and longitude'],
    ['an unknown column', { ...MAPPING, columns: { ...MAPPING.columns, colour: 'x' } }, 'colour'],
    ['two faults', { ...MAPPING, registry: 'low case', country: 'Atlantis' }, 'country: a country'],
  ])('refuses a mapping with %s', (_, mapping, fault) => {
    expect(() => mappedImporter(JSON.stringify(mapping) ?? 'no json')).toThrow(
      expect.objectContaining({ code: 'IMPORT_MAPPING', details: { faults: expect.stringContaining(fault) } }),
    )
  })

  it('names the columns that a file lacks', async () => {
    await expect(read('No.,Title\nV-1,Velmora\n')).rejects.toMatchObject({ code: 'IMPORT_COLUMNS_MISSING' })
  })
})
