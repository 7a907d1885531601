import { z } from 'zod'
import { countryCode } from './countries.ts'
import { csvImporter, type ProjectFacts } from './csv-importer.ts'
import { registriesError } from './errors.ts'
import type { Importer } from './importer.ts'
import { normaliseMethods } from './normalise-method.ts'
import { normaliseParties } from './normalise-party.ts'
import { PROJECT_STATUSES, type ProjectLocation, type ProjectPeriod } from './project.ts'
import { pointOf } from './row-places.ts'
import type { RowReader } from './row-reader.ts'

const header = z.string().min(1).max(200)

const mappingSchema = z.strictObject({
  registry: z.string().regex(/^[A-Z][A-Z0-9-]{1,19}$/, 'capital letters, digits and hyphens'),
  publisher: z.string().min(1).max(200),
  dateFormat: z.enum(['YYYY-MM-DD', 'MM/DD/YYYY', 'DD/MM/YYYY', 'DD MMM YYYY']).default('YYYY-MM-DD'),
  /** For a registry of one country: the code or name, instead of a column. */
  country: z
    .string()
    .refine((text) => countryCode(text) !== undefined, 'a country of ISO 3166-1')
    .optional(),
  /** Texts of the status column that the general table does not hold. */
  statuses: z.record(z.string(), z.enum(PROJECT_STATUSES)).default({}),
  /** Headers of the file by what they hold. */
  columns: z.strictObject({
    id: header,
    name: header,
    country: header.optional(),
    status: header.optional(),
    developer: header.optional(),
    methodology: header.optional(),
    type: header.optional(),
    annualEstimate: header.optional(),
    creditingStart: header.optional(),
    creditingEnd: header.optional(),
    registrationDate: header.optional(),
    latitude: header.optional(),
    longitude: header.optional(),
    state: header.optional(),
    link: header.optional(),
    description: header.optional(),
  }),
})

/** Which header of a file holds what; one a registry. */
export type ColumnMapping = z.infer<typeof mappingSchema>
type MappedColumn = keyof ColumnMapping['columns']

/** Source id under which files with a mapping are imported. */
export const MAPPED_SOURCE = 'mapped'

/**
 * Importer for a registry that has none of its own, from a mapping as JSON text. Its id holds the registry, so that
 * two registries do not replace each other. What the mapping does not name stays unknown.
 *
 * @throws {TcctvError} IMPORT_MAPPING with every fault of the mapping
 * @example mappedImporter('{"registry":"NORTH","publisher":"North","country":"NO","columns":{"id":"No","name":"Title"}}')
 */
export function mappedImporter(mappingJson: string): Importer {
  const mapping = readMapping(mappingJson)
  return csvImporter({
    id: `${MAPPED_SOURCE}-${mapping.registry.toLowerCase()}`,
    publisher: mapping.publisher,
    requiredColumns: Object.values(mapping.columns).filter((column) => column !== undefined),
    project: (cells) => factsOf(cells, mapping),
  })
}

function readMapping(mappingJson: string): ColumnMapping {
  const parsed = mappingSchema.safeParse(parseJson(mappingJson))
  const faults = parsed.success
    ? placeFaults(parsed.data)
    : parsed.error.issues.map(({ path, message }) => `${path.join('.') || '(mapping)'}: ${message}`)
  if (!parsed.success || faults.length > 0) throw registriesError('IMPORT_MAPPING', { faults: faults.join('; ') })
  return parsed.data
}

function placeFaults({ country, columns }: ColumnMapping): string[] {
  return [
    ...((country === undefined) === (columns.country === undefined)
      ? ['country: give either the country of all rows or its column']
      : []),
    ...((columns.latitude === undefined) === (columns.longitude === undefined)
      ? []
      : ['columns.latitude: give both latitude and longitude or none']),
  ]
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: the schema refuses undefined.
    return undefined
  }
}

function factsOf(cells: RowReader, { registry, country, dateFormat, statuses, columns }: ColumnMapping): ProjectFacts {
  const text = (column: MappedColumn) => (columns[column] === undefined ? '' : cells.text(columns[column]))
  const date = (column: MappedColumn) =>
    columns[column] === undefined ? null : cells.date(columns[column], dateFormat)
  const everywhere = country === undefined ? undefined : countryCode(country)
  return {
    registry,
    registryProjectId: cells.required(columns.id, /./, 'an id'),
    name: cells.required(columns.name, /./, 'a title'),
    countries:
      columns.country === undefined
        ? [everywhere].filter((code) => code !== undefined)
        : cells.country(columns.country),
    status: columns.status === undefined ? 'unknown' : (statuses[text('status')] ?? cells.status(columns.status)),
    statusRaw: text('status'),
    type: text('type'),
    methods: normaliseMethods(text('methodology')),
    parties: normaliseParties(text('developer'), 'developer'),
    locations: locationsOf(cells, columns),
    estimatedAnnualTonnes: columns.annualEstimate === undefined ? null : cells.positiveCount(columns.annualEstimate),
    creditingPeriod: periodOf(date('creditingStart'), date('creditingEnd')),
    registrationDate: date('registrationDate'),
    link: columns.link === undefined ? null : cells.link(columns.link),
    description: text('description') || null,
  }
}

function locationsOf(cells: RowReader, { latitude, longitude, state }: ColumnMapping['columns']): ProjectLocation[] {
  const label = state === undefined ? '' : cells.text(state)
  return [
    ...(latitude === undefined || longitude === undefined ? [] : pointOf(cells, latitude, longitude)),
    ...(label === '' ? [] : [{ kind: 'state' as const, label, origin: 'registry' as const }]),
  ]
}

function periodOf(from: string | null, to: string | null): ProjectPeriod | null {
  return from === null && to === null ? null : { from, to, precision: 'day' }
}
