import { createRoute } from '@hono/zod-openapi'
import {
  createApp,
  deriveKey,
  requireAssertion,
  requireMay,
  slugSchema,
  streamNdjson,
  type Logger,
} from '@tcctv/service'
import type { PrivateKeyAccount } from 'viem/accounts'
import { z } from 'zod'
import type { ProjectConnection } from './chain/connect-project.ts'
import { reportError } from './errors.ts'
import { makeReport, type Progress } from './make-report.ts'
import type { ReportStore } from './store/report-store.ts'
import {
  REPORT_FILES,
  fileNameSchema,
  localDaySchema,
  reportIdSchema,
  storedReportSchema,
  type StoredReport,
} from './store/stored-report.ts'

export type ReportParts = {
  readonly logger: Logger
  readonly masterKey: Uint8Array
  readonly account: PrivateKeyAccount
  readonly store: ReportStore
  readonly connect: (slug: string) => ProjectConnection
}

const slugParameter = z.object({ slug: slugSchema })
const itemSchema = storedReportSchema.omit({ visibility: true })

const identity = createRoute({
  method: 'get',
  path: '/identity',
  responses: { 200: json(z.object({ address: z.string(), label: z.string() }), 'the key that signs reports') },
})
const list = createRoute({
  method: 'get',
  path: '/{slug}',
  request: { params: slugParameter },
  responses: { 200: json(z.object({ items: z.array(itemSchema) }), 'reports, newest snapshot first') },
})
const make = createRoute({
  method: 'post',
  path: '/{slug}',
  request: {
    params: slugParameter,
    body: json(
      z.strictObject({ from: localDaySchema.optional(), to: localDaySchema.optional() }),
      'local days [from, to)',
    ),
  },
  responses: { 200: { description: 'NDJSON: one line per finished step, the last one `done`' } },
})
const file = createRoute({
  method: 'get',
  path: '/{slug}/{id}/{file}',
  request: { params: z.object({ slug: slugSchema, id: reportIdSchema, file: fileNameSchema }) },
  responses: { 200: { description: 'the file' } },
})

/** The report generator's API. Every route but the probes needs the gateway's assertion. */
export function reportApp(parts: ReportParts) {
  const { store, account } = parts
  const app = createApp({ name: 'report', version: '0.1.0', logger: parts.logger })
  const running = new Set<string>()
  app.use(requireAssertion(deriveKey(parts.masterKey, 'report')))
  return app
    .openapi(identity, (c) => c.json({ address: account.address, label: 'report generator' }, 200))
    .openapi(list, async (c) => {
      const { slug } = c.req.valid('param')
      const reports = await store.list(slug)
      // Without a report nothing says who may see the project: then only its parties.
      requireMay(c.var.principal, 'records.read', slug, reports[0]?.visibility ?? 'parties')
      return c.json({ items: reports.map(itemOf) }, 200)
    })
    .openapi(make, (c) => {
      const { slug } = c.req.valid('param')
      // It costs work and a transaction, so it is for the project's parties whatever its visibility.
      requireMay(c.var.principal, 'records.read', slug, 'parties')
      if (running.has(slug)) throw reportError('REPORT_RUNNING', { slug })
      const lines = runJob(parts, running, slug, c.req.valid('json'))
      return streamNdjson(lines, { requestId: c.var.requestId })
    })
    .openapi(file, async (c) => {
      const { slug, id, file: name } = c.req.valid('param')
      const report = await store.find(slug, id)
      requireMay(c.var.principal, 'records.read', slug, report?.visibility ?? 'parties')
      const bytes = await store.file(slug, id, name)
      return c.body(Uint8Array.from(bytes).buffer, 200, headersOf(slug, id, name))
    })
}

/**
 * Types of the routes, for the portal's typed client.
 *
 * @public
 */
export type ReportApi = ReturnType<typeof reportApp>

/** A report that was begun is finished even when who asked for it goes away: its anchor may be on the chain already. */
async function* runJob(
  { connect, account, store, logger }: ReportParts,
  running: Set<string>,
  slug: string,
  period: { readonly from?: string | undefined; readonly to?: string | undefined },
): AsyncGenerator<Progress, void> {
  if (running.has(slug)) throw reportError('REPORT_RUNNING', { slug })
  running.add(slug)
  const project = connect(slug)
  const steps = makeReport({ slug, period, project, account, store })
  try {
    for (let next = await steps.next(); next.done !== true; next = await steps.next()) yield next.value
  } finally {
    try {
      const report = await lastReport(steps)
      if (report !== undefined) logger.info({ slug, report: report.id }, 'report finished without its reader')
    } finally {
      running.delete(slug)
      await project.close()
    }
  }
}

/** Runs what is left of a job; undefined when nothing was left. */
async function lastReport(steps: AsyncGenerator<Progress, void>): Promise<StoredReport | undefined> {
  let report: StoredReport | undefined
  for await (const line of steps) if (line.step === 'done') report = line.report
  return report
}

function itemOf(report: StoredReport): z.infer<typeof itemSchema> {
  return itemSchema.parse(report)
}

function headersOf(slug: string, id: string, name: z.infer<typeof fileNameSchema>): Record<string, string> {
  return {
    'content-type': REPORT_FILES[name],
    'content-disposition': `attachment; filename="${slug}_${id}_${name}"`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-cache',
  }
}

function json<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { 'application/json': { schema } } }
}
