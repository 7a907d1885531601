import { createRoute } from '@hono/zod-openapi'
import { EXCEPTION_STATES, nameOfCode } from '@tcctv/contracts'
import { createRouter } from '@tcctv/service'
import { formatLocalDay } from '@tcctv/units'
import { z } from 'zod'
import { projectError } from '../errors.ts'
import type { ExceptionRow } from '../read-model/query-exceptions.ts'
import { limitsOf } from '../read-model/versions.ts'
import { limitAmountText, unitOfLimit } from './amounts.ts'
import type { ReadSide } from './read-side.ts'
import { guard, jsonAnswer } from './requests.ts'

const moveSchema = z.object({
  from: z.string(),
  to: z.string(),
  by: z.string(),
  content: z.string(),
  block: z.number(),
  tx: z.string(),
  text: z.string().optional(),
})
const exceptionSchema = z.object({
  id: z.string(),
  day: z.string(),
  limit: z.string(),
  level: z.number(),
  state: z.string(),
  amount: z.string(),
  low: z.string(),
  high: z.string(),
  unit: z.string(),
  openedBlock: z.number(),
  moves: z.array(moveSchema),
  whoCanAct: z.array(z.string()),
  actions: z.array(z.string()),
})

const list = createRoute({
  method: 'get',
  path: '/exceptions',
  request: { query: z.strictObject({ state: z.string().max(20).optional() }) },
  responses: {
    200: jsonAnswer(z.object({ asOf: z.number(), items: z.array(exceptionSchema) }), 'exceptions, oldest first'),
  },
})
const show = createRoute({
  method: 'get',
  path: '/exceptions/{id}',
  request: { params: z.object({ id: z.coerce.number().int().min(1) }) },
  responses: { 200: jsonAnswer(exceptionSchema.extend({ asOf: z.number() }), 'one exception') },
})

export function exceptionRoutes(project: ReadSide) {
  const { readModel } = project
  return createRouter()
    .openapi(list, (c) => {
      guard(project, c.var.principal, 'records.read')
      const { state } = c.req.valid('query')
      const items = readModel.exceptions().map((row) => exceptionView(project, row))
      const wanted = state === undefined ? items : items.filter((item) => item.state === state)
      return c.json({ asOf: readModel.headBlock(), items: wanted }, 200)
    })
    .openapi(show, (c) => {
      guard(project, c.var.principal, 'records.read')
      const { id } = c.req.valid('param')
      const row = readModel.exception(id)
      if (row === undefined) throw projectError('NOT_FOUND', { what: 'exception', id })
      return c.json({ asOf: readModel.headBlock(), ...exceptionView(project, row) }, 200)
    })
}

/** Who decides next on an exception in a state, and how; nobody once it is resolved. */
export function nextStepsOf(state: number): { readonly whoCanAct: string[]; readonly actions: string[] } {
  const proponent = (...actions: string[]) => ({ whoCanAct: ['proponent'], actions })
  switch (state) {
    case EXCEPTION_STATES.held3:
      return proponent('justify')
    case EXCEPTION_STATES.justified3:
      return proponent('release')
    case EXCEPTION_STATES.released3:
      return proponent('resubmit', 'withdraw')
    case EXCEPTION_STATES.held4:
      return proponent('file-report')
    case EXCEPTION_STATES.reported4:
      return { whoCanAct: ['registry'], actions: ['send-back', 'release-as-is', 'release-zero'] }
    default:
      return { whoCanAct: [], actions: [] }
  }
}

function exceptionView(project: ReadSide, row: ExceptionRow): z.infer<typeof exceptionSchema> {
  const version = project.readModel.versions.at(row.pdd)
  const limit = limitsOf(version)[row.limit]
  return {
    id: String(row.id),
    day: formatLocalDay(row.day),
    limit: limit?.id ?? `limit ${row.limit}`,
    level: row.level,
    state: stateName(row.state),
    amount: limitAmountText(row.amount, limit, version),
    low: limitAmountText(row.low, limit, version),
    high: limitAmountText(row.high, limit, version),
    unit: unitOfLimit(limit, project.words(row.day)),
    openedBlock: row.block,
    moves: row.moves.map((move) => moveView(project, move)),
    ...nextStepsOf(row.state),
  }
}

function moveView({ decisionText }: ReadSide, move: ExceptionRow['moves'][number]): z.infer<typeof moveSchema> {
  const { from, to, signer, content, block, tx } = move
  const text = decisionText?.(content)
  const shown = { from: stateName(from), to: stateName(to), by: signer, content, block, tx }
  return text === undefined ? shown : { ...shown, text }
}

function stateName(state: number): string {
  return nameOfCode(EXCEPTION_STATES, state) ?? String(state)
}
