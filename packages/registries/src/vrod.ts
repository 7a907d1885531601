import { csvImporter } from './csv-importer.ts'
import { normaliseMethods } from './normalise-method.ts'
import { normaliseName } from './normalise-name.ts'
import { normaliseParties } from './normalise-party.ts'
import type { ProgramKind, ProjectIssuance, ProjectReference } from './project.ts'
import { statesAndPlaces } from './row-places.ts'
import type { RowReader } from './row-reader.ts'

const REGISTRIES: Readonly<Record<string, string>> = { VCS: 'VCS', GOLD: 'GS', CAR: 'CAR', ACR: 'ACR', ART: 'ART' }
const KINDS: Readonly<Record<string, ProgramKind>> = {
  vpa: 'component',
  poa: 'programme',
  standalone: 'standalone',
  'no poa': 'standalone',
}
const FIRST_YEAR = 1990
const LAST_YEAR = 2100

/**
 * Voluntary Registry Offsets Database of Berkeley, as Parquet or as the sheet of its workbook: five registries in one
 * list, what was issued by year. Headings of years stand four times (issued, retired, remaining, first sale): the
 * first counts. Notes name entries of other registries. Years are whole: overlaps are bounds, not facts.
 */
export const vrodProjects = csvImporter({
  id: 'vrod',
  publisher: 'Berkeley Carbon Trading Project, Voluntary Registry Offsets Database',
  requiredColumns: [
    'Project ID',
    'Project Name',
    'Voluntary Registry',
    'Voluntary Status',
    'Type',
    'Methodology / Protocol',
    'Country',
    'Project Developer',
    'Total Credits Issued',
    'Estimated Annual Emission Reductions',
    'PoA / Aggregate ID',
  ],
  project: (cells) => {
    const id = cells.required('Project ID', /^(?:VCS|VCSOPR|GS|CAR|CARC|ACR|ART)\d+$/, 'a prefix and digits')
    const listed = REGISTRIES[cells.text('Voluntary Registry')] ?? ''
    if (listed === '') cells.fault('Voluntary Registry', 'VCS, GOLD, CAR, ACR or ART', 'rejected')
    // Verra's own numbers of compliance projects run beside those of its other projects.
    const registry = id.startsWith('VCSOPR') ? 'VCSOPR' : listed
    const statusColumn = cells.text('Voluntary Status') === '' ? 'ARB / WA Status' : 'Voluntary Status'
    return {
      registry,
      registryProjectId: idOf(registry, id),
      name: cells.required('Project Name', /./, 'a title'),
      status: cells.status(statusColumn),
      statusRaw: cells.text(statusColumn),
      type: `${cells.text('Type')} ${cells.text('Project Type From the Registry')}`,
      programKind: KINDS[cells.text('PoA / VPA Status').toLowerCase()] ?? 'unknown',
      parent: parentOf(cells, registry),
      countries: cells.country('Country'),
      methods: normaliseMethods(cells.text('Methodology / Protocol')),
      parties: [
        ...normaliseParties(cells.text('Project Developer'), 'developer'),
        ...normaliseParties(cells.text('Project Owner'), 'owner'),
      ],
      locations: statesAndPlaces(cells, 'State', 'Project Site Location'),
      estimatedAnnualTonnes: cells.positiveCount('Estimated Annual Emission Reductions'),
      registrationDate: cells.date('Project Registered', 'YYYY-MM-DD'),
      issuances: issuancesOf(cells),
      references: referencesOf(cells),
      link: cells.link('Registry Documents'),
      description: cells.text('Project Description') || null,
    }
  },
})

/** Verra and Gold Standard write their ids without the prefix. */
function idOf(registry: string, id: string): string {
  return ['VCS', 'VCSOPR', 'GS'].includes(registry) ? id.replace(/^(?:VCSOPR|VCS|GS)/, '') : id
}

function parentOf(cells: RowReader, registry: string): ProjectReference | null {
  const parent = cells.text('PoA / Aggregate ID').replace(/\.0$/, '')
  return parent === '' ? null : { registry, registryProjectId: idOf(registry, parent) }
}

function issuancesOf(cells: RowReader): ProjectIssuance[] | null {
  if (cells.count('Total Credits Issued') === 0) return []
  const issuances: ProjectIssuance[] = []
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year += 1) {
    const units = cells.count(`${year}`)
    if (units !== null && units > 0)
      issuances.push({ from: `${year}-01-01`, to: `${year}-12-31`, precision: 'year', units })
  }
  return issuances.length === 0 ? null : issuances
}

function referencesOf(cells: RowReader): ProjectReference[] {
  const compliance = cells.text('ARB / WA ID')
  const notes = `${cells.text('Notes from Registry')} ${cells.text('Notes from Berkeley Carbon Trading Project')}`
  return [
    ...(compliance === '' ? [] : [{ registry: 'ARB', registryProjectId: compliance }]),
    ...normaliseName(notes, []).references,
  ]
}
