import { z } from 'zod'
import { csvImporter } from './csv-importer.ts'
import { normaliseMethods } from './normalise-method.ts'
import { normaliseParties } from './normalise-party.ts'
import { parseDate } from './parse-cells.ts'
import type { ProjectPeriod } from './project.ts'
import type { RowReader } from './row-reader.ts'

const estimationSchema = z.looseObject({ creditingPeriodStart: z.string(), creditingPeriodEnd: z.string() })
/** A row without an id of its own stands under this one. */
const PLACEHOLDER_ID = 'AuxID'

/**
 * CDM projects in the project layout of CAD Trust, saved as CSV. `estimations` holds what was issued, as one total
 * without dates, and no estimate: neither is taken. `geographicIdentifier` is the country's centroid: not taken.
 * A programme's row carries its first host country only.
 */
export const cdmProjects = csvImporter({
  id: 'cdm',
  publisher: 'UNFCCC, in the layout of CAD Trust',
  requiredColumns: [
    'originProjectId',
    'projectName',
    'program',
    'projectType',
    'projectStatus',
    'methodology',
    'country',
    'estimations',
    'projectDeveloper',
  ],
  project: (cells) => {
    const id = cells.required('originProjectId', /^\w+$/, 'an id')
    if (id === PLACEHOLDER_ID) cells.fault('originProjectId', 'an id of its own, not the placeholder', 'rejected')
    return {
      registry: 'CDM',
      registryProjectId: id,
      name: cells.required('projectName', /./, 'a title'),
      status: cells.status('projectStatus'),
      statusRaw: cells.text('projectStatus'),
      type: cells.text('projectType'),
      programKind: cells.text('program') === 'PoA' ? 'programme' : 'standalone',
      countries: cells.country('country'),
      methods: normaliseMethods(cells.text('methodology')),
      parties: normaliseParties(cells.text('projectDeveloper'), 'developer'),
      creditingPeriod: periodOf(cells),
      link: cells.link('projectLink'),
    }
  },
})

function periodOf(cells: RowReader): ProjectPeriod | null {
  const first = estimationSchema.safeParse(cells.list('estimations')[0])
  if (!first.success) return null
  const from = parseDate(first.data.creditingPeriodStart, 'YYYY-MM-DD') ?? null
  const to = parseDate(first.data.creditingPeriodEnd, 'YYYY-MM-DD') ?? null
  return from === null && to === null ? null : { from, to, precision: 'day' }
}
