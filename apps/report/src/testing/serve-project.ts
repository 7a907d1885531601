import { createRpcHandler, type EmbeddedChain } from '@tcctv/ledger'
import { createApp, createLogger, deriveKey, listen, requireAssertion, type Listening } from '@tcctv/service'
import { TEXTS, SLUG } from './test-project.ts'

/** What the report process uses of a project process, on a socket. */
export function serveProject(
  chain: EmbeddedChain,
  socketPath: string,
  masterKey: Uint8Array,
  texts: typeof TEXTS = TEXTS,
): Promise<Listening> {
  const handle = createRpcHandler(chain, { clientVersion: 'test' })
  const app = createApp({
    name: 'project',
    version: 'test',
    logger: createLogger({ name: 'project', level: 'silent' }),
  })
  app.use(requireAssertion(deriveKey(masterKey, `project:${SLUG}`)))
  app.get('/pdd/:index', (c) => c.json(texts))
  app.post('/rpc', async (c) => Response.json(await handle(await c.req.json())))
  return listen(app, { socketPath })
}
