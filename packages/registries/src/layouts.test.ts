import { createReadStream } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { importerOf } from './importers.ts'
import { parseProject } from './interchange.ts'
import type { ImportedRow, RowFault } from './importer.ts'

/** Reads the made-up file of a layout in small chunks. */
async function readFixture(source: string): Promise<{ projects: ImportedRow['project'][]; faults: RowFault[] }> {
  const file = createReadStream(new URL(`../fixtures/${source}.csv`, import.meta.url), {
    encoding: 'utf8',
    highWaterMark: 61,
  })
  const projects: ImportedRow['project'][] = []
  const faults: RowFault[] = []
  for await (const item of importerOf(source).read(file, { sourceId: source, retrieved: '2026-01-01' }))
    if (item.kind === 'row') projects.push(item.project)
    else faults.push(item)
  for (const project of projects) expect(parseProject(project)).toEqual({ project })
  return { projects, faults }
}

describe('layouts of registry exports', () => {
  it('gs: parents as decimals, descriptions over lines, references to its own registry left to the parent', async () => {
    const { projects, faults } = await readFixture('gs')
    expect(projects).toMatchObject([
      {
        registry: 'GS',
        registryProjectId: '990002',
        nameNormalised: 'vpa 1 made up lantern stoves for velmora',
        programKind: 'component',
        parent: { registry: 'GS', registryProjectId: '990001' },
        references: [],
        methods: [{ version: '3.1' }],
        estimatedAnnualTonnes: 30000,
        description: 'A made-up description\nover two lines, with a comma.',
      },
      { programKind: 'programme', parent: null, estimatedAnnualTonnes: null, countries: [], status: 'registered' },
    ])
    expect(faults).toMatchObject([{ row: 3, column: 'Country', found: 'International', action: 'kept-without' }])
  })

  it('cdm: a total issued is no estimate, a centroid no place, a placeholder no id', async () => {
    const { projects, faults } = await readFixture('cdm')
    expect(projects).toMatchObject([
      {
        registry: 'CDM',
        programKind: 'standalone',
        methods: [{ id: 'ACM0002' }],
        estimatedAnnualTonnes: null,
        issuances: null,
        locations: [],
        capacityMw: 12.5,
        creditingPeriod: { from: '2012-05-01', to: '2019-04-30' },
      },
    ])
    expect(faults).toMatchObject([{ row: 3, column: 'originProjectId', action: 'rejected' }])
  })

  it('acr: the compliance status where there is no voluntary one', async () => {
    const { projects, faults } = await readFixture('acr')
    expect(faults).toEqual([])
    expect(projects).toMatchObject([
      {
        status: 'completed',
        statusRaw: 'ARB Completed',
        countries: ['US'],
        creditingPeriod: { from: '2014-04-14', to: '2024-04-13' },
        references: [{ registry: 'ARB', registryProjectId: 'CAOD99001' }],
        locations: [
          { kind: 'state', label: 'ARKANSAS' },
          { kind: 'place', label: 'Velmora' },
        ],
      },
    ])
  })

  it('car: aggregates, compliance ids and notes as references, days that do not exist', async () => {
    const { projects, faults } = await readFixture('car')
    expect(projects).toMatchObject([
      {
        status: 'transferred',
        parent: { registry: 'CAR', registryProjectId: 'COOP99' },
        references: [
          { registry: 'ARB', registryProjectId: 'CALS99001' },
          { registry: 'VCS', registryProjectId: '99001' },
        ],
        registrationDate: null,
      },
    ])
    expect(faults).toMatchObject([{ column: 'Project Registered Date', found: '02/30/2021', action: 'kept-without' }])
  })

  it('art: jurisdictions, and a header with two blanks', async () => {
    const { projects, faults } = await readFixture('art')
    expect(faults).toEqual([])
    expect(projects).toMatchObject([
      { programKind: 'jurisdiction', countries: ['BR'], creditingPeriod: { from: '2023-01-01', to: null } },
    ])
  })

  it('puro: no status is unknown, the edition is the version', async () => {
    const { projects, faults } = await readFixture('puro')
    expect(faults).toEqual([])
    expect(projects).toMatchObject([
      { status: 'unknown', methods: [{ id: 'PURO-BIOCHAR', version: '2022', verbatim: 'Biochar, 2022' }] },
    ])
  })

  it('cercarbono: Python literals, points, issuances without the buffer', async () => {
    const { projects, faults } = await readFixture('cercarbono')
    expect(faults).toEqual([])
    expect(projects).toMatchObject([
      {
        countries: ['CO'],
        category: 'forest',
        estimatedAnnualTonnes: null,
        issuances: [{ from: '2010-01-01', to: '2018-09-30', precision: 'day', units: 62740 }],
        locations: [
          { kind: 'point', latitude: 8.5, longitude: -75.25 },
          { kind: 'state', label: "Valle d'Ejemplo" },
          { kind: 'place', label: 'Velmora' },
        ],
      },
    ])
  })

  it('isometric: the site and not the office; no credits is an empty list', async () => {
    const { projects, faults } = await readFixture('isometric')
    expect(projects).toMatchObject([
      {
        status: 'registered',
        issuances: [],
        locations: [
          { kind: 'point', latitude: 27.5, longitude: 74.25 },
          { kind: 'place', label: 'Velmora' },
        ],
      },
      { status: 'withdrawn', issuances: null, locations: [] },
    ])
    expect(faults).toMatchObject([{ row: 3, column: 'location.latitude', found: '127.5', action: 'kept-without' }])
  })

  it('jcm: a series of methodologies per pair of countries', async () => {
    const { projects, faults } = await readFixture('jcm')
    expect(faults).toEqual([])
    expect(projects).toMatchObject([
      { countries: ['VN'], methods: [{ id: 'JCM-VN_AM007', version: '1.0' }], capacityMw: 0.4 },
    ])
    expect(projects[0]?.parties).toHaveLength(3)
  })
})
