import { categorise } from './categorise.ts'
import { countryCode } from './countries.ts'
import { readCsvRows, type CsvRow } from './csv-rows.ts'
import type { ImportContext, ImportedRow, Importer, RowFault } from './importer.ts'
import { normaliseMethods } from './normalise-method.ts'
import { normaliseName } from './normalise-name.ts'
import { normaliseParties } from './normalise-party.ts'
import { normaliseStatus } from './normalise-status.ts'
import { parseCapacity } from './parse-capacity.ts'
import { parseCount, parseDate } from './parse-cells.ts'
import type { ProgramKind, ProjectPeriod } from './project.ts'

const COLUMNS = [
  'ID',
  'Name',
  'Proponent',
  'Project Type',
  'Methodology',
  'Status',
  'Country/Area',
  'Estimated Annual Emission Reductions',
  'Project Registration Date',
  'Crediting Period Start Date',
  'Crediting Period End Date',
] as const
type Column = (typeof COLUMNS)[number]

/** Project list of the Verra registry as a user exports it to CSV. It has no coordinates and no issuance. */
export const verraProjects: Importer = { id: 'verra', publisher: 'Verra', requiredColumns: COLUMNS, read }

async function* read(chunks: AsyncIterable<string>, context: ImportContext): AsyncGenerator<ImportedRow | RowFault> {
  for await (const csvRow of readCsvRows(chunks, COLUMNS)) yield* readRow(csvRow, context)
}

function readRow({ row, cells }: CsvRow, context: ImportContext): (ImportedRow | RowFault)[] {
  const faults: RowFault[] = []
  const cell = (column: Column) => cells.get(column.toLowerCase()) ?? ''
  const fault = (column: Column, expected: string, action: RowFault['action']) => {
    faults.push({ kind: 'fault', row, column, found: cell(column), expected, action })
    return null
  }
  const date = (column: Column) =>
    cell(column) === '' ? null : (parseDate(cell(column), 'YYYY-MM-DD') ?? fault(column, 'YYYY-MM-DD', 'kept-without'))

  if (!/^\d+$/.test(cell('ID'))) fault('ID', 'digits', 'rejected')
  if (cell('Name') === '') fault('Name', 'a title', 'rejected')
  if (faults.length > 0) return faults

  const country = countryCode(cell('Country/Area'))
  if (country === undefined) fault('Country/Area', 'a country of ISO 3166-1', 'kept-without')
  const status = normaliseStatus(cell('Status'))
  if (status === 'unknown') fault('Status', 'a known status', 'kept-without')
  const countries = country === undefined ? [] : [country]
  const name = normaliseName(cell('Name'), countries)
  const estimate = cell('Estimated Annual Emission Reductions')
  const annual =
    estimate === ''
      ? null
      : (parseCount(estimate) ?? fault('Estimated Annual Emission Reductions', 'a count', 'kept-without'))
  return [
    {
      kind: 'row',
      row,
      project: {
        registry: 'VCS',
        registryProjectId: cell('ID'),
        name: cell('Name'),
        nameNormalised: name.text,
        status,
        statusRaw: cell('Status'),
        category: categorise({ name: cell('Name'), methods: cell('Methodology'), type: cell('Project Type') }),
        programKind: programKindOf(name.text),
        parent: null,
        countries,
        methods: normaliseMethods(cell('Methodology')),
        parties: normaliseParties(cell('Proponent'), 'developer'),
        locations: [],
        capacityMw: parseCapacity(cell('Name')),
        estimatedAnnualTonnes: annual === 0 ? null : annual,
        creditingPeriod: periodOf(date('Crediting Period Start Date'), date('Crediting Period End Date')),
        registrationDate: date('Project Registration Date'),
        issuances: null,
        serialBlocks: null,
        transitions: [],
        authorisation: null,
        assets: [],
        otherClaims: null,
        articleSix: null,
        references: [...name.references],
        link: null,
        description: null,
        source: { sourceId: context.sourceId, kind: 'registry-export', row, retrieved: context.retrieved },
      },
    },
    ...faults,
  ]
}

function periodOf(from: string | null, to: string | null): ProjectPeriod | null {
  return from === null && to === null ? null : { from, to, precision: 'day' }
}

function programKindOf(nameNormalised: string): ProgramKind {
  return /\b(?:grouped|programme of activities|poa)\b/.test(nameNormalised) ? 'programme' : 'unknown'
}
