import { csvImporter } from './csv-importer.ts'
import { normaliseParties } from './normalise-party.ts'
import type { ProjectMethod } from './project.ts'

/** Project list of the Joint Crediting Mechanism as CSV. Columns that end in `_raw` hold HTML and are not read. */
export const jcmProjects = csvImporter({
  id: 'jcm',
  publisher: 'Joint Crediting Mechanism',
  requiredColumns: [
    'reference_no',
    'host_country',
    'project_title',
    'status',
    'registration_date',
    'host_country_participant',
    'japanese_participant',
    'methodology_no',
  ],
  project: (cells) => ({
    registry: 'JCM',
    registryProjectId: cells.required('reference_no', /^[A-Z]{2}\d+$/, 'a country code and digits'),
    name: cells.required('project_title', /./, 'a title'),
    status: cells.status('status'),
    statusRaw: cells.text('status'),
    countries: cells.country('host_country'),
    methods: methodsOf(cells.text('methodology_no')),
    parties: [
      ...normaliseParties(cells.text('host_country_participant'), 'participant'),
      ...normaliseParties(cells.text('japanese_participant'), 'participant'),
    ],
    registrationDate: cells.date('registration_date', 'YYYY-MM-DD'),
  }),
})

/** Every pair of countries numbers its own methodologies: `VN_AM007 Ver1.0`. */
function methodsOf(verbatim: string): ProjectMethod[] {
  if (verbatim === '') return []
  const [, series, version = null] = /^([A-Z]{2}_AM\d+)(?: Ver\.?(\d+(?:\.\d+)*))?/.exec(verbatim) ?? []
  return [{ id: series === undefined ? null : `JCM-${series}`, version, verbatim }]
}
