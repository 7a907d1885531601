import { createRoute } from '@hono/zod-openapi'
import { createRouter, serviceError, type Principal } from '@tcctv/service'
import { z } from 'zod'
import { listSources } from '../store/open-store.ts'
import { directoryError } from '../errors.ts'
import { importFile } from '../import-file.ts'
import { FIXTURE_NOTICE } from '../load-fixture.ts'
import { importReportSchema, sourcesSchema } from '../schemas.ts'
import { jsonAnswer, type Parts } from './parts.ts'

const importQuerySchema = z.strictObject({
  /** Day the export was made. Default: today. */
  retrieved: z.iso.date().optional(),
  fileName: z.string().max(200).default(''),
  /** The importing person's statement of their right to use the file. */
  licence: z.string().max(1000).default(''),
  /** For the source `mapped`: which header holds what, as JSON. */
  mapping: z.string().max(8000).optional(),
  dryRun: z.stringbool().default(false),
})

const sources = createRoute({
  method: 'get',
  path: '/sources',
  responses: { 200: jsonAnswer(sourcesSchema, 'what the directory was made of, with dates and licences') },
})
const importSource = createRoute({
  method: 'post',
  path: '/imports/{source}',
  request: { params: z.object({ source: z.string().min(1).max(40) }), query: importQuerySchema },
  responses: { 200: jsonAnswer(importReportSchema, 'rows read, inserted, changed, unchanged, gone, rejected; faults') },
})

export function importRoutes(parts: Parts) {
  const { db, live, logger, nowS, importLimitBytes } = parts
  return createRouter()
    .openapi(sources, async (c) => {
      const rows = await listSources(db)
      return c.json({ items: rows.map(viewOf) }, 200)
    })
    .openapi(importSource, async (c) => {
      requireOperator(c.var.principal)
      const { source } = c.req.valid('param')
      const { retrieved, fileName, licence, mapping, dryRun } = c.req.valid('query')
      const importedAt = new Date(nowS() * 1000).toISOString()
      const who = nameOf(c.var.principal)
      const { report, touched } = await importFile(db, {
        source,
        mapping,
        body: c.req.raw.body,
        retrieved: retrieved ?? importedAt.slice(0, 10),
        fileName,
        licence,
        who,
        importedAt,
        isDryRun: dryRun,
        limitBytes: importLimitBytes,
      })
      const raised = dryRun ? 0 : (await live.refresh(touched, `import of ${report.source}`, importedAt)).raised.length
      logger.info({ source, rows: report.read, rejected: report.rejected, dryRun, raised }, 'export imported')
      return c.json(report, 200)
    })
}

/** For the log of imports. */
function nameOf(principal: Principal): string {
  return principal.kind === 'anonymous' ? 'nobody' : principal.name
}

function requireOperator(principal: Principal): void {
  if (principal.kind === 'anonymous') throw serviceError('SIGN_IN_REQUIRED', { action: 'directory.import' })
  if (principal.kind === 'apikey' || !principal.roles.operator)
    throw directoryError('IMPORT_FORBIDDEN', { who: principal.name })
}

function viewOf(row: Awaited<ReturnType<typeof listSources>>[number]): z.infer<typeof sourcesSchema>['items'][number] {
  const { id, kind, publisher, sha256, retrieved, licence, rows } = row
  const notice = kind === 'fixture' ? FIXTURE_NOTICE : null
  return {
    id,
    kind,
    publisher,
    fileName: row.file_name,
    sha256,
    retrieved,
    licence,
    rows,
    importedAt: row.imported_at,
    notice,
  }
}
