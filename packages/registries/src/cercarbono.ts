import { z } from 'zod'
import { countryCode } from './countries.ts'
import { csvImporter } from './csv-importer.ts'
import { normaliseMethods } from './normalise-method.ts'
import { normaliseParties } from './normalise-party.ts'
import { parseDate } from './parse-cells.ts'
import type { ProjectIssuance, ProjectLocation } from './project.ts'
import type { RowReader } from './row-reader.ts'

/** Places without coordinates have empty text in their stead; places of no country are called so. */
const EMPTY = z.literal('')
const WORLDWIDE = 'Worldwide'

const locationSchema = z.looseObject({
  city: z.string().nullish(),
  country: z.string(),
  region: z.string().nullish(),
  data_map: z
    .union([
      z.looseObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) }),
      z.looseObject({ latitude: EMPTY, longitude: EMPTY }),
    ])
    .nullish(),
})
const serialSchema = z.looseObject({
  issued_quantity: z.int().nonnegative(),
  is_buffer: z.boolean(),
  vintage_of_credits: z.string(),
})
const sectorSchema = z.looseObject({ description: z.string() })

/**
 * Project list of Cercarbono as CSV with lists as Python literals. Issuances are those of the serials that are not in
 * the buffer. An estimate of 0 is unknown.
 */
export const cercarbonoProjects = csvImporter({
  id: 'cercarbono',
  publisher: 'Cercarbono',
  requiredColumns: [
    'id',
    'code',
    'owner',
    'developer',
    'name',
    'sector',
    'quantification_method',
    'stage',
    'locations',
    'serials',
    'annualEstimated',
  ],
  project: (cells) => {
    const locations = readList(cells, 'locations', locationSchema)
    const method = cells.text('quantification_method')
    return {
      registry: 'CERCARBONO',
      registryProjectId: cells.required('code', /^[A-Z]+-\d+$/, 'letters and digits'),
      name: cells.required('name', /./, 'a title'),
      status: cells.status('stage'),
      statusRaw: cells.text('stage'),
      type: readList(cells, 'sector', sectorSchema)
        .map(({ description }) => description)
        .join('; '),
      countries: countriesOf(cells, locations),
      methods: method === 'Not defined' ? [] : normaliseMethods(method),
      parties: [
        ...normaliseParties(cells.text('developer'), 'developer'),
        ...normaliseParties(cells.text('owner'), 'owner'),
      ],
      locations: locations.flatMap(placesOf),
      estimatedAnnualTonnes: cells.positiveCount('annualEstimated'),
      issuances: issuancesOf(cells),
      description: cells.text('description') || null,
    }
  },
})

/** Items of a list column that have the expected shape; the column is reported when one has not. */
function readList<Item>(cells: RowReader, column: string, schema: z.ZodType<Item>): Item[] {
  const parsed = cells.list(column).map((item) => schema.safeParse(item))
  if (parsed.some(({ success }) => !success)) cells.fault(column, 'items of the known shape', 'kept-without')
  return parsed.flatMap(({ data }) => (data === undefined ? [] : [data]))
}

function countriesOf(cells: RowReader, locations: readonly z.infer<typeof locationSchema>[]): string[] {
  const codes = locations.map(({ country }) => countryCode(country))
  if (codes.length === 0 || codes.includes(undefined))
    cells.fault('locations', 'a country of ISO 3166-1', 'kept-without')
  return [...new Set(codes.filter((code) => code !== undefined))].toSorted()
}

function placesOf({ city, region, data_map: point }: z.infer<typeof locationSchema>): ProjectLocation[] {
  const origin = 'registry' as const
  return [
    ...(point == null || typeof point.latitude !== 'number' || typeof point.longitude !== 'number'
      ? []
      : [{ kind: 'point' as const, longitude: point.longitude, latitude: point.latitude, precisionM: null, origin }]),
    ...(region == null || region === '' || region === WORLDWIDE
      ? []
      : [{ kind: 'state' as const, label: region, origin }]),
    ...(city == null || city === '' || city === WORLDWIDE ? [] : [{ kind: 'place' as const, label: city, origin }]),
  ]
}

function issuancesOf(cells: RowReader): ProjectIssuance[] | null {
  if (cells.text('serials') === '') return null
  return readList(cells, 'serials', serialSchema)
    .filter(({ is_buffer: isBuffer }) => !isBuffer)
    .flatMap(({ issued_quantity: units, vintage_of_credits: vintage }) => {
      const [from, to] = vintage.split(' / ').map((day) => parseDate(day, 'YYYY-MM-DD'))
      if (from !== undefined && to !== undefined) return [{ from, to, precision: 'day' as const, units }]
      cells.fault('serials', 'vintage_of_credits as two days', 'kept-without')
      return []
    })
}
