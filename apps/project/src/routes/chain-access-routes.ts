import { dataSchema } from '@tcctv/methodology'
import { createRouter, may, readJsonBody, requireMay } from '@tcctv/service'
import { streamSSE } from 'hono/streaming'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { acceptRaw } from '../accept-raw.ts'
import { projectError } from '../errors.ts'
import type { Project } from '../project.ts'

const POLL_MS = 500
const HEARTBEAT_MS = 15_000

/** A question that only reads, as a link: method and parameters, which are JSON. */
const askedBy = z.strictObject({
  method: z.string().regex(/^[a-z0-9]+_[A-Za-z]+$/, 'a method like eth_getBlockByNumber'),
  params: z
    .string()
    .max(10_000)
    .default('[]')
    .transform((text, context): unknown[] => {
      const found = listIn(text)
      if (found === undefined) context.addIssue({ code: 'custom', message: 'expected a JSON list like ["0x10",true]' })
      return found ?? []
    }),
})

/** JSON-RPC (also as links that only read), the JSON Schema of a reading, and live events of new blocks. */
export function chainAccessRoutes(project: Project, version: string) {
  const { slug } = project.file
  const clientVersion = `tcctv/${version}`
  const forParties = project.rpc({ clientVersion, acceptRaw: acceptRaw(project.ledger) })
  const forReaders = project.rpc({ clientVersion, acceptRaw: refuseRaw })
  const latest = () => project.inForce.latest()
  return createRouter()
    .post('/rpc', async (c) => {
      requireMay(c.var.principal, 'chain.read', slug, latest().version.visibility)
      // Who may only read because the project is public must not make blocks.
      const handle = may(c.var.principal, 'chain.read', slug, 'parties') ? forParties : forReaders
      const answer = await handle(await readJsonBody(c.req))
      await project.project() // a raw transaction may have made a block
      return answer === undefined ? c.body(null, 204) : c.json(answer as object)
    })
    .get('/rpc', async (c) => {
      requireMay(c.var.principal, 'chain.read', slug, latest().version.visibility)
      const { method, params } = askedBy.parse(c.req.query())
      const answer = await forReaders({ jsonrpc: '2.0', id: 1, method, params })
      return c.json(answer as object) // a request with an id is always answered
    })
    .get('/schema', (c) => {
      requireMay(c.var.principal, 'project.read', slug, latest().version.visibility)
      const { pdd, version: compiled } = latest()
      return c.json(dataSchema(pdd, compiled))
    })
    .get('/events', (c) => {
      requireMay(c.var.principal, 'records.read', slug, latest().version.visibility)
      const from = Number(c.req.header('last-event-id') ?? project.readModel.headBlock())
      return streamSSE(c, async (stream) => {
        for (let seen = from, quietMs = 0; !stream.aborted; quietMs += POLL_MS) {
          const head = project.readModel.headBlock()
          if (head > seen) {
            seen = head
            quietMs = 0
            await stream.writeSSE({ id: String(head), event: 'block', data: JSON.stringify({ number: head }) })
          } else if (quietMs >= HEARTBEAT_MS) {
            quietMs = 0
            await stream.writeSSE({ event: 'alive', data: '' })
          }
          await wait(POLL_MS)
        }
      })
    })
}

function listIn(text: string): unknown[] | undefined {
  try {
    const found: unknown = JSON.parse(text)
    return Array.isArray(found) ? found : undefined
  } catch {
    return undefined // said as a fault of the request
  }
}

function refuseRaw(): never {
  throw projectError('RAW_REFUSED', { reason: 'only a party of the project may send one' })
}
