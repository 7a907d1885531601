import { createApp, requireAssertion } from '@tcctv/service'
import { decisionRoutes } from './routes/decisions.ts'
import { exportRoutes } from './routes/exports.ts'
import { historyRoutes } from './routes/history.ts'
import { importRoutes } from './routes/imports.ts'
import { modelRoutes } from './routes/model.ts'
import type { Parts } from './routes/parts.ts'
import { projectRoutes } from './routes/projects.ts'
import { searchRoutes } from './routes/search.ts'

/** The directory's API. Every route but the probes needs the gateway's assertion; reading needs no sign-in. */
export function directoryApp(parts: Parts) {
  const app = createApp({
    name: 'directory',
    version: '0.1.0',
    logger: parts.logger,
    isReady: () => parts.live.isReady,
  })
  app.use(requireAssertion(parts.assertionKey, parts.nowS))
  return app
    .route('/', searchRoutes(parts))
    .route('/', exportRoutes(parts))
    .route('/', projectRoutes(parts))
    .route('/', historyRoutes(parts))
    .route('/', decisionRoutes(parts))
    .route('/', importRoutes(parts))
    .route('/', modelRoutes(parts))
}

/**
 * Types of the routes, for the portal's typed client.
 *
 * @public
 */
export type DirectoryApi = ReturnType<typeof directoryApp>
