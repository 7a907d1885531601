import { csvImporter } from './csv-importer.ts'
import { normaliseMethods } from './normalise-method.ts'
import { normaliseName } from './normalise-name.ts'
import { normaliseParties } from './normalise-party.ts'
import { statesAndPlaces } from './row-places.ts'

/** Project list of the Climate Action Reserve as CSV. Notes may name entries of other registries; US dates. */
export const carProjects = csvImporter({
  id: 'car',
  publisher: 'Climate Action Reserve',
  requiredColumns: [
    'Project ID',
    'Cooperative/ Aggregate ID',
    'Project Developer',
    'Project Owner',
    'Project Name',
    'Project Type',
    'Status',
    'Project Site Country',
    'Project Notes',
    'Project Registered Date',
  ],
  project: (cells) => {
    const aggregate = cells.text('Cooperative/ Aggregate ID')
    const compliance = cells.text('ARB ID')
    return {
      registry: 'CAR',
      registryProjectId: cells.required('Project ID', /^CAR\d+$/, 'CAR and digits'),
      name: cells.required('Project Name', /./, 'a title'),
      status: cells.status('Status'),
      statusRaw: cells.text('Status'),
      type: cells.text('Project Type'),
      programKind: aggregate === '' ? 'unknown' : 'component',
      parent: aggregate === '' ? null : { registry: 'CAR', registryProjectId: aggregate },
      countries: cells.country('Project Site Country'),
      methods: normaliseMethods(cells.text('Project Type')),
      parties: [
        ...normaliseParties(cells.text('Project Developer'), 'developer'),
        ...normaliseParties(cells.text('Project Owner'), 'owner'),
      ],
      locations: statesAndPlaces(cells, 'Project Site State', 'Project Site Location'),
      registrationDate: cells.date('Project Registered Date', 'MM/DD/YYYY'),
      references: [
        ...(compliance === '' ? [] : [{ registry: 'ARB', registryProjectId: compliance }]),
        ...normaliseName(cells.text('Project Notes'), []).references,
      ],
    }
  },
})
