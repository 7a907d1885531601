import { CADT_TABLES } from './cadt-tables.ts'
import { completedProject, type ProjectFacts } from './csv-importer.ts'
import type { CsvRow } from './csv-rows.ts'
import { readCsvRows } from './csv-rows.ts'
import { registriesError } from './errors.ts'
import type { ImportContext, ImportedRow, Importer, RowFault } from './importer.ts'
import { normaliseMethods } from './normalise-method.ts'
import { normaliseParties } from './normalise-party.ts'
import {
  PROGRAM_KINDS,
  PROJECT_STATUSES,
  type ProjectLocation,
  type ProjectReference,
  type RegistryProject,
} from './project.ts'
import { RowReader } from './row-reader.ts'
import { sheetNames, xlsxText } from './xlsx-text.ts'

const REQUIRED = ['warehouseProjectId', 'currentRegistry', 'projectId', 'projectName', 'projectStatus', 'methodology']
const BLOCK = /^(.+) (\d+)$/
const STATES: Readonly<Record<string, 'held' | 'retired' | 'cancelled'>> = {
  held: 'held',
  retired: 'retired',
  cancelled: 'cancelled',
}
const TRANSITIONS = ['transition', 'conversion', 'label', 'declared-relation'] as const

/** Export of the CAD Trust data model: one sheet per table, joined by `warehouseProjectId`. Needs the workbook itself. */
export const cadtProjects: Importer = {
  id: 'cadt',
  publisher: 'CAD Trust data model',
  requiredColumns: REQUIRED,
  // The tables stand in one file: text of one sheet can not be read as all of them.
  read: () => {
    throw registriesError('IMPORT_SHEET', {
      where: 'file',
      reason: 'the CAD Trust export is a workbook with one sheet per table',
    })
  },
  readWorkbook: (bytes, context) => readTables(bytes, context),
}

type Tables = Readonly<Record<string, ReadonlyMap<string, readonly CsvRow[]>>>

async function* readTables(bytes: Uint8Array, context: ImportContext): AsyncGenerator<ImportedRow | RowFault> {
  const names = sheetNames(bytes)
  const tables: Record<string, Map<string, CsvRow[]>> = {}
  for (const table of Object.keys(CADT_TABLES))
    if (table !== 'projects') tables[table] = names.includes(table) ? await rowsByProject(bytes, table) : new Map()
  for await (const row of readCsvRows(textOf(bytes, names.includes('projects') ? 'projects' : undefined), REQUIRED)) {
    const cells = new RowReader(row)
    const facts = factsOf(cells, tables)
    if (!cells.isRejected)
      yield {
        kind: 'row',
        row: row.row,
        project: completedProject(facts, row.row, { ...context, kind: 'interchange' }),
      }
    yield* cells.faults
  }
}

async function* textOf(bytes: Uint8Array, sheet: string | undefined): AsyncGenerator<string> {
  yield* xlsxText(bytes, sheet)
}

async function rowsByProject(bytes: Uint8Array, sheet: string): Promise<Map<string, CsvRow[]>> {
  const rows = new Map<string, CsvRow[]>()
  for await (const row of readCsvRows(textOf(bytes, sheet), ['warehouseProjectId'])) {
    const id = row.cells.get('warehouseprojectid') ?? ''
    const known = rows.get(id)
    if (known === undefined) rows.set(id, [row])
    else known.push(row)
  }
  return rows
}

function factsOf(cells: RowReader, tables: Tables): ProjectFacts {
  const id = cells.required('warehouseProjectId', /./, 'an id that joins the tables')
  const of = (table: string) => (tables[table]?.get(id) ?? []).map((row) => new RowReader(row))
  const [locations, estimations, issuances, units, relations] = [
    'projectLocations',
    'estimations',
    'issuances',
    'units',
    'relatedProjects',
  ].map(of)
  const status =
    PROJECT_STATUSES.find((known) => known === cells.text('projectStatus')) ?? cells.status('projectStatus')
  const estimate = estimations?.[0]
  const facts: ProjectFacts = {
    registry: cells.required('currentRegistry', /./, 'a registry'),
    registryProjectId: cells.required('projectId', /./, 'an id'),
    name: cells.required('projectName', /./, 'a title'),
    status,
    statusRaw: cells.text('projectStatus'),
    type: `${cells.text('sector')} ${cells.text('projectType')}`,
    programKind:
      PROGRAM_KINDS.find((kind) => kind === cells.text('program')) ??
      (cells.text('program') === 'PoA' ? 'programme' : 'unknown'),
    countries: [...new Set((locations ?? []).flatMap((row) => row.country('country')))].toSorted(),
    methods: normaliseMethods(cells.text('methodology')),
    parties: normaliseParties(cells.text('projectDeveloper'), 'developer'),
    locations: placesOf(locations ?? []),
    estimatedAnnualTonnes: estimate?.positiveCount('unitCount') ?? null,
    creditingPeriod: estimate?.period('creditingPeriodStart', 'creditingPeriodEnd', 'YYYY-MM-DD') ?? null,
    registrationDate: cells.date('projectStatusDate', 'YYYY-MM-DD'),
    issuances: issuancesOf(issuances ?? []),
    ...unitFacts(units ?? []),
    ...relationFacts(relations ?? []),
    link: cells.link('projectLink'),
    description: cells.text('description') || null,
  }
  for (const row of [locations, estimations, issuances, units, relations].flat())
    if (row !== undefined) cells.faults.push(...row.faults)
  return facts
}

