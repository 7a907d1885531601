import {
  countryCode,
  foldText,
  normaliseMethods,
  normaliseName,
  normaliseParties,
  normaliseStatus,
  parseCapacity,
  parseDate,
  readCsvRows,
  type CsvRow,
  type ProgramKind,
  type ProjectLocation,
  type RegistryProject,
} from '@tcctv/registries'

const COLUMNS = [
  'id',
  'registry',
  'name',
  'developer',
  'owner',
  'country',
  'state',
  'site',
  'status',
  'category',
  'methods',
  'est_annual',
  'vintages',
  'cp_start',
  'cp_end',
  'program',
  'lat',
  'lon',
  'description',
] as const
const PROGRAM_KINDS: Readonly<Record<string, ProgramKind>> = {
  pa: 'standalone',
  standalone: 'standalone',
  poa: 'programme',
  vpa: 'component',
  cpa: 'component',
}

/**
 * Reads the records of the matching contract: UTF-8 CSV with one header, empty cells unknown. Ids are kept as they are
 * and not used for matching.
 *
 * @throws {TcctvError} IMPORT_COLUMNS_MISSING, IMPORT_FILE_UNREADABLE
 */
export async function readRecords(chunks: AsyncIterable<string>): Promise<RegistryProject[]> {
  const projects: RegistryProject[] = []
  for await (const row of readCsvRows(chunks, COLUMNS)) projects.push(recordOf(row))
  return projects
}

function recordOf({ row, cells }: CsvRow): RegistryProject {
  const cell = (column: (typeof COLUMNS)[number] | 'country') => cells.get(column) ?? ''
  const code = countryCode(cell('country'))
  const countries = code === undefined ? [] : [code]
  const name = normaliseName(cell('name'), countries)
  const from = parseDate(cell('cp_start'), 'YYYY-MM-DD') ?? null
  const to = parseDate(cell('cp_end'), 'YYYY-MM-DD') ?? null
  const estimate = Math.round(Number(cell('est_annual')))
  return {
    registry: cell('registry'),
    registryProjectId: cell('id'),
    name: cell('name'),
    nameNormalised: name.text,
    status: normaliseStatus(cell('status')),
    statusRaw: cell('status'),
    category: cell('category') || null,
    programKind: PROGRAM_KINDS[cell('program').toLowerCase()] ?? 'unknown',
    parent: null,
    countries,
    methods: cell('methods')
      .split(' ')
      .filter((id) => id !== '')
      .map((id) => ({ id: methodIdOf(id), version: null, verbatim: id })),
    parties: [...normaliseParties(cell('developer'), 'developer'), ...normaliseParties(cell('owner'), 'owner')],
    locations: locationsOf(cell('lat'), cell('lon'), cell('state')),
    capacityMw: parseCapacity(cell('name')),
    estimatedAnnualTonnes: estimate > 0 ? estimate : null,
    creditingPeriod: from === null && to === null ? null : { from, to, precision: 'day' },
    registrationDate: null,
    issuances: issuancesOf(cell('vintages')),
    serialBlocks: null,
    transitions: [],
    authorisation: null,
    assets: [],
    otherClaims: null,
    articleSix: null,
    references: [],
    link: null,
    description: cell('description') || null,
    source: { sourceId: 'records', kind: 'interchange', row, retrieved: '1970-01-01' },
  }
}

/** Ids of the contract carry no dots and hyphens: `AMSID` is AMS-I.D. */
function methodIdOf(id: string): string {
  const small = /^(AMS)(I{1,3})([A-Z]{1,2})$/.exec(id)
  const spelled = small === null ? id : `${small[1]}-${small[2]}.${small[3]}`
  return normaliseMethods(spelled)[0]?.id ?? id
}

function locationsOf(lat: string, lon: string, state: string): ProjectLocation[] {
  const locations: ProjectLocation[] = []
  if (lat !== '' && lon !== '')
    locations.push({
      kind: 'point',
      longitude: Number(lon),
      latitude: Number(lat),
      precisionM: null,
      origin: 'registry',
    })
  if (foldText(state) !== '') locations.push({ kind: 'state', label: state, origin: 'registry' })
  return locations
}

function issuancesOf(vintages: string): RegistryProject['issuances'] {
  const parsed: unknown = vintages === '' ? null : JSON.parse(vintages)
  if (typeof parsed !== 'object' || parsed === null) return null
  return Object.entries(parsed).flatMap(([year, units]) =>
    typeof units === 'number' && /^\d{4}$/.test(year)
      ? [{ from: `${year}-01-01`, to: `${year}-12-31`, precision: 'year' as const, units: Math.round(units) }]
      : [],
  )
}
