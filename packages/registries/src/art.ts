import { csvImporter } from './csv-importer.ts'
import { normaliseMethods } from './normalise-method.ts'
import { normaliseParties } from './normalise-party.ts'
import { statesAndPlaces } from './row-places.ts'

/** Programme list of ART as CSV: jurisdictions, which other projects may be parts of. US dates. */
export const artProgrammes = csvImporter({
  id: 'art',
  publisher: 'Architecture for REDD+ Transactions',
  requiredColumns: [
    'Program ID',
    'Sovereign Program Developer',
    'Program Name',
    'Crediting Program and Standard',
    'Status',
    'Initial Crediting Period Start Date',
    'Program Country',
  ],
  project: (cells) => {
    const from = cells.date('Initial Crediting Period Start Date', 'MM/DD/YYYY')
    return {
      registry: 'ART',
      registryProjectId: cells.required('Program ID', /^ART\d+$/, 'ART and digits'),
      name: cells.required('Program Name', /./, 'a title'),
      status: cells.status('Status'),
      statusRaw: cells.text('Status'),
      type: cells.text('Program Type'),
      programKind: 'jurisdiction',
      countries: cells.country('Program Country'),
      methods: normaliseMethods(cells.text('Crediting Program and Standard')),
      parties: normaliseParties(cells.text('Sovereign Program Developer'), 'developer'),
      locations: statesAndPlaces(cells, 'Program Jurisdiction(s)', '(no place column)'),
      creditingPeriod: from === null ? null : { from, to: null, precision: 'day' },
    }
  },
})
