import { dataSchema } from '@tcctv/methodology'
import { createRouter, may, readJsonBody, requireMay } from '@tcctv/service'
import { streamSSE } from 'hono/streaming'
import { setTimeout as wait } from 'node:timers/promises'
import { acceptRaw } from '../accept-raw.ts'
import { projectError } from '../errors.ts'
import type { Project } from '../project.ts'

const POLL_MS = 500
const HEARTBEAT_MS = 15_000

/** JSON-RPC, the JSON Schema of a reading, and live events of new blocks. */
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

function refuseRaw(): never {
  throw projectError('RAW_REFUSED', { reason: 'only a party of the project may send one' })
}
