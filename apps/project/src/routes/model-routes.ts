import { createRouter, requireMay, streamNdjson } from '@tcctv/service'
import type { ProjectHost } from '../project-host.ts'
import type { Project } from '../project.ts'
import { followed } from '../training/follow-training.ts'
import { modelVersions } from '../training/model-versions.ts'
import { retrain } from '../training/retrain.ts'
import { withResult } from './setup-routes.ts'

/** Versions of the anomaly model, for all parties; a new one is trained by the operator and used once it is recorded. */
export function modelRoutes(host: ProjectHost, project: Project) {
  return createRouter()
    .get('/model/versions', (c) => {
      requireMay(c.var.principal, 'project.read', host.slug)
      return c.json({ asOf: project.readModel.headBlock(), items: modelVersions(project) })
    })
    .post('/model/retrain', (c) => {
      requireMay(c.var.principal, 'project.start', null)
      const { training } = host
      training.begin('read history')
      const steps = followed(training, retrain(project, training, { signal: c.req.raw.signal }))
      return streamNdjson(withResult(steps), { requestId: c.var.requestId })
    })
}
