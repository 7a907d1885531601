import { csvImporter } from './csv-importer.ts'
import { normaliseMethods } from './normalise-method.ts'
import { normaliseParties } from './normalise-party.ts'
import type { ProjectMethod } from './project.ts'

/** Project list of Puro.earth as CSV. It has no status and no period: both stay unknown. */
export const puroProjects = csvImporter({
  id: 'puro',
  publisher: 'Puro.earth',
  requiredColumns: ['project_name', 'supplier', 'methodology', 'country', 'project_id'],
  project: (cells) => ({
    registry: 'PURO',
    registryProjectId: cells.required('project_id', /^\d+$/, 'digits'),
    name: cells.required('project_name', /./, 'a title'),
    type: 'carbon removal',
    countries: cells.country('country'),
    methods: methodsOf(cells.text('methodology')),
    parties: normaliseParties(cells.text('supplier'), 'developer'),
    link: cells.link('project_url'),
  }),
})

/** The year of the edition stands behind a comma: `Biochar, 2022`. */
function methodsOf(verbatim: string): ProjectMethod[] {
  const [, title = verbatim, edition = null] = /^(.*), (\d{4})$/.exec(verbatim) ?? []
  return normaliseMethods(title).map(({ id }) => ({ id, version: edition, verbatim }))
}
