import { FIXTURE_NOTICE } from './load-fixture.ts'
import type { Listing } from './listing.ts'

const ROWS_A_CHUNK = 100

/** Listings as one JSON object with attribution and full records; streamed. */
export function formatJson(listings: readonly Listing[], attribution: readonly string[]): Generator<string> {
  const head = `{"attribution":${JSON.stringify(attribution)},"projects":[\n`
  return formatList(listings, head, ']}\n', ({ project, risk }) =>
    JSON.stringify({
      ...project,
      risk: { level: risk.level, risk: risk.risk, summary: risk.summary },
      notice: noticeOf(project),
    }),
  )
}

/** Listings that have a point as a GeoJSON feature collection (RFC 7946: longitude first); streamed. */
export function formatGeoJson(listings: readonly Listing[], attribution: readonly string[]): Generator<string> {
  const located = listings.filter(({ point }) => point !== null)
  const head = `{"type":"FeatureCollection","attribution":${JSON.stringify(attribution)},"features":[\n`
  return formatList(located, head, ']}\n', ({ project, point, risk }) =>
    JSON.stringify({
      type: 'Feature',
      id: `${project.registry}/${project.registryProjectId}`,
      geometry: { type: 'Point', coordinates: [point?.longitude, point?.latitude] },
      properties: {
        registry: project.registry,
        registryProjectId: project.registryProjectId,
        name: project.name,
        status: project.status,
        category: project.category,
        countries: project.countries,
        riskLevel: risk.level,
        source: project.source.sourceId,
        retrieved: project.source.retrieved,
        notice: noticeOf(project),
      },
    }),
  )
}

function noticeOf({ source }: Listing['project']): string | null {
  return source.kind === 'fixture' ? FIXTURE_NOTICE : null
}

function* formatList(
  listings: readonly Listing[],
  head: string,
  foot: string,
  format: (listing: Listing) => string,
): Generator<string> {
  yield head
  for (let at = 0; at < listings.length; at += ROWS_A_CHUNK) {
    const isLast = at + ROWS_A_CHUNK >= listings.length
    yield `${listings
      .slice(at, at + ROWS_A_CHUNK)
      .map(format)
      .join(',\n')}${isLast ? '\n' : ',\n'}`
  }
  yield foot
}
