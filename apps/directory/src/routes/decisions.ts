import { createRoute } from '@hono/zod-openapi'
import { VERDICTS } from '@tcctv/matching'
import { createRouter } from '@tcctv/service'
import { z } from 'zod'
import { directoryError } from '../errors.ts'
import { decidingOperator } from '../require-operator.ts'
import { decisionLogSchema, pairAnswerSchema, queueSchema } from '../schemas.ts'
import { appendDecision, listDecisions, undoDecision } from '../store/decisions.ts'
import { splitKey } from '../store/write-records.ts'
import { jsonAnswer, type Parts } from './parts.ts'
import { noticeOf, summaryOf } from './summaries.ts'

const key = z.string().regex(/^[^/]{1,40}\/.{1,100}$/, 'registry/id of a listed project')
const reason = z.string().trim().min(3).max(2000)
const queueQuerySchema = z.strictObject({
  registry: z.string().max(40).optional(),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(100).default(25),
})
const decideSchema = z
  .strictObject({ left: key, right: key, verdict: z.enum(VERDICTS), part: key.nullable().default(null), reason })
  .refine(
    ({ verdict, part, left, right }) => (verdict === 'part_of' ? part === left || part === right : part === null),
    {
      path: ['part'],
      error: 'the key of the part for part_of, and only then',
    },
  )
const decidedSchema = z.object({
  id: z.number().int(),
  levels: z.array(z.object({ project: z.string(), from: z.string(), to: z.string() })),
})

const queue = createRoute({
  method: 'get',
  path: '/queue',
  request: { query: queueQuerySchema },
  responses: { 200: jsonAnswer(queueSchema, 'undecided pairs, the most urgent first') },
})
const pair = createRoute({
  method: 'get',
  path: '/pairs',
  request: { query: z.strictObject({ left: key, right: key }) },
  responses: { 200: jsonAnswer(pairAnswerSchema, 'two records side by side, with every reason') },
})
const log = createRoute({
  method: 'get',
  path: '/decisions',
  responses: { 200: jsonAnswer(decisionLogSchema, 'every decision and undoing, the newest first; operators only') },
})
const decide = createRoute({
  method: 'post',
  path: '/decisions',
  request: { body: { required: true, content: { 'application/json': { schema: decideSchema } } } },
  responses: { 200: jsonAnswer(decidedSchema, 'the decision and what it changed; operators only') },
})
const undo = createRoute({
  method: 'post',
  path: '/decisions/{id}/undo',
  request: {
    params: z.object({ id: z.coerce.number().int().positive() }),
    body: { required: true, content: { 'application/json': { schema: z.strictObject({ reason }) } } },
  },
  responses: { 200: jsonAnswer(decidedSchema, 'the decision is taken back; operators only') },
})

/** The officer's work: ranked pairs, two records side by side, decisions and their log. */
export function decisionRoutes({ db, live, logger, nowS }: Parts) {
  const now = () => new Date(nowS() * 1000).toISOString()
  return createRouter()
    .openapi(queue, (c) => {
      const { registry, offset, limit } = c.req.valid('query')
      const directory = live.current
      const pairs = directory.workList.filter(
        ({ left, right }) => registry === undefined || [left, right].some((side) => splitKey(side)[0] === registry),
      )
      const items = pairs.slice(offset, offset + limit).flatMap((ranked) => {
        const [left, right] = [directory.listing(ranked.left), directory.listing(ranked.right)]
        return left === undefined || right === undefined
          ? []
          : [{ ...ranked, left: summaryOf(left), right: summaryOf(right) }]
      })
      const notice = items.find((item) => item.left.notice !== null || item.right.notice !== null)
      return c.json({ items, total: pairs.length, notice: notice?.left.notice ?? notice?.right.notice ?? null }, 200)
    })
    .openapi(pair, async (c) => {
      const { left, right } = inOrder(c.req.valid('query'))
      const [a, b, assessment] = [listed(left), listed(right), live.current.pair(left, right)]
      if (assessment === undefined) throw notListed(left)
      const decisions = (await listDecisions(db)).filter(
        (decision) => decision.left === left && decision.right === right,
      )
      const shown =
        c.var.principal.kind === 'user' ? decisions : decisions.map((decision) => ({ ...decision, who: 'officer' }))
      return c.json({ left: a, right: b, assessment, decisions: shown, notice: noticeOf([a, b]) }, 200)
    })
    .openapi(log, async (c) => {
      decidingOperator(c.var.principal)
      return c.json({ items: await listDecisions(db) }, 200)
    })
    .openapi(decide, async (c) => {
      const who = decidingOperator(c.var.principal)
      const body = c.req.valid('json')
      const { left, right } = inOrder(body)
      for (const side of [left, right]) listed(side)
      const part = body.part === null ? null : body.part === left ? ('left' as const) : ('right' as const)
      const at = now()
      const id = await appendDecision(db, { left, right, verdict: body.verdict, part, reason: body.reason, who, at })
      const { raised } = await live.refresh(new Set(), `decision ${id}`, at)
      logger.info({ decision: id, verdict: body.verdict, raised: raised.length }, 'pair decided')
      return c.json({ id, levels: [...raised] }, 200)
    })
    .openapi(undo, async (c) => {
      const who = decidingOperator(c.var.principal)
      const { id } = c.req.valid('param')
      const at = now()
      await undoDecision(db, id, { reason: c.req.valid('json').reason, who, at })
      const { raised } = await live.refresh(new Set(), `decision ${id} taken back`, at)
      logger.info({ decision: id, raised: raised.length }, 'decision taken back')
      return c.json({ id, levels: [...raised] }, 200)
    })

  function listed(side: string) {
    const [registry, registryProjectId] = splitKey(side)
    const project = live.current.project({ registry, registryProjectId })
    if (project === undefined) throw notListed(side)
    return project
  }
}

function notListed(side: string): Error {
  const [registry, id] = splitKey(side)
  return directoryError('PROJECT_NOT_LISTED', { registry, id })
}

function inOrder({ left, right }: { readonly left: string; readonly right: string }): { left: string; right: string } {
  if (left === right) throw directoryError('PAIR_DECISION_ITSELF', { project: left })
  return left < right ? { left, right } : { left: right, right: left }
}
