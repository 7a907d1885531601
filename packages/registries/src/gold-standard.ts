import { csvImporter } from './csv-importer.ts'
import { normaliseMethods } from './normalise-method.ts'
import { normaliseParties } from './normalise-party.ts'
import type { ProgramKind } from './project.ts'

const KINDS: Readonly<Record<string, ProgramKind>> = {
  poa: 'programme',
  vpa: 'component',
  standalone: 'standalone',
  'no poa': 'standalone',
}

/** Project list of the Gold Standard registry as CSV. The parent's number may read `12856.0`; a third have no methodology. */
export const goldStandardProjects = csvImporter({
  id: 'gs',
  publisher: 'Gold Standard',
  requiredColumns: [
    'GSID',
    'Project Name',
    'Project Developer Name',
    'Status',
    'Country',
    'Estimated Annual Credits',
    'Methodology',
    'Programme of Activities',
    'POA GSID',
  ],
  project: (cells) => {
    const parent = cells.text('POA GSID').replace(/\.0$/, '')
    if (parent !== '' && !/^\d+$/.test(parent)) cells.fault('POA GSID', 'digits', 'kept-without')
    return {
      registry: 'GS',
      registryProjectId: cells.required('GSID', /^\d+$/, 'digits'),
      name: cells.required('Project Name', /./, 'a title'),
      status: cells.status('Status'),
      statusRaw: cells.text('Status'),
      type: cells.text('Project Type'),
      programKind: KINDS[cells.text('Programme of Activities').toLowerCase()] ?? 'unknown',
      parent: /^\d+$/.test(parent) ? { registry: 'GS', registryProjectId: parent } : null,
      countries: cells.country('Country'),
      methods: normaliseMethods(cells.text('Methodology')),
      parties: normaliseParties(cells.text('Project Developer Name'), 'developer'),
      estimatedAnnualTonnes: cells.positiveCount('Estimated Annual Credits'),
      description: cells.text('Description') || null,
    }
  },
})
