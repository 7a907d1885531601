import { countryName } from '@tcctv/registries'
import type { Listing } from './listing.ts'
import { FIXTURE_NOTICE } from './load-fixture.ts'

const COLUMNS: readonly (readonly [string, (listing: Listing) => string | number | null])[] = [
  ['registry', ({ project }) => project.registry],
  ['registry_project_id', ({ project }) => project.registryProjectId],
  ['name', ({ project }) => project.name],
  ['status', ({ project }) => project.status],
  ['category', ({ project }) => project.category],
  ['countries', ({ project }) => project.countries.map(countryName).join('; ')],
  ['methodologies', ({ project }) => project.methods.map(({ id, verbatim }) => id ?? verbatim).join('; ')],
  ['developers', ({ project }) => project.parties.map(({ name }) => name).join('; ')],
  ['estimated_annual_t_co2e', ({ project }) => project.estimatedAnnualTonnes],
  ['crediting_from', ({ project }) => project.creditingPeriod?.from ?? null],
  ['crediting_to', ({ project }) => project.creditingPeriod?.to ?? null],
  ['longitude', ({ point }) => point?.longitude ?? null],
  ['latitude', ({ point }) => point?.latitude ?? null],
  ['risk_level', ({ risk }) => risk.level],
  ['risk', ({ risk }) => risk.risk],
  ['source', ({ project }) => project.source.sourceId],
  ['retrieved', ({ project }) => project.source.retrieved],
  ['notice', ({ project }) => (project.source.kind === 'fixture' ? FIXTURE_NOTICE : null)],
]

/** Listings as CSV, header first, one chunk per hundred rows. An empty cell is unknown. */
export function* formatCsv(listings: readonly Listing[]): Generator<string> {
  yield `${COLUMNS.map(([column]) => column).join(',')}\n`
  for (let at = 0; at < listings.length; at += 100)
    yield listings
      .slice(at, at + 100)
      .map((listing) => `${COLUMNS.map(([, read]) => cell(read(listing))).join(',')}\n`)
      .join('')
}

/** A text that a spreadsheet would run as a formula is made plain by an apostrophe. */
function cell(content: string | number | null): string {
  if (content === null) return ''
  if (typeof content === 'number') return String(content)
  const plain = /^[=+\-@\t\r]/.test(content) ? `'${content}` : content
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
