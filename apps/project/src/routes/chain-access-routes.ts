import { dataSchema } from '@tcctv/methodology'
import { createRpcHandler } from '@tcctv/ledger'
import { createRouter, readJsonBody, requireMay } from '@tcctv/service'
import { streamSSE } from 'hono/streaming'
import { setTimeout as wait } from 'node:timers/promises'
import type { Project } from '../project.ts'

const POLL_MS = 500
const HEARTBEAT_MS = 15_000

/** JSON-RPC, the JSON Schema of a reading, and live events of new blocks. */
export function chainAccessRoutes(project: Project, version: string) {
  const { slug } = project.file
  const handle = createRpcHandler(project.chain, { clientVersion: `tcctv/${version}` })
  const { pdd, version: compiled } = project.documents
  return createRouter()
    .post('/rpc', async (c) => {
      requireMay(c.var.principal, 'chain.read', slug, compiled.visibility)
      const answer = await handle(await readJsonBody(c.req))
      await project.project() // a raw transaction may have made a block
      return c.json(answer as object)
    })
    .get('/schema', (c) => {
      requireMay(c.var.principal, 'project.read', slug, compiled.visibility)
      return c.json(dataSchema(pdd, compiled))
    })
    .get('/events', (c) => {
      requireMay(c.var.principal, 'records.read', slug, compiled.visibility)
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
