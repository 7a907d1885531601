import { createRouter, requireMay, streamNdjson } from '@tcctv/service'
import { projectError } from '../errors.ts'
import type { ProjectHost } from '../project-host.ts'
import { train, type TrainingStep } from '../training/train.ts'
import type { StoredModel } from '../scorer.ts'
import { followed } from '../training/follow-training.ts'
import { bytesOf, formatOf, inPieces } from './body.ts'

/** Set-up: chain and contracts, then the model from a historical file. Both may be repeated. */
export function setupRoutes(host: ProjectHost) {
  return createRouter()
    .post('/setup', (c) => {
      requireMay(c.var.principal, 'project.create', null)
      return streamNdjson(setUp(host), { requestId: c.var.requestId })
    })
    .get('/training', (c) => {
      requireMay(c.var.principal, 'project.read', host.slug)
      return c.json(host.training.state())
    })
    .post('/setup/history', async (c) => {
      requireMay(c.var.principal, 'project.start', null)
      const project = host.opened()
      if (project === null) throw projectError('NOT_SET_UP', { slug: host.slug, what: 'chain' })
      const format = formatOf(c.req.header('content-type'))
      const bytes = await bytesOf(c.req.raw)
      const { training } = host
      training.begin('read history')
      const options = { format, source: c.req.query('source'), signal: c.req.raw.signal }
      const steps = followed(training, train(project, training, inPieces(bytes), options))
      return streamNdjson(withResult(steps), { requestId: c.var.requestId })
    })
}

async function* setUp(host: ProjectHost) {
  yield { step: 'chain', state: 'running', detail: 'documents, keys, genesis, contracts' }
  const { ledger, file, documents } = await host.open()
  yield { step: 'chain', state: 'done', detail: `id ${file.chainId}, ledger ${ledger.domain.ledger}` }
  yield { step: 'program', state: 'done', detail: documents.version.program.hash }
}

/** Steps of a training, then the hashes that the operator records. */
export async function* withResult(steps: AsyncGenerator<TrainingStep, StoredModel>) {
  for (;;) {
    const next = await steps.next()
    if (next.done !== true) yield next.value
    else {
      const { modelHash, cardHash, trainedToS } = next.value
      yield { step: 'model', state: 'done', detail: modelHash, share: 1, modelHash, cardHash, trainedToS }
      return
    }
  }
}
