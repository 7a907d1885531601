import { createRoute } from '@hono/zod-openapi'
import { createRouter } from '@tcctv/service'
import { z } from 'zod'
import { directoryError } from '../errors.ts'
import { descriptionSchema, projectOfDescription } from '../description.ts'
import { projectAnswerSchema, riskSchema } from '../schemas.ts'
import { jsonAnswer, type Parts } from './parts.ts'
import { noticeOf } from './summaries.ts'

const params = z.object({ registry: z.string().min(1).max(40), id: z.string().min(1).max(100) })
const answerSchema = riskSchema.extend({ notice: z.string().nullable() })

const show = createRoute({
  method: 'get',
  path: '/projects/{registry}/{id}',
  request: { params },
  responses: { 200: jsonAnswer(projectAnswerSchema, 'the record of one project with its source') },
})
const risk = createRoute({
  method: 'get',
  path: '/projects/{registry}/{id}/risk',
  request: { params },
  responses: { 200: jsonAnswer(answerSchema, 'double counting risk with every reason') },
})
const check = createRoute({
  method: 'post',
  path: '/risk/check',
  request: { body: { required: true, content: { 'application/json': { schema: descriptionSchema } } } },
  responses: { 200: jsonAnswer(answerSchema, 'double counting risk of a project that is registered nowhere') },
})

export function projectRoutes({ live, nowS }: Parts) {
  return createRouter()
    .openapi(show, (c) => {
      const { registry, id } = c.req.valid('param')
      const reference = { registry, registryProjectId: id }
      const [project, found] = [live.current.project(reference), live.current.risk(reference)]
      if (project === undefined || found === undefined) throw directoryError('PROJECT_NOT_LISTED', { registry, id })
      const { level, summary } = found
      return c.json({ project, risk: { level, risk: found.risk, summary }, notice: noticeOf([project]) }, 200)
    })
    .openapi(risk, (c) => {
      const { registry, id } = c.req.valid('param')
      const reference = { registry, registryProjectId: id }
      const [project, found] = [live.current.project(reference), live.current.risk(reference)]
      if (project === undefined || found === undefined) throw directoryError('PROJECT_NOT_LISTED', { registry, id })
      return c.json({ ...found, notice: noticeOf([project]) }, 200)
    })
    .openapi(check, (c) => {
      const today = new Date(nowS() * 1000).toISOString().slice(0, 10)
      const directory = live.current
      const found = directory.check(projectOfDescription(c.req.valid('json'), today))
      const isMadeUp = found.sources.some(({ id }) => id === 'fixture')
      return c.json({ ...found, notice: isMadeUp ? 'compared with made-up fixture data too' : null }, 200)
    })
}
