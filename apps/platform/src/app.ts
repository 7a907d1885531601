import {
  createApp,
  deriveKey,
  isCrossSite,
  requireAssertion,
  serviceError,
  type Logger,
  type ServiceEnv,
} from '@tcctv/service'
import type { MiddlewareHandler } from 'hono'
import type { Platform } from './platform.ts'
import { apiKeyRoutes } from './routes/api-keys.ts'
import { auditRoutes } from './routes/audit.ts'
import { internalRoutes } from './routes/internal.ts'
import { organisationRoutes } from './routes/organisations.ts'
import { projectRoutes } from './routes/projects.ts'
import { signInRoutes } from './routes/sign-in.ts'
import { userRoutes } from './routes/users.ts'
import { sessionIdOf } from './sign-in/cookie.ts'

/** The platform's API. Every route but the probes needs the gateway's assertion. */
export function platformApp(platform: Platform, options: { readonly logger: Logger; readonly masterKey: Uint8Array }) {
  const app = createApp({ name: 'platform', version: '0.1.0', logger: options.logger })
  app.use(requireAssertion(deriveKey(options.masterKey, 'platform')), refuseCrossSite)
  return app
    .route('/', signInRoutes(platform))
    .route('/', organisationRoutes(platform))
    .route('/', userRoutes(platform))
    .route('/', apiKeyRoutes(platform))
    .route('/', projectRoutes(platform))
    .route('/', auditRoutes(platform))
    .route('/', internalRoutes(platform))
}

/**
 * Types of the routes, for the portal's typed client.
 *
 * @public
 */
export type PlatformApi = ReturnType<typeof platformApp>

/** Also checked by the gateway; here for every way that does not lead through it. */
const refuseCrossSite: MiddlewareHandler<ServiceEnv> = async (c, next) => {
  const { method } = c.req
  const host = c.req.header('x-forwarded-host') ?? c.req.header('host') ?? ''
  const origin = { method, host, origin: c.req.header('origin'), secFetchSite: c.req.header('sec-fetch-site') }
  if (sessionIdOf(c.req.header('cookie')) !== undefined && isCrossSite(origin))
    throw serviceError('CROSS_SITE', { method })
  await next()
}