/** A centroid of a country is not told from a site by the model; the place index leaves points out that many share. */
function placesOf(rows: readonly RowReader[]): ProjectLocation[] {
  return rows.flatMap((row) => {
    const region = row.text('inCountryRegion')
    const state = region === '' ? [] : [{ kind: 'state' as const, label: region, origin: 'registry' as const }]
    const found = /"latitude":\s*(-?\d+(?:\.\d+)?),\s*"longitude":\s*(-?\d+(?:\.\d+)?)/.exec(
      row.text('geographicIdentifier'),
    )
    const [latitude, longitude] = [Number(found?.[1]), Number(found?.[2])]
    const isPoint = found !== null && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180
    return isPoint
      ? [{ kind: 'point' as const, longitude, latitude, precisionM: null, origin: 'registry' as const }, ...state]
      : state
  })
}

function issuancesOf(rows: readonly RowReader[]): RegistryProject['issuances'] {
  const issuances = rows.flatMap((row) => {
    const [from, to, units] = [
      row.date('startDate', 'YYYY-MM-DD'),
      row.date('endDate', 'YYYY-MM-DD'),
      row.count('unitCount'),
    ]
    if (from === null || to === null || units === null) return []
    return [{ from, to, precision: row.text('datePrecision') === 'year' ? ('year' as const) : ('day' as const), units }]
  })
  return issuances.length === 0 ? null : issuances
}

function unitFacts(rows: readonly RowReader[]): Pick<ProjectFacts, 'serialBlocks' | 'authorisation'> {
  const blocks = rows.flatMap((row) => {
    const [start, end] = [BLOCK.exec(row.text('unitBlockStart')), BLOCK.exec(row.text('unitBlockEnd'))]
    if (start === null || end === null || start[1] !== end[1]) return []
    return [
      {
        programme: start[1] ?? '',
        start: Number(start[2]),
        end: Number(end[2]),
        state: STATES[row.text('unitStatus').toLowerCase()] ?? ('held' as const),
      },
    ]
  })
  const declared = rows.map((row) => row.text('correspondingAdjustmentDeclaration')).filter((text) => text !== '')
  const isAdjusted = rows.length > 0 && rows.every((row) => row.text('correspondingAdjustmentStatus') === 'Completed')
  const isAuthorised = declared.some((text) => /^(?:authorised|committed)$/i.test(text))
  return {
    serialBlocks: blocks.length === 0 ? null : blocks,
    authorisation:
      declared.length === 0 ? null : isAuthorised ? (isAdjusted ? 'authorised-adjusted' : 'authorised') : 'none',
  }
}

function relationFacts(rows: readonly RowReader[]): Pick<ProjectFacts, 'parent' | 'transitions' | 'references'> {
  const related = rows.map((row) => ({
    type: row.text('relationshipType'),
    reference: {
      registry: row.text('registry'),
      registryProjectId: row.text('relatedProjectId'),
    } satisfies ProjectReference,
  }))
  const known = related.filter(({ reference }) => reference.registry !== '' && reference.registryProjectId !== '')
  return {
    parent: known.find(({ type }) => type === 'Part of')?.reference ?? null,
    transitions: known.flatMap(({ type, reference }) => {
      const kind = TRANSITIONS.find((transition) => transition === type)
      return kind === undefined ? [] : [{ kind, ...reference, cancelledAtOrigin: null }]
    }),
    references: known.filter(({ type }) => type === 'Reference').map(({ reference }) => reference),
  }
}
