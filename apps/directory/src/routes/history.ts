import { createRoute } from '@hono/zod-openapi'
import { createRouter, serviceError, slugSchema, type Principal } from '@tcctv/service'
import { z } from 'zod'
import { descriptionSchema } from '../description.ts'
import { directoryError } from '../errors.ts'
import { historySchema, levelChangesSchema, riskSchema, watchedSchema } from '../schemas.ts'
import { listLevelChanges } from '../store/level-changes.ts'
import { readHistory } from '../store/read-history.ts'
import { readSourceRecords } from '../store/read-projects.ts'
import { listWatched, watch } from '../watched.ts'
import { jsonAnswer, type Parts } from './parts.ts'

const history = createRoute({
  method: 'get',
  path: '/projects/{registry}/{id}/history',
  request: { params: z.object({ registry: z.string().min(1).max(40), id: z.string().min(1).max(100) }) },
  responses: { 200: jsonAnswer(historySchema, 'what each source says and said of a project, and its levels') },
})
const levelChanges = createRoute({
  method: 'get',
  path: '/level-changes',
  request: {
    query: z.strictObject({
      /** Changes after the one of this id: the last that a reader has seen. */
      after: z.coerce.number().int().min(0).default(0),
      project: z.string().max(150).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
  },
  responses: { 200: jsonAnswer(levelChangesSchema, 'levels that rose or fell, with the cause, oldest first') },
})
const watched = createRoute({
  method: 'get',
  path: '/watched',
  responses: { 200: jsonAnswer(watchedSchema, "the platform's own projects with their level; operators only") },
})
const putWatched = createRoute({
  method: 'put',
  path: '/watched/{slug}',
  request: {
    params: z.object({ slug: slugSchema }),
    body: { required: true, content: { 'application/json': { schema: descriptionSchema } } },
  },
  responses: { 200: jsonAnswer(riskSchema, 'the risk now; it is assessed again whenever the directory changes') },
})

export function historyRoutes({ db, live, nowS }: Parts) {
  return createRouter()
    .openapi(history, async (c) => {
      const { registry, id } = c.req.valid('param')
      const sources = await readSourceRecords(db, registry, id)
      if (sources.length === 0) throw directoryError('PROJECT_NOT_LISTED', { registry, id })
      const changes = await readHistory(db, registry, id)
      const levels = await listLevelChanges(db, {
        after: 0,
        project: `${registry}/${id}`,
        limit: 500,
        isOwnShown: false,
      })
      return c.json({ sources, changes, levels }, 200)
    })
    .openapi(levelChanges, async (c) => {
      const items = await listLevelChanges(db, { ...c.req.valid('query'), isOwnShown: mayWatch(c.var.principal) })
      return c.json({ items }, 200)
    })
    .openapi(watched, async (c) => {
      requireWatch(c.var.principal)
      const items = (await listWatched(db)).map(({ id, project, level, at }) => ({
        id,
        name: project.name,
        level,
        at,
      }))
      return c.json({ items }, 200)
    })
    .openapi(putWatched, async (c) => {
      requireWatch(c.var.principal)
      const at = new Date(nowS() * 1000).toISOString()
      return c.json(await watch(db, live.current, c.req.valid('param').slug, c.req.valid('json'), at), 200)
    })
}

/** The platform and its operators; its projects may be private. */
function mayWatch(principal: Principal): boolean {
  return principal.kind === 'service' || (principal.kind === 'user' && principal.roles.operator)
}

function requireWatch(principal: Principal): void {
  if (principal.kind === 'anonymous') throw serviceError('SIGN_IN_REQUIRED', { action: 'directory.watch' })
  if (!mayWatch(principal)) throw serviceError('FORBIDDEN', { action: 'directory.watch' })
}
