import { createRoute } from '@hono/zod-openapi'
import { decodeLedgerEvents, type LedgerEvent } from '@tcctv/contracts'
import type { ChainLog } from '@tcctv/ledger'
import { createRouter } from '@tcctv/service'
import { formatTime } from '@tcctv/units'
import { z } from 'zod'
import { projectError } from '../errors.ts'
import type { BlockRow } from '../read-model/query-blocks.ts'
import type { ReadSide } from './read-side.ts'
import { guard, jsonAnswer, limitSchema } from './requests.ts'

const blockSchema = z.object({
  number: z.number(),
  hash: z.string(),
  parent: z.string(),
  timestamp: z.string(),
  txs: z.number(),
  gasUsed: z.string(),
  stateRoot: z.string(),
  sealer: z.string(),
  what: z.array(z.string()),
})
const transactionSchema = z.object({
  hash: z.string(),
  what: z.string(),
  digest: z.string().nullable(),
  readings: z.number().nullable(),
  events: z.array(z.object({ name: z.string(), args: z.record(z.string(), z.unknown()) })),
})

const ledger = createRoute({
  method: 'get',
  path: '/ledger',
  request: { query: z.strictObject({ cursor: z.coerce.number().int().min(0).optional(), limit: limitSchema }) },
  responses: {
    200: jsonAnswer(
      z.object({ asOf: z.number(), items: z.array(blockSchema), cursor: z.string().nullable() }),
      'blocks, newest first',
    ),
  },
})
const block = createRoute({
  method: 'get',
  path: '/blocks/{number}',
  request: { params: z.object({ number: z.coerce.number().int().min(0) }) },
  responses: {
    200: jsonAnswer(
      blockSchema.extend({ asOf: z.number(), transactions: z.array(transactionSchema) }),
      'one block; quantities in events are integers as the contract has them',
    ),
  },
})

export function chainRoutes(project: ReadSide) {
  const { readModel, reader } = project
  return createRouter()
    .openapi(ledger, (c) => {
      guard(project, c.var.principal, 'records.read')
      const { cursor = 2 ** 40, limit } = c.req.valid('query')
      const rows = readModel.blocks(cursor, limit)
      const last = rows.at(-1)
      const next = last === undefined || rows.length < limit ? null : String(last.number)
      return c.json({ asOf: readModel.headBlock(), items: rows.map(blockView), cursor: next }, 200)
    })
    .openapi(block, async (c) => {
      guard(project, c.var.principal, 'chain.read')
      const { number } = c.req.valid('param')
      const row = readModel.block(number)
      if (row === undefined) throw projectError('NOT_FOUND', { what: 'block', id: number })
      const logs = await reader.logs({ fromBlock: number, toBlock: number, address: [project.facts.ledger] })
      const transactions = transactionsView(row, decodeLedgerEvents(logs.map(logOf)))
      return c.json({ asOf: readModel.headBlock(), ...blockView(row), transactions }, 200)
    })
}

function blockView(row: BlockRow): z.infer<typeof blockSchema> {
  const { number, hash, parent, stateRoot, sealer, transactions } = row
  return {
    number,
    hash,
    parent,
    timestamp: formatTime(row.timestampS),
    txs: transactions.length,
    gasUsed: String(row.gasUsed),
    stateRoot,
    sealer,
    what: transactions.map(({ what }) => what),
  }
}

function transactionsView(row: BlockRow, events: readonly LedgerEvent[]): z.infer<typeof transactionSchema>[] {
  return row.transactions.map(({ hash, what, batch }) => ({
    hash,
    what,
    digest: batch?.digest ?? null,
    readings: batch?.readings ?? null,
    events: events
      .filter(({ transactionHash }) => transactionHash === hash)
      .map(({ eventName, args }) => ({ name: eventName, args: plain(args) })),
  }))
}

/** Arguments for JSON: integers beyond a number become decimal text. */
function plain(args: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).map(([name, argument]) => [name, plainArgument(argument)]))
}

function plainArgument(argument: unknown): unknown {
  if (Array.isArray(argument)) return argument.map(plainArgument)
  return typeof argument === 'bigint' ? String(argument) : argument
}

function logOf(log: ChainLog): Parameters<typeof decodeLedgerEvents>[0][number] {
  const [signature, ...indexed] = log.topics
  return {
    ...log,
    topics: signature === undefined ? [] : [signature, ...indexed],
    blockNumber: BigInt(log.block),
    removed: false,
  }
}
