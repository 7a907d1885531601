import { createRoute } from '@hono/zod-openapi'
import { cadtWorkbook } from '@tcctv/registries'
import { createRouter } from '@tcctv/service'
import type { Context } from 'hono'
import { formatCsv } from '../format-csv.ts'
import { formatGeoJson, formatJson } from '../format-json.ts'
import { filterQuerySchema, filtersOf, type FilterQuery } from '../query-schemas.ts'
import { listSources } from '../store/open-store.ts'
import type { Parts } from './parts.ts'

const WORKBOOK = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** A file of all projects that pass the filters, with who published what. */
function exportRoute<Path extends string>(path: Path, type: string, description: string) {
  return createRoute({
    method: 'get',
    path,
    request: { query: filterQuerySchema },
    responses: { 200: { description, content: { [type]: {} } } },
  })
}
const csv = exportRoute('/export.csv', 'text/csv', 'projects that pass the filters, one a row')
const json = exportRoute(
  '/export.json',
  'application/json',
  'attribution and full records of projects that pass the filters',
)
const geoJson = exportRoute('/export.geojson', 'application/geo+json', 'projects that have a point, as features')
const cadt = exportRoute('/export.cadt.xlsx', WORKBOOK, 'projects in the CAD Trust data model, one sheet per table')

export function exportRoutes(parts: Parts) {
  const found = (query: FilterQuery) => parts.live.current.search(filtersOf(query), 'name')
  return createRouter()
    .openapi(csv, async (c) => {
      const attributed = await attribution(parts)
      return streamed(c, formatCsv(found(c.req.valid('query'))), {
        type: 'text/csv; charset=utf-8',
        name: 'projects.csv',
        attributed,
      })
    })
    .openapi(json, async (c) => {
      const attributed = await attribution(parts)
      return streamed(c, formatJson(found(c.req.valid('query')), attributed), {
        type: 'application/json',
        name: 'projects.json',
        attributed,
      })
    })
    .openapi(geoJson, async (c) => {
      const attributed = await attribution(parts)
      return streamed(c, formatGeoJson(found(c.req.valid('query')), attributed), {
        type: 'application/geo+json',
        name: 'projects.geojson',
        attributed,
      })
    })
    .openapi(cadt, async (c) => {
      headers(c, { type: WORKBOOK, name: 'projects-cad-trust.xlsx', attributed: await attribution(parts) })
      return c.body(new Uint8Array(cadtWorkbook(found(c.req.valid('query')).map(({ project }) => project))), 200)
    })
}

type FileHead = { readonly type: string; readonly name: string; readonly attributed: readonly string[] }

function headers(c: Context, { type, name, attributed }: FileHead): void {
  c.header('content-type', type)
  c.header('content-disposition', `attachment; filename="${name}"`)
  // Headers carry ASCII only.
  c.header('x-attribution', attributed.join('; ').replace(/[^\x20-\x7e]/g, '?'))
}

function streamed(c: Context, chunks: Iterator<string>, head: FileHead): Response {
  headers(c, head)
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const next = chunks.next()
      if (next.done === true) controller.close()
      else controller.enqueue(encoder.encode(next.value))
    },
  })
  return c.body(body, 200)
}

/** Who published what is exported, and on what terms it was imported. */
async function attribution({ db }: Parts): Promise<string[]> {
  const sources = await listSources(db)
  return sources.map(
    ({ publisher, retrieved, licence }) => `${publisher} ${retrieved} (${licence || 'licence not stated'})`,
  )
}
