import { csvImporter } from './csv-importer.ts'
import { normaliseMethods } from './normalise-method.ts'
import { normaliseParties } from './normalise-party.ts'
import { statesAndPlaces } from './row-places.ts'

/** Project list of the American Carbon Registry as CSV: US dates with a time, two status columns, a compliance id. */
export const acrProjects = csvImporter({
  id: 'acr',
  publisher: 'American Carbon Registry',
  requiredColumns: [
    'Project ID',
    'Project Developer',
    'Project Name',
    'Project Type',
    'Project Methodology/Protocol',
    'Current Crediting Period Start Date',
    'Current Crediting Period End Date',
    'Voluntary Status',
    'Project Site Country',
  ],
  project: (cells) => {
    const compliance = 'Compliance Program Status (ARB or Ecology)'
    const statusColumn = cells.text('Voluntary Status') === '' ? compliance : 'Voluntary Status'
    const complianceId = cells.text('Compliance Program ID (ARB or Ecology)')
    return {
      registry: 'ACR',
      registryProjectId: cells.required('Project ID', /^ACR\d+$/, 'ACR and digits'),
      name: cells.required('Project Name', /./, 'a title'),
      status: cells.status(statusColumn),
      statusRaw: cells.text(statusColumn),
      type: cells.text('Project Type'),
      countries: cells.country('Project Site Country'),
      methods: normaliseMethods(cells.text('Project Methodology/Protocol')),
      parties: normaliseParties(cells.text('Project Developer'), 'developer'),
      locations: statesAndPlaces(cells, 'Project Site State', 'Project Site Location'),
      creditingPeriod: cells.period(
        'Current Crediting Period Start Date',
        'Current Crediting Period End Date',
        'MM/DD/YYYY',
      ),
      references: complianceId === '' ? [] : [{ registry: 'ARB', registryProjectId: complianceId }],
    }
  },
})
