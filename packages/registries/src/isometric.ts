import { csvImporter } from './csv-importer.ts'
import { normaliseParties } from './normalise-party.ts'
import { pointOf, statesAndPlaces } from './row-places.ts'

/**
 * Project list of Isometric as CSV with dotted columns. `location.*` is the site; `supplier.location.*` is an office
 * and is not read. Validated projects may issue, so they are registered here.
 */
export const isometricProjects = csvImporter({
  id: 'isometric',
  publisher: 'Isometric',
  requiredColumns: [
    'id',
    'name',
    'status',
    'protocol_slug',
    'crediting_period_start',
    'crediting_period_end',
    'supplier.organisation.name',
    'location.country_name',
    'location.latitude',
    'location.longitude',
  ],
  project: (cells) => {
    const protocol = cells.text('protocol_slug')
    const countryColumn = cells.text('location.country_name') === '' ? 'country_code' : 'location.country_name'
    return {
      registry: 'ISOMETRIC',
      registryProjectId: cells.required('id', /^prj_\w+$/, 'prj_ and an id'),
      name: cells.required('name', /./, 'a title'),
      status: cells.text('status') === 'validated' ? 'registered' : cells.status('status'),
      statusRaw: cells.text('status'),
      type: `carbon removal ${cells.text('pathway')}`,
      countries: cells.country(countryColumn),
      methods: protocol === '' ? [] : [{ id: `ISO-${protocol.toUpperCase()}`, version: null, verbatim: protocol }],
      parties: normaliseParties(cells.text('supplier.organisation.name'), 'developer'),
      locations: [
        ...pointOf(cells, 'location.latitude', 'location.longitude'),
        ...statesAndPlaces(cells, '(no state column)', 'location.description'),
      ],
      creditingPeriod: cells.period('crediting_period_start', 'crediting_period_end', 'YYYY-MM-DD'),
      issuances: cells.text('issued_credits_total.credit_kgs') === '0' ? [] : null,
      link: cells.link('url'),
    }
  },
})
