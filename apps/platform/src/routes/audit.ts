import { createRoute } from '@hono/zod-openapi'
import { createRouter, requireMay } from '@tcctv/service'
import { listAudit } from '@tcctv/store'
import { z } from 'zod'
import type { Platform } from '../platform.ts'
import { jsonAnswer } from './json.ts'

const entrySchema = z.object({
  sequence: z.number(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  outcome: z.string(),
  address: z.string(),
  detail: z.string(),
  digest: z.string(),
})

const list = createRoute({
  method: 'get',
  path: '/audit',
  request: {
    query: z.strictObject({
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
  },
  responses: {
    200: jsonAnswer(
      z.object({ items: z.array(entrySchema), next: z.number().nullable() }),
      'entries in order; each digest covers the one before',
    ),
  },
})

export function auditRoutes(platform: Platform) {
  return createRouter().openapi(list, async (c) => {
    requireMay(c.var.principal, 'audit.read', null)
    const { after, limit } = c.req.valid('query')
    const items = await listAudit(platform.db, after, limit)
    return c.json({ items, next: items.length === limit ? (items.at(-1)?.sequence ?? null) : null }, 200)
  })
}
