import { createRoute } from '@hono/zod-openapi'
import { createRouter } from '@tcctv/service'
import { createHash } from 'node:crypto'
import { formatCursor, readCursor } from '../cursor.ts'
import type { Listing } from '../listing.ts'
import { FIXTURE_NOTICE } from '../load-fixture.ts'
import { filterQuerySchema, filtersOf, mapQuerySchema, searchQuerySchema } from '../query-schemas.ts'
import { facetsSchema, mapSchema, pageSchema } from '../schemas.ts'
import { jsonAnswer, type Parts } from './parts.ts'
import { noticeOf, summaryOf } from './summaries.ts'

const WORLD = { west: -180, south: -90, east: 180, north: 90 }

const search = createRoute({
  method: 'get',
  path: '/projects',
  request: { query: searchQuerySchema },
  responses: { 200: jsonAnswer(pageSchema, 'a page of projects and how many there are in all') },
})
const facets = createRoute({
  method: 'get',
  path: '/facets',
  request: { query: filterQuerySchema },
  responses: { 200: jsonAnswer(facetsSchema, 'counts by choice; each facet ignores its own filter') },
})
const map = createRoute({
  method: 'get',
  path: '/map',
  request: { query: mapQuerySchema },
  responses: { 200: jsonAnswer(mapSchema, 'points or clusters of a box; projects without a point are counted apart') },
})
export function searchRoutes(parts: Parts) {
  return createRouter()
    .openapi(search, (c) => {
      const { cursor, limit, sort, ...query } = c.req.valid('query')
      const directory = parts.live.current
      const found = directory.search(filtersOf(query), sort)
      const place = { generation: directory.generation, query: digestOf({ ...query, sort }) }
      const from = cursor === undefined ? 0 : startAfter(found, readCursor(parts.cursorKey, cursor, place))
      const items = found.slice(from, from + limit)
      const last = from + limit < found.length ? items.at(-1) : undefined
      const nextCursor = last === undefined ? null : formatCursor(parts.cursorKey, { ...place, after: last.key })
      const notice = noticeOf(items.map(({ project }) => project))
      return c.json({ items: items.map(summaryOf), total: found.length, nextCursor, notice }, 200)
    })
    .openapi(facets, (c) => c.json(parts.live.current.facets(filtersOf(c.req.valid('query'))), 200))
    .openapi(map, (c) => {
      const { zoom, ...query } = c.req.valid('query')
      const filters = filtersOf(query)
      const directory = parts.live.current
      const notice = directory.showsFixture({ ...filters, bbox: null }) ? FIXTURE_NOTICE : null
      return c.json({ ...directory.map(filters, filters.bbox ?? WORLD, zoom), notice }, 200)
    })
}

/** The first number after a project; a project that has gone is a stale cursor, which the generation shows. */
function startAfter(found: readonly Listing[], key: string): number {
  return found.findIndex((listing) => listing.key === key) + 1
}

function digestOf(query: Readonly<Record<string, unknown>>): string {
  const ordered = Object.entries(query).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(ordered)).digest('base64url').slice(0, 16)
}
