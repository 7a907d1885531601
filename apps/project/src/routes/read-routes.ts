import { createRouter } from '@tcctv/service'
import { alertRoutes } from './alert-routes.ts'
import { carbonRoutes } from './carbon-routes.ts'
import { calibrationRoutes } from './calibration-routes.ts'
import { chainRoutes } from './chain-routes.ts'
import { correctionRoutes } from './correction-routes.ts'
import { createDataAccounts } from './data-accounts.ts'
import { exceptionRoutes } from './exception-routes.ts'
import { projectRoutes } from './project-routes.ts'
import { proofRoutes } from './proof-routes.ts'
import type { ReadSide } from './read-side.ts'
import { seriesRoutes } from './series-routes.ts'
import { vintageRoutes } from './vintage-routes.ts'

/**
 * All GET routes that answer from the read model. Needs `c.var.principal`: mount them behind `requireAssertion`. Events,
 * the JSON Schema and JSON-RPC are elsewhere.
 *
 * @example app.route('/', readRoutes(project))
 */
export function readRoutes(project: ReadSide) {
  const accounts = createDataAccounts(project)
  return createRouter()
    .route('/', projectRoutes(project))
    .route('/', seriesRoutes(project))
    .route('/', proofRoutes(project))
    .route('/', carbonRoutes(project, accounts))
    .route('/', vintageRoutes(project, accounts))
    .route('/', calibrationRoutes(project))
    .route('/', correctionRoutes(project))
    .route('/', exceptionRoutes(project))
    .route('/', alertRoutes(project))
    .route('/', chainRoutes(project))
}
