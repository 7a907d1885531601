import { createRoute } from '@hono/zod-openapi'
import { createRouter, principalSchema, serviceError, slugSchema } from '@tcctv/service'
import { findProject } from '@tcctv/store'
import { z } from 'zod'
import { platformError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { authenticate } from '../sign-in/authenticate.ts'
import { jsonAnswer, jsonBody } from './json.ts'

const credentialsSchema = z.strictObject({ cookie: z.string().optional(), bearer: z.string().optional() })

const authenticateRoute = createRoute({
  method: 'post',
  path: '/internal/authenticate',
  hide: true,
  request: { body: jsonBody(credentialsSchema) },
  responses: { 200: jsonAnswer(principalSchema, 'who sends a request with these credentials') },
})
const ensureStarted = createRoute({
  method: 'post',
  path: '/internal/projects/{slug}/ensure-started',
  hide: true,
  request: { params: z.object({ slug: slugSchema }) },
  responses: { 200: jsonAnswer(z.object({ socketPath: z.string() }), 'where the project answers') },
})

/** For the gateway only: principals of kind `service`. */
export function internalRoutes(platform: Platform) {
  const router = createRouter()
  router.use('/internal/*', async (c, next) => {
    if (c.var.principal.kind !== 'service') throw serviceError('FORBIDDEN', { action: 'call internal routes' })
    await next()
  })
  return router
    .openapi(authenticateRoute, async (c) =>
      c.json(await authenticate(platform.db, c.req.valid('json'), platform.nowS()), 200),
    )
    .openapi(ensureStarted, async (c) => {
      const { slug } = c.req.valid('param')
      const project = await findProject(platform.db, slug)
      if (project === undefined) throw platformError('PROJECT_UNKNOWN', { slug })
      // Before set-up is done the process is alive but not ready; the operator's set-up calls must reach it.
      return c.json(await platform.launcher.start(slug, project.state === 'ready' ? '/readyz' : '/healthz'), 200)
    })
}
