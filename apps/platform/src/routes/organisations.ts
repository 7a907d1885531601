import { createRoute } from '@hono/zod-openapi'
import { createRouter, requireMay } from '@tcctv/service'
import { insertOrganisation, listOrganisations } from '@tcctv/store'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { audit, type Platform } from '../platform.ts'
import { jsonAnswer, jsonBody } from './json.ts'

const organisationSchema = z.object({ id: z.string(), name: z.string(), createdAt: z.string() })

const list = createRoute({
  method: 'get',
  path: '/organisations',
  responses: { 200: jsonAnswer(z.object({ items: z.array(organisationSchema) }), 'all organisations') },
})
const create = createRoute({
  method: 'post',
  path: '/organisations',
  request: { body: jsonBody(z.strictObject({ name: z.string().min(1).max(200) })) },
  responses: { 201: jsonAnswer(organisationSchema, 'the new organisation') },
})

export function organisationRoutes(platform: Platform) {
  return createRouter()
    .openapi(list, async (c) => {
      requireMay(c.var.principal, 'users.manage', null)
      return c.json({ items: await listOrganisations(platform.db) }, 200)
    })
    .openapi(create, async (c) => {
      requireMay(c.var.principal, 'users.manage', null)
      const createdAt = new Date(platform.nowS() * 1000).toISOString()
      const organisation = { id: randomUUID(), name: c.req.valid('json').name, createdAt }
      await insertOrganisation(platform.db, organisation)
      await audit(platform, c, { action: 'organisation.create', subject: organisation.id })
      return c.json(organisation, 201)
    })
}
